"""HiGHS, the solver, without a word on standard output: it greets there as soon as its callbacks are set, which its constructor does.

Large: import it where something is solved.
"""

from __future__ import annotations

import highspy


class Highs(highspy.Highs):
    """Says nothing, and uses one thread: the same question has the same answer."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.setOptionValue("threads", 1)

    def enableCallbacks(self) -> None:  # noqa: N802 (the solver's own name)
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]
