"""Conflicts of interest: those that reviewers declare, and those that the portal's own records show."""
