"""Ctrl-C, SIGTERM and a closed terminal all mean: stop everything, in order, once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asks to stop. No error, so that no `except Exception` takes it for one."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Raises Stop in the main thread at the first such signal; later ones do not disturb the cleaning up."""

    def stop(number: int, _frame: object) -> None:
        for each in STOPPING:
            signal.signal(each, signal.SIG_IGN)
        raise Stop(signal.Signals(number).name)

    # Under nohup a closed terminal is meant to change nothing.
    heeded = [each for each in STOPPING if not (each == signal.SIGHUP and signal.getsignal(each) == signal.SIG_IGN)]
    before = {each: signal.signal(each, stop) for each in heeded}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
