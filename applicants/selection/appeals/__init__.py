"""Appeals: a person asks that somebody else reads the application."""
