"""Floors on what people say about themselves, when a committee composes a cohort: solved in this room, and answered so that nobody can be told by it."""
