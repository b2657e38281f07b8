"""Where reviewers read and score."""
