"""Pages of the admin on which staff set up a call: its form, preview, publishing, extending."""
