"""Letters about what waits at the desk are stopped, and wanted again, by who holds the link of one."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.db import transaction

from applicants.review.desk.models import QuietReviewer
from fundportal.accounts.models import User
from fundportal.audit.record import record

SALT = "applicants.review.desk.quiet"


def token_of(person: User) -> str:
    """What stands in the address: a number, and a signature that nobody else can make. It opens nothing but this."""
    return Signer(salt=SALT).sign(str(person.pk))


def person_of(token: str) -> User | None:
    """Whom a token names."""
    try:
        number = Signer(salt=SALT).unsign(token)
    except BadSignature:
        return None
    return User.objects.filter(pk=int(number), is_active=True).first()


@transaction.atomic
def hush(*, person: User, quiet: bool = True) -> None:
    """No more letters about reading, or (not `quiet`) letters as before. A repeat changes nothing."""
    if quiet:
        _row, changed = QuietReviewer.objects.get_or_create(person=person)
    else:
        changed = QuietReviewer.objects.filter(person=person).delete()[0] > 0
    if changed:
        record(actor=None, verb="review_letters_stopped" if quiet else "review_letters_wanted", target=f"person:{person.pk}")
