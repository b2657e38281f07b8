"""A person erases the account, and had a part in others' applications, or others in theirs: the part ends, names and addresses go, what was written
stays with the application."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from applicants.applications.models import Application
from applicants.applications.search.erasing import take_out
from applicants.applications.team.collective.models import Collective
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import Reference, ReferenceWaiver
from fundportal.accounts.models import User
from fundportal.files.models import StoredFile
from fundportal.files.store import discard
from fundportal.notifications.forget import forget_matters


def erase_parts(person: User) -> None:
    """Within the erasure's transaction. A row that stays says that somebody took part, from when until when: no more."""
    members = Member.objects.filter(Q(person=person) | Q(email=person.email) | Q(application__applicant=person))
    forget_matters(about=[f"member:{pk}" for pk in members.values_list("pk", flat=True)])
    helps = Help.objects.filter(Q(facilitator=person) | Q(application__applicant=person))
    forget_matters(about=[f"help:{pk}" for pk in helps.values_list("pk", flat=True)])
    helps.update(ended_at=Coalesce("ended_at", Now()), note="")
    members.update(ended_at=Coalesce("ended_at", Now()), email="", name="")
    erase_letters(person)
    Collective.objects.filter(application__applicant=person).delete()
    give_files_over(person)


def erase_letters(person: User) -> None:
    """Letters that were written for the person, and those that the person wrote for others: all but that somebody was asked, when, and answered."""
    rows = Reference.objects.filter(Q(application__applicant=person) | Q(email=person.email))
    ids = list(rows.values_list("pk", flat=True))
    forget_matters(about=[f"reference:{pk}" for pk in ids])
    files = list(StoredFile.objects.filter(about__in=[f"reference:{pk}" for pk in ids]))
    take_out(list(rows.exclude(application__applicant=person).values_list("application", flat=True)))
    rows.update(ended_at=Coalesce("ended_at", Now()), name="", email="", note="", text="", token_sealed="", file=None)
    for stored in files:
        discard(stored=stored)
    ReferenceWaiver.objects.filter(application__applicant=person).delete()


def give_files_over(person: User) -> None:
    """What a member sent for another's application answers a question there: it becomes the applicant's."""
    theirs = Application.objects.exclude(applicant=person).filter(folio__in=StoredFile.objects.filter(owner=person).values("about"))
    for folio, applicant in theirs.values_list("folio", "applicant"):
        StoredFile.objects.filter(owner=person, about=folio).update(owner=applicant)
