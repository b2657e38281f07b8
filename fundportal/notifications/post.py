"""The way to the mail server: one connection kept open, and its answers sorted into what they mean for a letter."""

from __future__ import annotations

import math
import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

# RFC 3463: 5.1.x is about the address, 5.2.1 a mailbox that is closed. Policy (5.7.x) and content are no fault of the address.
ADDRESS_IS_BAD = re.compile(r"\b5\.(1\.[0-6]|1\.10|2\.1)\b")
SYSTEM_IN_TROUBLE = re.compile(r"\b5\.[34]\.\d")  # quotas, routing: not about this letter, whatever the first digit says
ENHANCED = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
CLOSING = 421  # RFC 5321 3.8: the server closes the channel
BAD_ADDRESS_CODES = {550, 551, 553}


class Passing(Exception):
    """This letter was not accepted now, and may be later."""


class Refused(Exception):
    """This letter will not be accepted; `address_is_bad` when that is so for every letter to the address."""

    def __init__(self, answer: str, *, address_is_bad: bool) -> None:
        super().__init__(answer)
        self.address_is_bad = address_is_bad


class Broken(Exception):
    """The connection broke while this letter was under way."""


class Unanswered(Exception):
    """The server has all of this letter and did not say whether it accepts it: it may arrive, or not."""


class Away(Exception):
    """The mail server cannot be reached, or does not let us in: no letter can leave."""


def nothing() -> None:
    """What is done meanwhile when nobody asks for anything."""


class Post:
    """A connection that opens with the first letter, opens again after a break, and is closed at the end of the block.

    Nothing is waited for beyond `until` (on the monotonic clock).
    """

    def __init__(self, *, until: float = math.inf) -> None:
        self.until = until
        self.backend: BaseEmailBackend | None = None
        self.meanwhile: Callable[[], object] = nothing

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def open(self) -> BaseEmailBackend:
        """Raises Away."""
        if self.backend is None:
            backend = get_connection(until=self.until, meanwhile=lambda: self.meanwhile())
            try:
                backend.open()
            except (OSError, smtplib.SMTPException) as error:
                raise Away(said(error)) from None
            self.backend = backend
        return self.backend

    def send(self, message: EmailMessage, *, meanwhile: Callable[[], object] = nothing) -> None:
        """Returns once the server has accepted the letter, which may take ten minutes; `meanwhile` is called every few seconds.

        Raises Passing, Refused, Broken, Unanswered or Away.
        """
        backend = self.open()
        self.meanwhile = meanwhile
        try:
            backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            if code == CLOSING:
                self.close()
            raise of_recipient(code, answer) from None
        except smtplib.SMTPServerDisconnected as error:
            raise self.broken(error) from None
        except smtplib.SMTPResponseException as error:
            raise self.of_letter(error) from None
        except (OSError, smtplib.SMTPException) as error:
            raise self.broken(error) from None
        finally:
            self.meanwhile = nothing

    def broken(self, error: OSError) -> Exception:
        """The meaning of a connection that came to its end, which depends on when it did."""
        handed_over = getattr(self.backend, "handed_over", False)
        self.close()
        return Unanswered(said(error)) if handed_over else Broken(said(error))

    def of_letter(self, error: smtplib.SMTPResponseException) -> Exception:
        """The meaning of an answer to the sender or to the content."""
        if error.smtp_code == CLOSING:
            self.close()
            return Broken(said(error))
        if isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500 and not SYSTEM_IN_TROUBLE.search(said(error)):
            return Refused(said(error), address_is_bad=False)
        return Passing(said(error))  # a sender that is refused is our own setting: kept until it is mended

    def close(self) -> None:
        backend, self.backend = self.backend, None
        if backend is not None:
            with suppress(OSError, smtplib.SMTPException):  # it may be gone already
                backend.close()


def of_recipient(code: int, answer: bytes | str) -> Exception:
    """The meaning of an answer to the address."""
    words = spoken(code, answer)
    if code < 500 or code in {503, 530} or SYSTEM_IN_TROUBLE.search(words):  # 503, 530: we have not signed in
        return Passing(words)
    bad = ADDRESS_IS_BAD.search(words) if ENHANCED.search(words) else code in BAD_ADDRESS_CODES
    return Refused(words, address_is_bad=bool(bad))


def spoken(code: int, answer: bytes | str) -> str:
    return f"{code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}"


def said(error: BaseException) -> str:
    """An error in one line, without the letter."""
    if isinstance(error, smtplib.SMTPResponseException):
        return spoken(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"
