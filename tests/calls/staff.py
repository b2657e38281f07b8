"""Staff at the desk: sample logins, which need no second factor where SAMPLE_LOGINS is set."""

from django.test import Client

from fundportal.accounts.models import Membership, User
from fundportal.accounts.roles import Role


def staff(role=Role.COORDINATOR, *programs, name="", superuser=False):
    person = User.objects.create_user(f"{name or role}-{'-'.join(programs)}@sample.invalid", is_staff=True, is_superuser=superuser)
    for code in programs:
        Membership.objects.create(user=person, program_code=code, role=role)
    return person


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client
