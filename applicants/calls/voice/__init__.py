"""Answers to long-text questions that may be spoken, or given in one's own language."""
