"""A community or collective applies: who it is, who speaks for it, how it decided, and what has to be respected about what it shows."""
