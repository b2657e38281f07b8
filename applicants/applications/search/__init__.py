"""Finds applications by the words of their answers and transcripts, in Spanish and English, without accents and by parts of words."""
