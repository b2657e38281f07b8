import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from applicants.applications.models import Application
from fundportal.accounts.models import User
from fundportal.web.prepared import Prepared
from tests.applications.build import COMPLETE, hand_in, make_draft, make_person

pytestmark = pytest.mark.django_db


def test_prepared_query_gives_what_the_queryset_gives():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    queryset = Application.objects.select_related("call__cohort", "submission").defer("call__summary_es")
    prepared = Prepared(lambda person, folio: queryset.filter(applicant_id=person, folio=folio), person=int, folio=str)
    found, expected = prepared.first(person=draft.applicant_id, folio=draft.folio), queryset.get(pk=draft.pk)
    assert found == expected
    for field in Application._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(expected, field.attname), field
    assert found.call.get_deferred_fields() == {"summary_es"}
    assert (found.call.cohort, found.submission.sha256) == (expected.call.cohort, expected.submission.sha256)
    assert not found._state.adding


def test_related_row_that_is_not_there_is_none():
    draft = make_draft()
    prepared = Prepared(lambda pk: Application.objects.select_related("submission").filter(pk=pk), pk=int)
    assert prepared.first(pk=draft.pk).submission is None


def test_each_asking_has_its_own_values(django_assert_num_queries):
    prepared = Prepared(lambda email: User.objects.filter(email=email), email=str)
    one, other = make_person(), make_person()
    with django_assert_num_queries(3):
        assert [prepared.first(email=address) for address in (one.email, other.email, "nobody' OR '1'='1")] == [one, other, None]


def test_all_gives_every_row():
    people = [make_person(), make_person()]
    prepared = Prepared(lambda name: User.objects.filter(name=name).order_by("pk"), name=str)
    assert prepared.all(name=people[0].name) == list(User.objects.filter(name=people[0].name).order_by("pk"))
    assert prepared.all(name="nobody") == []


def test_query_with_signs_that_mean_something_to_the_driver():
    person = make_person()
    User.objects.filter(pk=person.pk).update(name="100 % $1 ñ")
    prepared = Prepared(lambda name: User.objects.filter(name=name).exclude(name__contains="50 %"), name=str)
    for _again in range(2):
        assert prepared.first(name="100 % $1 ñ") == person


def texts(captured):
    return [query["sql"].split()[0] for query in captured.captured_queries]


def test_query_is_planned_once_a_connection():
    prepared, person = Prepared(lambda pk: User.objects.filter(pk=pk), pk=int), make_person()
    with CaptureQueriesContext(connection) as captured:
        assert [prepared.first(pk=person.pk) for _ in range(3)] == [person] * 3
    assert texts(captured) == ["PREPARE", "EXECUTE", "EXECUTE"]


@pytest.mark.django_db(transaction=True)
def test_new_connection_plans_anew():
    prepared, person = Prepared(lambda pk: User.objects.filter(pk=pk), pk=int), make_person()
    assert prepared.first(pk=person.pk) == person
    connection.close()
    assert prepared.first(pk=person.pk) == person


def test_failure_at_the_first_asking_leaves_nothing_behind():
    person = make_person()
    prepared = Prepared(lambda pk: User.objects.filter(pk=pk), pk=int)
    with pytest.raises(DataError), transaction.atomic():
        prepared.first(pk="x")
    assert [prepared.first(pk=person.pk) for _ in range(2)] == [person] * 2


@pytest.mark.django_db(transaction=True)
def test_column_whose_type_was_changed_under_it_is_planned_anew():
    prepared, person = Prepared(lambda pk: User.objects.filter(pk=pk), pk=int), make_person()
    assert prepared.first(pk=person.pk) == person
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user ALTER COLUMN time_zone TYPE varchar(99)")
    try:
        assert prepared.first(pk=person.pk) == person
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE accounts_user ALTER COLUMN time_zone TYPE varchar({User._meta.get_field('time_zone').max_length})")


def forget_plans():
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


@pytest.mark.django_db(transaction=True)
def test_plan_that_the_server_has_forgotten_is_made_again():
    prepared, person = Prepared(lambda pk: User.objects.filter(pk=pk), pk=int), make_person()
    assert prepared.first(pk=person.pk) == person
    forget_plans()
    assert prepared.first(pk=person.pk) == person
    forget_plans()
    with pytest.raises(OperationalError), transaction.atomic():  # the transaction is lost; the next one is not
        prepared.first(pk=person.pk)
    with transaction.atomic():
        assert prepared.first(pk=person.pk) == person


def test_what_is_no_gap_stands_in_the_plan_where_partial_indexes_see_it():
    prepared = Prepared(lambda call: Application.objects.filter(call_id=call).exclude(state="withdrawn"), call=int)
    sql, names, _build = prepared.compiled
    assert (sql.count("$"), names) == (1, ["call"])
    assert "= 'withdrawn'" in sql
