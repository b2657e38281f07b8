"""The pages of the self-description: for the person alone."""
