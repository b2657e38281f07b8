"""Places offered, answered, extended, ended."""
