"""One row is written as bulk_create and update write many."""

from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from applicants.applications.models import Application, DraftEntry, StateChange
from fundportal.audit.models import Entry
from fundportal.notifications.enqueue import letter
from fundportal.notifications.models import Notification
from fundportal.web.rows import insert, insert_and_update, insert_one, update
from tests.applications.build import COMPLETE, hand_in, make_draft

pytestmark = pytest.mark.django_db


def entries(count):
    return [Entry(verb="seen", target=f"t{n}", detail={"percent": "100 %", "n": n}) for n in range(count)]


@pytest.mark.parametrize("count", [1, 2])
def test_rows_are_stored_with_one_statement_and_know_their_numbers(count, django_assert_num_queries):
    rows = entries(count)
    with django_assert_num_queries(1):
        insert(rows)
    for row in rows:
        stored = Entry.objects.get(pk=row.pk)
        assert (stored.target, stored.detail, stored.at) == (row.target, row.detail, row.at)
        assert not row._state.adding
    insert([])


def test_every_column_comes_back_as_it_was_given():
    draft = make_draft()
    row = DraftEntry(
        application=draft, revision=9, at=timezone.now(), actor_id=draft.applicant_id, section="a", changes={"k": None, "ñ": [1]}
    )
    insert([row])
    stored = DraftEntry.objects.get(pk=row.pk)
    for field in DraftEntry._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(row, field.attname), field


def test_conflict_is_an_error_unless_it_is_to_be_ignored():
    assert insert_one(letter(key="k", kind="receipt", email="a@example.org"), ignore_conflicts=True)
    assert not insert_one(letter(key="k", kind="receipt", email="b@example.org"), ignore_conflicts=True)
    assert Notification.objects.get().email == "a@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([letter(key="k", kind="receipt", email="c@example.org")])


@pytest.mark.parametrize("count", [1, 2])
def test_update_writes_these_rows_and_no_others(count, django_assert_num_queries):
    drafts, other = [make_draft(answers=COMPLETE) for _ in range(count)], make_draft()
    for draft in drafts:
        hand_in(draft)
    submission = Application.objects.get(pk=drafts[0].pk).submission
    with django_assert_num_queries(1):
        update(drafts, state="in_review", answers={"a": "100 %"}, submission=submission, first_attempt_at=None)
    assert len(drafts) == count
    for row in Application.objects.filter(pk__in=[draft.pk for draft in drafts]):
        assert (row.state, row.answers, row.submission, row.first_attempt_at) == ("in_review", {"a": "100 %"}, submission, None)
    other.refresh_from_db()
    assert (other.state, other.answers) == ("draft", {})
    update([], state="withdrawn")


def test_one_new_row_and_one_changed_one_are_one_statement(django_assert_num_queries):
    draft, other = make_draft(), make_draft()
    for revision in (1, 2):
        changes = {"k": "100 %", "n": revision}
        row = DraftEntry(application=draft, revision=revision, at=timezone.now(), actor_id=draft.applicant_id, section="a", changes=changes)
        with django_assert_num_queries(1):
            insert_and_update(row, draft, answers={"k": "100 %"}, revision=revision)
        stored = DraftEntry.objects.get(application=draft, revision=revision)
        assert (stored.changes, stored.at, stored.section) == (changes, row.at, "a")
    assert Application.objects.values_list("answers", "revision").get(pk=draft.pk) == ({"k": "100 %"}, 2)
    assert Application.objects.values_list("answers", "revision").get(pk=other.pk) == ({}, 0)


def test_one_of_two_that_fails_leaves_neither():
    draft = make_draft()
    row = DraftEntry(application=draft, revision=1, at=timezone.now(), actor_id=draft.applicant_id, section="a", changes={})
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_and_update(row, draft, revision=-1)
    assert (DraftEntry.objects.count(), Application.objects.get().revision) == (0, 0)


def test_statement_of_one_set_of_columns_is_not_taken_for_another():
    draft = make_draft()
    common = {"application": draft, "verb": "submit", "from_state": "draft", "to_state": "submitted", "at": timezone.now()}
    rows = [StateChange(**common, actor=draft.applicant), StateChange(**common, reason="R"), StateChange(pk=777_000_001, **common)]
    for row in rows:
        insert([row])
    assert [(row.actor_id, row.reason) for row in StateChange.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")] == [
        (draft.applicant_id, ""),
        (None, "R"),
        (None, ""),
    ]
    update([draft], state="withdrawn")
    update([draft], revision=4)
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == ("withdrawn", 4)


def test_failed_statement_leaves_no_transaction_that_could_commit():
    done = []
    insert_one(letter(key="k", kind="receipt", email="a@example.org"))
    with transaction.atomic():
        transaction.on_commit(lambda: done.append("committed"))
        with suppress(IntegrityError):
            insert([letter(key="k", kind="receipt", email="b@example.org")])
        with pytest.raises(transaction.TransactionManagementError):
            Notification.objects.count()
    assert done == []


def test_expression_is_written_by_the_orm():
    draft = make_draft()
    update([draft], revision=F("revision") + 5)
    draft.refresh_from_db()
    assert draft.revision == 5


def test_row_that_points_at_one_without_a_number_is_refused():
    with pytest.raises(ValueError, match="unsaved related object"):
        insert([DraftEntry(application=Application(), revision=1, at=timezone.now(), section="a", changes={})])


def test_conflict_of_a_row_with_its_own_number_is_told():
    one = Entry(pk=4, verb="seen", at=timezone.now())
    assert [insert_one(one, ignore_conflicts=True) for _again in range(2)] == [True, False]
