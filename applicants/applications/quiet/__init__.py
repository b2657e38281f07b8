"""No more reminders for one application: a link in each of them, which works without signing in."""
