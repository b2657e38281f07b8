"""Applications by the points of their reviews."""
