"""Sample calls of the three initiatives, to try the portal with."""
