"""Letters by which a plan keeps what is to be said of each pair."""

FIXED, KEPT, NEW, TOGETHER = "f", "k", "n", "t"
"""How a pair came about: begun and stays, assigned and stays, new, new for the sake of shared applications."""
LANGUAGE, AVOIDED, NO_TOPIC = "L", "A", "T"
"""What a pair leaves unfulfilled: a language that is not understood, something they would rather not read, nothing of it that they know."""
