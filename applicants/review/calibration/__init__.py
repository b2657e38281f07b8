"""A few applications that everybody scores first, to see how differently the rubric is read."""
