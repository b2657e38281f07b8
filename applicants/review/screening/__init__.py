"""Whether an application meets the call's requirements."""
