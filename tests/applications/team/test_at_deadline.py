"""What is handed in for the applicant at the deadline is what the team has made of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applicants.applications.draft.save import NotEditable
from applicants.applications.models import Application, Submission
from applicants.applications.submit_for_me.ask import ask
from applicants.applications.submit_for_me.settle import IN_THE_AIR, submit_due
from applicants.applications.team.collective.write import take_away, write
from applicants.applications.team.references.models import ReferencesAsked
from applicants.calls.models import Call
from tests.applications.build import client_of, make_call, make_draft, page_fields, question, section
from tests.applications.reading import at
from tests.applications.team.people import make_member
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
FORM = [section("all", question("town"), question("paper", "file", types=["pdf"], max_mb=1))]
PDF = CONTENTS["pdf"]
FACTS = {
    "kind": "community",
    "name": "San Juan",
    "place": "",
    "representative": "Rosa",
    "decided": "",
    "shown": "",
    "asked": "A la asamblea.",
}


def made_by_a_team(**references):
    """A draft whose file a member has sent, in the name of a community, to be handed in at the deadline, which has just passed."""
    draft = make_draft(make_call(FORM))
    if references:
        ReferencesAsked.objects.create(call=draft.call, question_es="¿?", question_en="?", **references)
    member = make_member(draft)
    client_of(member).post(at(draft, "all"), page_fields(draft, town="Bacalar", paper=SimpleUploadedFile("guion.pdf", PDF)))
    write(application=draft, person=member, facts=FACTS, seen=0, at=timezone.now())
    wish = {"wording": "Envíala por mí.", "declaration": "Es cierto.", "language": "es-mx", "authentication": "code"}
    ask(application_id=draft.pk, person=draft.applicant, at=timezone.now(), **wish)
    now = timezone.now() + timedelta(seconds=1)
    Call.objects.filter(pk=draft.call_id).update(opens_at=now - timedelta(days=9), closes_at=now)
    return draft, now + IN_THE_AIR


def test_with_its_collective_and_the_files_of_its_members():
    _draft, then = made_by_a_team()
    assert submit_due(at=then) == 1
    content = Submission.objects.get().content
    assert (content["collective"], [file["name"] for file in content["files"]]) == (FACTS, ["guion.pdf"])


def test_not_where_a_letter_that_the_call_requires_was_asked_of_nobody():
    draft, then = made_by_a_team(at_least=1, at_most=2, days_after=7, required=True)
    assert submit_due(at=then) == 0
    assert Application.objects.get(pk=draft.pk).state == "draft"


def test_the_collective_is_the_one_of_the_deadline():
    draft, then = made_by_a_team()
    late = {"application": draft, "person": draft.applicant, "at": then}
    with pytest.raises(NotEditable):
        write(facts={**FACTS, "name": "Otra"}, seen=1, **late)
    with pytest.raises(NotEditable):
        take_away(**late)
    assert submit_due(at=then) == 1
    assert Submission.objects.get().content["collective"] == FACTS


def test_the_collective_is_written_again_once_something_was_missing_at_the_deadline():
    draft, then = made_by_a_team(at_least=1, at_most=2, days_after=7, required=True)
    assert submit_due(at=then) == 0
    row = write(application=draft, person=draft.applicant, facts={**FACTS, "name": "Otra"}, seen=1, at=then)
    assert (row.name, row.saved_at) == ("Otra", then)
