"""What the portal says when it cannot do what was asked."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A reason that the reader understands, with an HTTP status; the page also says what to do next."""

    status: ClassVar[int] = 409
    title: ClassVar[str | Promise] = _("That is not possible now")

    def __init__(self, message: str | Promise, *, next_url: str = "", next_label: str | Promise = "") -> None:
        super().__init__(str(message))
        self.message, self.next_url, self.next_label = message, next_url, next_label
