"""A person asks the portal to hand the draft in at the deadline, if it is complete then."""
