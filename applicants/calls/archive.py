"""A call is taken down from the public pages, or shown again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.calls.models import Call
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal


class NotPublic(Refusal):
    """The call was never published, so that there is nothing to take down."""

    status = 409
    title = _("The call is not public")


@transaction.atomic
def archive(*, call: Call, by: User) -> None:
    """Nobody meets the call any more and nothing is handed in; drafts, submissions and what was decided stay. A repeat changes nothing. Raises NotPublic."""
    turn(call, by, Call.Status.PUBLISHED, Call.Status.ARCHIVED, "call_archived")


@transaction.atomic
def restore(*, call: Call, by: User) -> None:
    """Show a call again that was taken down. A repeat changes nothing. Raises NotPublic."""
    turn(call, by, Call.Status.ARCHIVED, Call.Status.PUBLISHED, "call_restored")


def turn(call: Call, by: User, was: Call.Status, to: Call.Status, verb: str) -> None:
    current = Call.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__strand__program").get(pk=call.pk)
    if current.status == Call.Status.DRAFT:
        raise NotPublic(_("This call was never published."))
    if current.status == was:
        current.status = to
        current.save(update_fields=["status"])
        record(actor=by, verb=verb, target=f"call:{current.slug}", program_code=current.program_code)
