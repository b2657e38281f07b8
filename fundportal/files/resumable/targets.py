"""For what somebody uploads, and what they may. This room does not know: the rooms above say so for each purpose that they register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from fundportal.accounts.models import User
from fundportal.files.limits import Limits
from fundportal.files.resumable.refusals import Closed, Unclear, WrongOffset
from fundportal.web.refusals import Refusal


class Target(NamedTuple):
    """What the file will be about (a folio), which place in it (a question's key), whose it will be, and what it may be."""

    about: str
    key: str
    owner: User
    limits: Limits


Resolve = Callable[[User, Mapping[str, str], datetime], Target]
"""The person, the upload's metadata and the instant of arrival -> the target. Raises a Refusal, or Http404 for what the person does not own."""

PURPOSES: dict[str, Resolve] = {}
USUAL = "answer"  # what is meant when the metadata name no purpose


def register(purpose: str, resolve: Resolve) -> None:
    """From now on uploads whose metadata name this purpose are asked about there."""
    PURPOSES[purpose] = resolve


def target_of(person: User, told: Mapping[str, str], at: datetime) -> Target:
    """The target of an upload. Raises Unclear, Closed, and what else the purpose's room raises."""
    resolve = PURPOSES.get(told.get("purpose", USUAL))
    if resolve is None:
        raise Unclear(_("It is not said what this file is for."))
    try:
        return resolve(person, told, at)
    except Refusal as refusal:
        if refusal.status == WrongOffset.status:
            raise Closed(refusal.message) from refusal
        raise
