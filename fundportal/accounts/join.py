"""The one way in which a person gets an account."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from fundportal.accounts.models import User
from fundportal.web.zones import is_zone


@transaction.atomic
def join(*, email: str, name: str = "", language: str = "", time_zone: str = "") -> User:
    """The person with this address, made when there is none. Call it once the address is proven (a code came back): it counts as verified then.

    Two devices at once get the same person. What the person has told already is never overwritten; an unknown time zone is left out.
    """
    user, _ = User.objects.get_or_create(
        email=email.strip().lower(),
        defaults={
            "name": name.strip()[:200],
            "language": known_language(language),
            "time_zone": known_zone(time_zone),
            "password": make_password(None),
        },
    )
    told = {"name": name.strip()[:200], "time_zone": known_zone(time_zone)}
    missing = [field for field, value in told.items() if value and not getattr(user, field)]
    for field in missing:
        setattr(user, field, told[field])
    if missing:
        user.save(update_fields=missing)
    prove(user)
    return user


def prove(user: User) -> None:
    """Note that the person reads the mail of their address; other addresses of theirs are forgotten."""
    if EmailAddress.objects.filter(user=user, email=user.email, verified=True, primary=True).exists():
        return
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def known_language(code: str | None) -> str:
    """A language code that the portal speaks; Mexican Spanish for any other."""
    return code if code in dict(settings.LANGUAGES) else "es-mx"


def known_zone(name: str) -> str:
    """The IANA name if there is such a zone, otherwise nothing."""
    return name if len(name) <= 40 and is_zone(name) else ""
