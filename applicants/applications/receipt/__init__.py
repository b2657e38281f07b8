"""What was handed in, frozen and signed, and the receipt of it."""
