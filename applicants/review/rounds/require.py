"""Who may assign in a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from applicants.review.models import Round
    from fundportal.accounts.models import User


class NotAssigner(Refusal):
    """The person's roles do not reach the round."""

    status = 403
    title = _("You may not do this")

    def __init__(self) -> None:
        super().__init__(_("Your role does not allow assigning reviewers here."))


def require_assigner(by: User, round: Round) -> None:
    """Raises NotAssigner for whoever may not assign in the round's programme."""
    if not by.may(Permission.ASSIGN, round.call.program_code):
        raise NotAssigner
