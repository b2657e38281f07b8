"""Builders: people, staff, and clients that have signed in as one of them."""

import itertools
import re
import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from fundportal.accounts.join import join
from fundportal.accounts.membership import grant
from fundportal.accounts.models import User
from fundportal.accounts.roles import Role
from fundportal.notifications.models import Notification

numbers = itertools.count(1)


def make_person(email="", name="Itzel Canul", password=None, **more):
    """A person whose address is proven."""
    user = join(email=email or f"person{next(numbers)}@example.org", name=name, language=more.pop("language", "es-mx"))
    if password:
        user.set_password(password)
    for field, value in more.items():
        setattr(user, field, value)
    user.save()
    return user


def make_staff(role=Role.COORDINATOR, program="ccc", **more):
    user = make_person(**more)
    grant(user=user, program_code=program, role=role, by=None)
    return User.objects.get(pk=user.pk)


def make_admin(**more):
    return make_person(is_superuser=True, is_staff=True, **more)


def signed_in(user, *, second_factor=False, client=None, ago=0):
    """A client whose session says that `user` came in by a code (and confirmed with an app), `ago` seconds before now."""
    client = client or Client()
    client.force_login(user)
    session = client.session
    records = [{"method": "code", "at": time.time() - ago, "email": user.email}]
    if second_factor:
        records.append({"method": "mfa", "at": time.time() - ago, "id": 1, "type": "totp"})
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def latest_code(email):
    """The code of the latest letter to `email` that waits in the outbox."""
    letter = Notification.objects.filter(email=email, queue="codes").latest("id")
    return letter.context["code"]


def add_totp(user):
    """An authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def title_of(response):
    return re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL).group(1).strip()
