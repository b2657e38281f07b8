"""A person's draft: saved as it is typed, by many devices, nothing lost."""
