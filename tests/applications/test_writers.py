"""Two devices write into one draft over a line on which a fifth of all requests goes wrong. The long run is among the soak proofs."""

import pytest

from applicants.applications.models import DraftEntry
from tests.applications.build import client_of, make_call, make_draft, question, section
from tests.applications.reading import at, autosave, fresh
from tests.applications.writers import run

pytestmark = pytest.mark.django_db
FORM = [section("all", question("title"), question("synopsis", "long_text", words=10), question("town"), question("note", required=False))]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_word_is_lost_and_both_ends_converge(seed):
    draft = make_draft(make_call(FORM))
    figures = run(draft, [client_of(draft.applicant) for _each in range(2)], saves=30, seed=seed)
    assert (figures["lost"], figures["differ"], figures["waiting"]) == ([], [], [])
    assert min(figures["troubles"], figures["conflicts"], figures["words"]) > 0, figures


def test_an_older_save_that_comes_after_a_newer_one_changes_nothing():
    draft = make_draft(make_call(FORM))
    client, page = client_of(draft.applicant), {".base": "0", ".page": "aaaa"}
    autosave(client, at(draft, "all"), "title", title="segundo", **page, **{".turn": "2"})
    before = fresh(draft)
    late = autosave(client, at(draft, "all"), "title", title="primero", **page, **{".turn": "1"})
    again = autosave(client, at(draft, "all"), "title", title="segundo", **page, **{".turn": "2"})
    assert (late.json()["keys"], again.json()["keys"]) == ([], ["title"])
    assert (fresh(draft).answers, fresh(draft).revision) == (before.answers, before.revision)
    assert DraftEntry.objects.filter(application=draft).count() == 1


@pytest.mark.parametrize(
    "base", ["999999999", "2", "-1", "9" * 400, "1.5", "x", "", "1;title=-1", "1;title=99", "0;title", "٧", "1;" + "a=1;" * 600]
)
def test_a_forged_revision_has_seen_nothing_and_overwrites_nothing(base):
    draft = make_draft(make_call(FORM), answers={"title": "De verdad"})
    before = fresh(draft)
    told = autosave(client_of(draft.applicant), at(draft, "all"), "title", title="Falsa", **{".base": base, ".page": "ffff"})
    assert (told.status_code, told.json()["conflicts"], told.json()["keys"]) == (200, ["title"], [])
    assert (fresh(draft).answers, fresh(draft).revisions) == (before.answers, before.revisions)


@pytest.mark.parametrize(
    "fields",
    [
        {".form": "999999999"},
        {".form": "x"},
        {".page": "p" * 5000},
        {".keys": "nobody"},
        {".keys": "title " * 3000},
        {".turn": "-1"},
        {".turn": "9" * 12},
    ],
)
def test_other_forged_fields_of_a_page_are_read_as_none(fields):
    draft = make_draft(make_call(FORM), answers={"title": "De verdad"})
    sent = {".keys": "title", "title": "Falsa", ".base": "0", ".page": "ffff", **fields}
    answer = client_of(draft.applicant).post(at(draft, "all"), sent, headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    assert fresh(draft).answers == {"title": "De verdad"}


def test_a_save_into_another_persons_draft_changes_nothing():
    draft, other = make_draft(make_call(FORM), answers={"title": "De verdad"}), make_draft()
    before = fresh(draft)
    answer = autosave(client_of(other.applicant), at(draft, "all"), "title", title="Ajena", **{".base": "1", ".page": "ffff"})
    assert (answer.status_code, set(answer.json())) == (404, {"refused"})
    assert (fresh(draft).answers, fresh(draft).revision) == (before.answers, before.revision)
