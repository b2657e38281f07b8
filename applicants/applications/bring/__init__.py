"""Answers of an earlier application are brought over into another one, question by question."""
