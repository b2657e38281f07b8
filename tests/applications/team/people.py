"""Builders: a lead with a team."""

from applicants.applications.team.help.consent import offer
from applicants.applications.team.help.helping import take_up
from applicants.applications.team.members.answer import accept, find
from applicants.applications.team.members.invite import invite
from applicants.applications.team.members.models import Member
from fundportal.notifications.models import Notification
from tests.applications.build import make_person

HOW = {"language": "es-mx", "authentication": "code"}


def secret_of(key):
    """The token in the link of a letter."""
    return Notification.objects.get(key=key).context["url"].rstrip("/").rpartition("/")[2]


def make_invitation(draft, email="amaru@example.org", *, right=Member.Right.EDIT):
    """An invitation and its token."""
    member = invite(application=draft, person=draft.applicant, email=email, name="Amaru", right=right, language="es-mx")
    return member, secret_of(f"team_invitation:{member.pk}")


def make_member(draft, person=None, *, right=Member.Right.EDIT):
    """Somebody who writes along."""
    person = person or make_person(name="Amaru Quispe")
    _member, secret = make_invitation(draft, person.email, right=right)
    accept(member=find(secret), person=person)
    return person


def make_help(draft, person=None, *, days=7):
    """Somebody who helps, by a code that the applicant gave."""
    person = person or make_person(name="Maestra Lupita")
    take_up(code=offer(application=draft, person=draft.applicant, days=days, **HOW), person=person)
    return person
