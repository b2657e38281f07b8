"""What staff write beside an answer in a person's own voice or language: a transcript, a translation. The original stays what counts."""
