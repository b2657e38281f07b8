"""Pages of the admin on which staff write and publish the rules of a call."""
