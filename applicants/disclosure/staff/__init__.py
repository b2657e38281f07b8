"""The page of figures, for those who may see them."""
