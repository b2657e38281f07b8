"""Answers of an earlier application, question by question, into another one."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone

from applicants.applications.bring.bring import bring
from applicants.applications.bring.match import matches
from applicants.applications.consents.take_back import take_back
from applicants.applications.draft.save import NotEditable
from applicants.applications.models import Application, DraftEntry
from applicants.calls.form_versions import load
from applicants.calls.questions.file import stored_answer
from fundportal.consents.models import Purpose
from fundportal.files.limits import Limits
from fundportal.files.models import StoredFile
from fundportal.files.quota import AboveQuota
from fundportal.files.store import discard, store
from tests.applications.build import COMPLETE, OPTIONS, client_of, hand_in, make_call, make_draft, make_person, question, section
from tests.applications.reading import words
from tests.files.contents import CONTENTS
from tests.review.make import make_member

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]


def loaded(*questions):
    return load({"sections": [section("all", *questions)]})


def one(was, value, now):
    """The match of a single question that has the same key in both forms."""
    (found,) = matches(was=loaded(was), then={was["key"]: value}, now=loaded(now), answers={})
    return found.offer


def two(answers=None, *, then=None, now=None, **more):
    """An earlier application and a draft of the same person."""
    person = make_person()
    earlier = make_draft(make_call(then) if then else make_call(), person, answers if answers is not None else COMPLETE)
    draft = make_draft(make_call(now) if now else make_call(), person, **more)
    return earlier, draft


def brought(earlier, draft, *, base=None, person=None, **picks):
    now = Application.objects.get(pk=draft.pk)
    return bring(
        folio=draft.folio,
        source=earlier.folio,
        person=person or draft.applicant,
        picks=picks,
        base=str(now.revision) if base is None else base,
        at=timezone.now(),
    )


def test_the_same_question_is_offered_as_it_is():
    offer = one(question("title"), "Agua", question("title"))
    assert (offer.value, offer.changes, offer.typed, offer.aside) == ("Agua", [], False, False)


def test_what_changed_is_said():
    reworded = {**question("title"), "label": {"es": "¿Cómo se llama?", "en": "Its name?"}}
    assert len(one(question("title"), "Agua", reworded).changes) == 1
    narrower = one(question("text", "long_text", words=60), "uno " * 40, question("text", "long_text", words=10))
    assert (narrower.typed, narrower.aside) == (True, False)
    other = one(question("stage", "choice", options=OPTIONS), "idea", question("stage", "choice", options=OPTIONS[1:]))
    assert other.aside is True
    kind = one(question("title"), "Agua", question("title", "whole_number", min=0, max=9))
    assert kind.aside is True
    longer = one(question("title"), "Agua", question("title", "long_text", words=10))
    assert (longer.aside, longer.value) == (False, "Agua")


def test_declarations_are_given_anew_and_unanswered_questions_offer_nothing():
    assert (
        matches(was=loaded(question("fits", "declaration")), then={"fits": True}, now=loaded(question("fits", "declaration")), answers={})
        == []
    )
    assert matches(was=loaded(question("title")), then={"title": ""}, now=loaded(question("title")), answers={}) == []


def test_a_question_without_one_of_its_key_may_take_another_of_its_kind():
    was, now = loaded(question("name"), question("years", "whole_number", min=0, max=9)), loaded(question("title"))
    (found,) = matches(was=was, then={"name": "Agua", "years": 3}, now=now, answers={})
    assert (found.offer, found.others) == (None, [("name", "¿name?")])


def test_what_stands_there_already_is_not_offered():
    was, now = loaded(question("title"), question("name")), loaded(question("title"), question("other"))
    then, answers = {"title": "Agua", "name": "Ana"}, {"title": "Agua", "other": "Eva"}
    assert matches(was=was, then=then, now=now, answers=answers) == []
    assert [match.key for match in matches(was=was, then=then, now=now, answers={"title": "Tierra"})] == ["title", "other"]


def test_what_is_chosen_is_saved_and_logged_and_nothing_else():
    earlier, draft = two()
    done = brought(earlier, draft, title="title", town="town")
    now = Application.objects.get(pk=draft.pk)
    assert now.answers == {"title": COMPLETE["title"], "town": COMPLETE["town"]}
    assert (done.answers, done.to_correct, done.contested, done.left) == ({"title", "town"}, set(), set(), set())
    logged = [entry.changes for entry in DraftEntry.objects.filter(application=draft).order_by("revision")]
    assert logged == [{"title": COMPLETE["title"]}, {"town": COMPLETE["town"]}]
    assert Application.objects.get(pk=earlier.pk).answers == COMPLETE


def test_what_is_too_long_now_comes_whole_to_be_corrected():
    form = [section("film", question("synopsis", "long_text", words=60))]
    earlier, draft = two({"synopsis": "uno " * 40}, then=form)
    done = brought(earlier, draft, synopsis="synopsis")
    now = Application.objects.get(pk=draft.pk)
    assert (done.to_correct, now.unfinished["synopsis"].split(), "synopsis" in now.answers) == ({"synopsis"}, ["uno"] * 40, False)


def test_what_was_written_meanwhile_is_not_overwritten():
    earlier, draft = two(answers=COMPLETE)
    client = client_of(draft.applicant)
    base = str(Application.objects.get(pk=draft.pk).revision)
    client.post(
        f"/es/solicitudes/{draft.folio}/film/",
        {".base": base, ".page": "feed", ".form": str(draft.form_version_id), "title": "Nuevo", "synopsis": ""},
    )
    done = brought(earlier, draft, base=base, title="title")
    now = Application.objects.get(pk=draft.pk)
    assert (done.contested, now.answers["title"], list(now.conflicts)) == ({"title"}, "Nuevo", ["title"])


def test_picks_that_make_no_sense_bring_nothing():
    earlier, draft = two(then=[section("film", question("title"), question("years", "whole_number", min=0, max=9))], answers=None)
    done = brought(earlier, draft, title="years", synopsis="nothing", nothing="title", town="")
    assert (done.answers, Application.objects.get(pk=draft.pk).answers) == (set(), {})
    assert done.left == {"title", "synopsis", "nothing", "town"}


def test_only_ones_own_and_only_while_it_may_be_edited():
    earlier, draft = two()
    stranger = make_draft(answers=COMPLETE)
    for source, target, person in ((stranger, draft, None), (earlier, stranger, draft.applicant), (earlier, draft, stranger.applicant)):
        with pytest.raises(Http404):
            brought(source, target, person=person or draft.applicant, title="title")
    sent = hand_in(make_draft(make_call(), draft.applicant, COMPLETE)).application
    Application.objects.filter(pk=sent.pk).update(state="in_review")
    with pytest.raises(NotEditable):
        brought(earlier, sent, title="title")


def a_file(application, key="paper"):
    stored = store(
        owner=application.applicant, about=application.folio, upload=SimpleUploadedFile("a.pdf", PDF), limits=Limits(("pdf",), 10**6)
    )
    answer = {"file": str(stored.pk), "name": "a.pdf", "size": stored.size, "media_type": "application/pdf", "sha256": stored.sha256}
    Application.objects.filter(pk=application.pk).update(answers={key: answer}, revision=1)
    return stored


FILES = [section("all", question("paper", "file", types=["pdf"], max_mb=1, required=False))]


def test_a_file_is_copied_and_each_lives_without_the_other(django_capture_on_commit_callbacks):
    earlier, draft = two({}, then=FILES, now=FILES)
    stored = a_file(earlier)
    assert brought(earlier, draft, paper="paper").answers == {"paper"}
    copied = StoredFile.objects.get(about=draft.folio)
    answer = Application.objects.get(pk=draft.pk).answers["paper"]
    assert (answer["file"], answer["sha256"], copied.owner) == (str(copied.pk), stored.sha256, draft.applicant)
    with django_capture_on_commit_callbacks(execute=True):
        discard(stored=stored)
    with copied.blob.open("rb") as file:
        assert file.read() == PDF
    with django_capture_on_commit_callbacks(execute=True):
        discard(stored=copied)


def test_files_beyond_the_quota_do_not_come_and_nothing_is_copied(settings):
    paper = {**FILES[0], "questions": [question(key, "file", types=["pdf"], max_mb=1, required=False) for key in ("paper", "other")]}
    earlier, draft = two({}, then=[paper], now=[paper])
    one, other = a_file(earlier), a_file(earlier, "other")
    answers = {key: stored_answer(stored) for key, stored in (("paper", one), ("other", other))}
    Application.objects.filter(pk=earlier.pk).update(answers=answers)
    settings.PERSON_QUOTA = 3 * one.size  # two are there: one more would fit
    with pytest.raises(AboveQuota):
        brought(earlier, draft, paper="paper", other="other")
    assert (StoredFile.objects.count(), Application.objects.get(pk=draft.pk).answers) == (2, {})
    assert brought(earlier, draft, paper="paper").answers == {"paper"}


def test_a_file_of_somebody_else_or_one_that_is_gone_does_not_come():
    earlier, draft = two({}, then=FILES, now=FILES)
    stored = a_file(earlier)
    StoredFile.objects.filter(pk=stored.pk).update(owner=make_person())
    assert brought(earlier, draft, paper="paper").left == {"paper"}
    StoredFile.objects.filter(pk=stored.pk).update(owner=draft.applicant, about="CCC27-OTHER")
    assert brought(earlier, draft, paper="paper").left == {"paper"}
    assert Application.objects.get(pk=draft.pk).answers == {}
    discard(stored=StoredFile.objects.get())


def test_a_file_of_who_wrote_along_comes_and_is_the_applicants():
    earlier, draft = two({}, then=FILES, now=FILES)
    stored, member = a_file(earlier), make_person()
    StoredFile.objects.filter(pk=stored.pk).update(owner=member)
    make_member(earlier, member)
    assert brought(earlier, draft, paper="paper").answers == {"paper"}
    assert StoredFile.objects.get(about=draft.folio).owner == draft.applicant


def test_a_page_that_is_sent_twice_changes_nothing_the_second_time():
    form = [*FILES, section("film", question("title", required=False))]
    earlier, draft = two({}, then=form, now=form)
    a_file(earlier)
    Application.objects.filter(pk=earlier.pk).update(answers={**Application.objects.get(pk=earlier.pk).answers, "title": "Agua"})
    client, at = client_of(draft.applicant), f"/en/solicitudes/{draft.folio}/traer/"
    page = client.get(at).text
    mark = re.search(r'name=".page" value="(\w{16})"', page)[1]
    sent = {"de": earlier.folio, ".base": "0", ".page": mark, "take-paper": "paper", "take-title": "title"}
    assert client.post(at, sent).status_code == 302
    first = Application.objects.get(pk=draft.pk)
    assert client.post(at, sent).status_code == 302
    again = Application.objects.get(pk=draft.pk)
    assert (again.answers, again.conflicts, again.revision) == (first.answers, {}, first.revision)
    assert (set(first.answers), StoredFile.objects.filter(about=draft.folio).count()) == ({"paper", "title"}, 1)
    assert brought(earlier, draft, base="0", paper="paper").contested == set(), "another page brings the same file"


def test_sensitive_answers_come_under_a_consent_to_this_application_alone():
    form = [section("all", question("title"), question("health", sensitive=True, required=False), question("plain", required=False))]
    earlier, draft = two({"title": "Agua", "health": "asma"}, then=form, now=form, purposes=("evaluate",))
    assert brought(earlier, draft, health="health", title="title").left == {"health"}
    assert brought(earlier, draft, plain="health").left == {"plain"}
    assert "asma" not in client_of(draft.applicant).get(f"/es/solicitudes/{draft.folio}/traer/").content.decode()
    agreed = make_draft(make_call(form), draft.applicant)
    assert brought(earlier, agreed, health="health").answers == {"health"}
    take_back(application=earlier, person=earlier.applicant, purpose=Purpose.SENSITIVE)
    assert "health" not in Application.objects.get(pk=earlier.pk).answers


@pytest.mark.parametrize(
    ("language", "title", "now", "then"),
    [
        ("es", "Traer mis respuestas", "Aquí escribiste", "Entonces escribiste"),
        ("en", "Bring over my answers", "Here you have written", "Then you wrote"),
    ],
)
def test_page_shows_both_texts_and_ticks_only_what_is_empty(language, title, now, then):
    earlier, draft = two(answers=COMPLETE)
    Application.objects.filter(pk=draft.pk).update(answers={"title": "Otro"}, revision=1)
    client, at = client_of(draft.applicant), f"/{language}/solicitudes/{draft.folio}/traer/"
    page = client.get(at)
    assert (title in words(page), now in words(page), then in words(page), "Otro" in words(page)) == (True, True, True, True)
    ticked = set(re.findall(r'name="take-(\w+)" value="\w+" checked', page.content.decode()))
    assert ticked == {"synopsis", "town"}
    base = re.search(r'name=".base" value="(\d+)"', page.content.decode())[1]
    answer = client.post(at, {"de": earlier.folio, ".base": base, "take-synopsis": "synopsis", "take-../x": "y", "from-note": "title"})
    assert answer.status_code == 302
    assert Application.objects.get(pk=draft.pk).answers == {"title": "Otro", "synopsis": COMPLETE["synopsis"], "note": COMPLETE["title"]}


def test_page_without_another_application_says_so_and_a_foreign_one_is_not_listed():
    stranger, draft = make_draft(answers=COMPLETE), make_draft()
    client, at = client_of(draft.applicant), f"/en/solicitudes/{draft.folio}/traer/"
    assert "You have no other application with answers." in words(client.get(f"{at}?de={stranger.folio}"))
    client.post(at, {"de": stranger.folio, "take-title": "title"})
    assert Application.objects.get(pk=draft.pk).answers == {}


def test_page_of_what_is_closed_leads_to_its_status():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    Application.objects.filter(pk=draft.pk).update(closes_at=None, state="in_review")
    draft.call.closes_at = timezone.now() + timedelta(days=1)
    assert client_of(draft.applicant).get(f"/es/solicitudes/{draft.folio}/traer/").url == f"/es/solicitudes/{draft.folio}/"
