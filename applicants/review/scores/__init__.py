"""What reviews come to, and how far they can be trusted. `severity`, `agreement` and `bands` are pure functions of numbers; `estimates` is the door."""

import os

# Read by numpy when it is first imported. The matrices are small: threads for them only get in the way of the other workers (a fit takes six times as long).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
