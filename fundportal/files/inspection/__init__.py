"""What may hide in a file of an accepted type. Each look reads as little as it can; nothing is unpacked, nothing is run."""
