"""How decisions are made in a call."""
