"""How long somebody who composes is kept waiting in all: what is not worked out by then is left out, and the page says so."""

from __future__ import annotations

from time import monotonic

BEST, EXPLAINED = 15.0, 10.0
"""Seconds for the best cohort, without which there is no scenario; and for prices and alternatives, of which there may be some."""


class Patience:
    """So many seconds from now on."""

    def __init__(self, seconds: float) -> None:
        self.until = monotonic() + seconds

    @property
    def left(self) -> float:
        """Nothing less than a moment: who is asked once more gives up at once."""
        return max(0.01, self.until - monotonic())

    @property
    def is_over(self) -> bool:
        return monotonic() >= self.until
