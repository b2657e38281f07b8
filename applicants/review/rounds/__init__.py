"""Rounds, their rubric, and who reads what in them."""
