"""SMTP with the patience that RFC 5321 asks for, and with somebody who is told that it waits.

What a server accepts late and the sender has given up leaves twice. So the answer to a letter's last dot is waited for for ten minutes (4.5.3.2.6);
all others, where giving up costs a delay and no double, for half a minute.
"""

from __future__ import annotations

import math
import smtplib
import time
from collections.abc import Callable
from functools import partial
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

ANSWER = 30.0  # seconds for each answer
VERDICT = 600.0  # seconds for the one that follows the last dot
STEP = 10.0  # seconds of silence after which `meanwhile` is called again


class PatientSMTP(smtplib.SMTP):
    """`meanwhile` is called before each answer and every STEP seconds until it comes; no wait goes beyond `until` (on the monotonic clock).

    `handed_over` is true from the last dot to the answer: if the connection breaks then, nobody knows whether the letter will arrive.
    """

    def __init__(self, *where: Any, until: float, meanwhile: Callable[[], object], **options: Any) -> None:
        self.until, self.meanwhile, self.handed_over = until, meanwhile, False
        super().__init__(*where, **options)

    def send(self, s: Any) -> None:
        """Commands are text; bytes are a letter with its last dot."""
        super().send(s)
        self.handed_over = isinstance(s, bytes)

    def getreply(self) -> tuple[int, bytes]:
        """Raises TimeoutError, besides what smtplib raises; the connection is closed then."""
        self.await_answer(VERDICT if self.handed_over else ANSWER)
        answer = super().getreply()
        self.handed_over = False
        return answer

    def await_answer(self, seconds: float) -> None:
        sock = self.sock
        if sock is None:
            return
        deadline = min(time.monotonic() + seconds, self.until)
        self.meanwhile()
        with DefaultSelector() as selector:
            selector.register(sock, EVENT_READ)
            while not (decrypted(sock) or selector.select(max(0.0, min(STEP, deadline - time.monotonic())))):
                if time.monotonic() >= deadline:
                    self.close()
                    raise TimeoutError("the server does not answer")
                self.meanwhile()
        sock.settimeout(max(0.1, min(ANSWER, self.until - time.monotonic())))  # for the rest of the answer, and for what is sent next


class PatientSMTPS(PatientSMTP, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def decrypted(sock: Any) -> int:
    """Bytes of an encrypted connection that have been read from the network already; no selector sees them."""
    return sock.pending() if hasattr(sock, "pending") else 0


class PatientBackend(EmailBackend):
    """Django's own, over such a connection; it is open once the server has greeted us."""

    def __init__(self, *arguments: Any, until: float = math.inf, meanwhile: Callable[[], object] = bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.until, self.meanwhile = until, meanwhile
        self.timeout = max(0.1, min(ANSWER, until - time.monotonic()))

    @property
    def connection_class(self) -> Any:
        return partial(PatientSMTPS if self.use_ssl else PatientSMTP, until=self.until, meanwhile=self.meanwhile)

    def open(self) -> bool | None:
        is_new = super().open()
        if is_new and self.connection:
            self.connection.ehlo_or_helo_if_needed()
        return is_new

    @property
    def handed_over(self) -> bool:
        """Whether a letter is out of our hands and not accepted yet."""
        return isinstance(self.connection, PatientSMTP) and self.connection.handed_over
