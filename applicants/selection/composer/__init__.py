"""A committee composes a cohort: it states rules, sees what they cost and whom they move, votes, and confirms each application by hand."""
