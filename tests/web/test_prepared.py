import pytest

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
