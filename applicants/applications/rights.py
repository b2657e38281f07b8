"""What somebody may do with an application, and why a page is not theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from applicants.applications.models import Application
    from fundportal.accounts.models import User


class Right(IntEnum):
    """Each holds those before it. LEAD is the applicant's alone: to submit, withdraw, agree, answer what is sensitive, decide who else comes in."""

    READ = 1
    EDIT = 2
    LEAD = 3


@dataclass(frozen=True)
class Hand:
    """Through whose hands an application was fetched. `helps`: a facilitator, who is no part of the team and stays for a limited time, `until`."""

    person: User
    right: Right
    helps: bool = False
    until: datetime | None = None

    @property
    def leads(self) -> bool:
        return self.right >= Right.LEAD

    @property
    def writes(self) -> bool:
        return self.right >= Right.EDIT


class NotForYou(Refusal):
    """The person has a part in the application, or had one, and this goes beyond it. `application` is for who may hand back what was typed."""

    status = 403
    title = _("This is not yours to do")

    def __init__(self, application: Application, sentence: str | Promise) -> None:
        super().__init__(str(sentence) % {"name": application.applicant, "folio": application.folio})
        if sentence is not PART_OVER:
            self.next_url, self.next_label = reverse("application", args=[application.folio]), _("See the application")
        self.application = application


READ_ONLY = _("%(name)s shares this application with you to read it. Nothing was changed.")
LEAD_ONLY = _("Only %(name)s, who applies, can do this. Nothing was changed.")
PART_OVER = _(
    "You no longer take part in application %(folio)s. Nothing was changed. If that is a mistake, ask %(name)s to invite you again."
)
HELP_OVER = _(
    "The time for which %(name)s let you help with application %(folio)s is over. Nothing was changed. You can ask to help again, and %(name)s decides."
)


def short_of(right: Right) -> str | Promise:
    """Why who holds less than this is refused."""
    return LEAD_ONLY if right is Right.LEAD else READ_ONLY
