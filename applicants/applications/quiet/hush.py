"""Reminders are stopped, and wanted again, by who holds the link of one."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.db import transaction

from applicants.applications.models import Application
from applicants.applications.quiet.models import Quiet
from fundportal.audit.record import record

SALT = "applicants.applications.quiet"


def token_of(folio: str) -> str:
    """What stands in the address: a folio, and a signature that nobody else can make. It opens nothing but this."""
    return Signer(salt=SALT).sign(folio)


def folio_of(token: str) -> str:
    """The folio that a token names; empty for one that is not ours."""
    try:
        return Signer(salt=SALT).unsign(token)
    except BadSignature:
        return ""


@transaction.atomic
def hush(*, application: Application, quiet: bool = True) -> None:
    """No more reminders of this application's deadline, or (not `quiet`) reminders as before. A repeat changes nothing."""
    code = application.call.program_code
    if quiet:
        _row, changed = Quiet.objects.get_or_create(application=application)
    else:
        changed = Quiet.objects.filter(application=application).delete()[0] > 0
    if changed:
        record(actor=None, verb="reminders_stopped" if quiet else "reminders_wanted", target=application.folio, program_code=code)
