"""The sample logins: one for each role, in all three programmes, with one password."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from fundportal.accounts.membership import grant
from fundportal.accounts.models import User
from fundportal.accounts.roles import Role
from programs.catalogue.models import Program

LOGINS: dict[str, tuple[str, Role | None]] = {
    "applicant": ("Itzel Canul Muestra", None),
    "coordinator": ("Rosalba Santiago Muestra", Role.COORDINATOR),
    "reviewer": ("Óscar Núñez Muestra", Role.REVIEWER),
    "pr": ("Lucía Peña Muestra", Role.PR),
    "privacy": ("Ulises Ríos Muestra", Role.PRIVACY),
    "equity": ("Nayeli Luna Muestra", Role.EQUITY),
    "admin": ("Administración de ejemplo", None),
}


def make_logins(password: str) -> dict[str, User]:
    """Each login by its name; those that are there stay, and get this password. Only where SAMPLE_LOGINS is set."""
    hashed = make_password(password)
    return {name: make_login(name, hashed) for name in LOGINS}


def make_login(name: str, hashed: str) -> User:
    full_name, role = LOGINS[name]
    admin = {"is_staff": True, "is_superuser": True} if name == "admin" else {}
    user, _created = User.objects.update_or_create(
        email=f"{name}@{settings.SAMPLE_DOMAIN}",
        defaults={"password": hashed, **admin},
        create_defaults={"password": hashed, "name": full_name, "time_zone": "America/Mexico_City", **admin},
    )
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    if role:
        for code in Program.objects.values_list("code", flat=True):
            grant(user=user, program_code=code, role=role, by=None)
    return user
