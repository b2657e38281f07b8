"""Decisions: shortlisted, staged in private, released at once."""
