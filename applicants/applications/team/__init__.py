"""Not alone: those who write along, the community that applies, who helps, and who is asked for a letter."""
