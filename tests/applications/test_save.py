from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.draft.choose import choose
from applicants.applications.draft.save import NotEditable, Page, save_section
from applicants.applications.models import Application, DraftEntry
from applicants.calls.form_versions import form_version
from tests.applications.build import COMPLETE, hand_in, make_call, make_draft
from tests.applications.threads import at_once

pytestmark = pytest.mark.django_db


def save(application, values, section=0, **more):
    chosen = form_version(application.form_version_id).sections[section]
    return save_section(
        application_id=application.pk,
        person=application.applicant,
        section=chosen,
        values=values,
        at=more.pop("at", timezone.now()),
        page=Page(more.pop("page", ""), more.pop("base", ""), more.pop("turn", 0), more.pop("form", None)),
        **more,
    )


def fresh(application):
    return Application.objects.get(pk=application.pk)


def log(application):
    return list(DraftEntry.objects.filter(application=application).order_by("revision").values_list("revision", "changes", "conflict"))


def test_only_what_changed_is_written_and_logged():
    draft = make_draft()
    save(draft, {"title": "Agua", "synopsis": "Una laguna."})
    saved = save(draft, {"title": "Agua que vuelve", "synopsis": "Una laguna."}, base="1")
    assert saved.revision == 2
    assert fresh(draft).answers == {"title": "Agua que vuelve", "synopsis": "Una laguna."}
    assert fresh(draft).revisions == {"title": 2, "synopsis": 1}
    assert log(draft) == [(1, {"title": "Agua", "synopsis": "Una laguna."}, False), (2, {"title": "Agua que vuelve"}, False)]


def test_a_repeat_changes_nothing():
    draft = make_draft()
    first = save(draft, {"title": "Agua"}, base="0", page="aaa")
    assert save(draft, {"title": "Agua"}, base="0", page="aaa") == first
    assert len(log(draft)) == 1


def test_an_answer_can_be_taken_away():
    draft = make_draft(answers=COMPLETE)
    save(draft, {"title": None}, base=str(draft.revision))
    assert "title" not in fresh(draft).answers
    assert fresh(draft).progress["film"] == "started"


@pytest.mark.parametrize(
    ("values", "progress"),
    [({}, ""), ({"title": "Agua"}, "started"), ({"title": "Agua", "synopsis": "Una laguna."}, "done"), ({"title": ""}, "")],
)
def test_progress_of_the_section(values, progress):
    draft = make_draft()
    save(draft, values)
    assert fresh(draft).progress.get("film", "") == progress


def test_unknown_keys_and_those_of_other_sections_are_ignored():
    draft = make_draft()
    save(draft, {"title": "Agua", "town": "Bacalar", "admin": True, "title!": "x"})
    assert fresh(draft).answers == {"title": "Agua"}


def test_what_cannot_be_an_answer_yet_is_kept_as_typed():
    draft = make_draft(answers=COMPLETE)
    long = "palabra " * 11
    save(draft, {"title": "Agua que vuelve"}, unfinished={"synopsis": long}, base=str(draft.revision))
    assert fresh(draft).unfinished == {"synopsis": long}
    assert fresh(draft).answers["synopsis"] == COMPLETE["synopsis"]
    assert fresh(draft).progress["film"] == "started"
    assert log(draft)[-1][1] == {"synopsis!": long}
    save(draft, {"synopsis": COMPLETE["synopsis"]}, base=str(fresh(draft).revision))
    assert fresh(draft).unfinished == {}
    assert fresh(draft).progress["film"] == "done"


def test_two_devices_that_write_different_answers_both_count():
    draft = make_draft(answers=COMPLETE)
    base = str(draft.revision)
    save(draft, {"title": "De A", "synopsis": COMPLETE["synopsis"]}, base=base, page="aaa")
    saved = save(draft, {"title": COMPLETE["title"], "synopsis": "De B"}, base=base, page="bbb")
    assert saved.conflicts == frozenset()
    assert (fresh(draft).answers["title"], fresh(draft).answers["synopsis"]) == ("De A", "De B")


def test_two_devices_that_write_one_answer_both_texts_are_kept():
    draft = make_draft(answers=COMPLETE)
    base = str(draft.revision)
    save(draft, {"title": "De A"}, base=base, page="aaa")
    saved = save(draft, {"title": "De B", "synopsis": "Nueva."}, base=base, page="bbb")
    assert saved.conflicts == frozenset({"title"})
    assert (fresh(draft).answers["title"], fresh(draft).answers["synopsis"]) == ("De A", "Nueva.")
    assert log(draft)[-1] == (saved.revision, {"title": "De B"}, True)
    assert fresh(draft).conflicts == {"title": [saved.revision]}


def test_a_page_whose_save_was_not_answered_is_no_other_device():
    draft = make_draft()
    save(draft, {"title": "Agua"}, base="0", page="aaa")
    saved = save(draft, {"title": "Agua que vuelve"}, base="0", page="aaa")
    assert saved.conflicts == frozenset()
    assert fresh(draft).answers["title"] == "Agua que vuelve"


def test_a_forged_base_loses_nothing():
    draft = make_draft(answers=COMPLETE)
    saved = save(draft, {"title": "Otra"}, base="999999")
    assert saved.conflicts == frozenset({"title"})
    assert fresh(draft).answers["title"] == COMPLETE["title"]


