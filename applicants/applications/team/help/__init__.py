"""Facilitators: somebody who helps several people to apply, each with that person's consent, for a limited time, and never unseen."""
