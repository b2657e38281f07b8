"""The pages of who decides."""