@pytest.mark.parametrize(("take", "kept"), [(True, "De B"), (False, "De A")])
def test_the_person_chooses(take, kept):
    draft = make_draft(answers=COMPLETE)
    base = str(draft.revision)
    save(draft, {"title": "De A"}, base=base, page="aaa")
    other = save(draft, {"title": "De B"}, base=base, page="bbb").revision
    film = form_version(draft.form_version_id).sections[0]
    for _repeat in range(2):
        choose(
            application_id=draft.pk, person=draft.applicant, section=film, key="title", revision=other if take else None, at=timezone.now()
        )
    assert (fresh(draft).answers["title"], fresh(draft).conflicts) == (kept, {})


def test_choosing_a_revision_that_does_not_wait_changes_nothing():
    draft = make_draft(answers=COMPLETE)
    film = form_version(draft.form_version_id).sections[0]
    choose(application_id=draft.pk, person=draft.applicant, section=film, key="title", revision=1, at=timezone.now())
    assert fresh(draft).answers == COMPLETE


def test_saving_after_submitting_edits_the_next_submission():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    save(draft, {"title": "Otra"}, base=str(fresh(draft).revision))
    found = Application.objects.select_related("submission").get(pk=draft.pk)
    assert (found.state, found.answers["title"], found.submission.content["answers"]["title"]) == ("submitted", "Otra", COMPLETE["title"])


def test_saving_what_was_submitted_is_refused_after_the_deadline():
    now = timezone.now()
    draft = make_draft(make_call(closes=now + timedelta(hours=1)), answers=COMPLETE)
    hand_in(draft, at=now)
    with pytest.raises(NotEditable):
        save(draft, {"title": "Tarde"}, at=now + timedelta(hours=2))


def test_saving_a_draft_after_the_deadline_keeps_the_words():
    now = timezone.now()
    draft = make_draft(make_call(closes=now + timedelta(hours=1)))
    save(draft, {"title": "Tarde"}, at=now + timedelta(hours=2))
    assert fresh(draft).answers == {"title": "Tarde"}


@pytest.mark.django_db(transaction=True)
def test_many_devices_at_once_lose_no_text():
    draft = make_draft()
    texts = iter([f"texto {n}" for n in range(8)])
    at_once(8, lambda: (lambda words: save(draft, {"title": words}, base="0", page=words[-1] * 3))(next(texts)))
    kept = {value for _revision, changes, _conflict in log(draft) for value in changes.values()}
    assert kept == {f"texto {n}" for n in range(8)}
    assert len(fresh(draft).conflicts["title"]) == 7


LONG = "palabra " * 11


def test_an_answer_that_a_page_had_left_alone_does_not_come_back_later():
    """One page has not touched the title; the other changes it. What the first has sent does not make it have seen the other's."""
    draft = make_draft(answers=COMPLETE)
    base = str(draft.revision)
    save(draft, {"title": "De A"}, base=base, page="aaa")
    saved = save(draft, {"title": COMPLETE["title"], "synopsis": "De B"}, base=base, page="bbb")
    assert saved.keys == {"synopsis"}
    save(draft, {"title": COMPLETE["title"], "synopsis": "De B"}, base=f"{base};synopsis={saved.revision}", page="bbb")
    assert fresh(draft).answers["title"] == "De A"


def test_what_was_only_typed_is_not_swept_away_by_a_page_that_had_not_seen_it():
    draft = make_draft(answers=COMPLETE)
    base = str(draft.revision)
    save(draft, {}, unfinished={"synopsis": LONG}, base=base, page="aaa")
    save(draft, {"title": "De B", "synopsis": COMPLETE["synopsis"]}, base=base, page="bbb")
    assert (fresh(draft).unfinished, fresh(draft).answers["title"]) == ({"synopsis": LONG}, "De B")
    saved = save(draft, {"synopsis": "De B"}, base=base, page="bbb")
    assert (saved.conflicts, saved.keys) == ({"synopsis"}, set())
    assert fresh(draft).unfinished == {"synopsis": LONG}


@pytest.mark.parametrize("revision_of", [lambda saved: saved.revision, lambda saved: None])
def test_what_is_too_long_and_rivals_another_device_waits_for_the_choice(revision_of):
    draft = make_draft(answers=COMPLETE)
    base = str(draft.revision)
    save(draft, {"synopsis": "De A"}, base=base, page="aaa")
    saved = save(draft, {}, unfinished={"synopsis": LONG}, base=base, page="bbb")
    assert (saved.conflicts, saved.keys) == ({"synopsis"}, set())
    again = save(draft, {}, unfinished={"synopsis": LONG}, base=base, page="bbb")
    assert again.revision == saved.revision, "it waits already"
    film = form_version(draft.form_version_id).sections[0]
    choose(application_id=draft.pk, person=draft.applicant, section=film, key="synopsis", revision=revision_of(saved), at=timezone.now())
    assert fresh(draft).conflicts == {}
    assert fresh(draft).unfinished == ({"synopsis": LONG} if revision_of(saved) else {})
    assert fresh(draft).answers["synopsis"] == "De A"


def test_a_save_that_comes_late_does_not_overwrite_the_newer_one_of_its_page():
    draft = make_draft()
    save(draft, {"title": "dos"}, base="0", page="aaa", turn=2)
    late = save(draft, {"title": "uno", "synopsis": "x"}, base="0", page="aaa", turn=1)
    assert late.keys == set()
    save(draft, {"title": "tres"}, base="1", page="aaa", turn=4)
    save(draft, {"title": "tres"}, base="2", page="aaa", turn=5)
    save(draft, {"title": "cuatro"}, base="2", page="aaa", turn=4)
    assert fresh(draft).answers == {"title": "tres"}
    assert fresh(draft).turns == [["aaa", 5]]
