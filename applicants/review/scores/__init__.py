"""What reviews come to, and how far they can be trusted. `severity`, `agreement` and `bands` are pure functions of numbers; `estimates` is the door."""
