"""Applications as staff find, read and accompany them."""
