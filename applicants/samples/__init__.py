"""Fictional people, applications and decisions, to try the portal with and to measure it. Stands on top: it reads and fills every room."""
