"""What a person agrees to for one application."""
