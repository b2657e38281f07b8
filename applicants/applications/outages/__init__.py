"""When the portal was away: measured by a heartbeat, and proposed to staff as a reason for more time."""
