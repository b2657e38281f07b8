import datetime

import pytest
from django.utils import timezone

from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from applicants.calls.publish import problems
from applicants.calls.samples.load import load_samples
from programs.cohorts.load import load_initiatives

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls():
    load_initiatives()
    return {call.program_code: call for call in load_samples()}


def test_there_is_an_open_call_for_each_initiative_marked_as_a_sample(calls):
    assert set(calls) == {"amacc", "ccc", "morelia"}
    for call in calls.values():
        assert call.is_open(timezone.now())
        assert call.is_sample
        assert call.cohort.is_sample
        assert call.notice.is_sample
        assert problems(call) == []


def test_each_sample_cohort_has_sessions_with_invented_guests(calls):
    for call in calls.values():
        sessions = call.cohort.sessions.prefetch_related("guests")
        assert len(sessions) == 3
        assert all(guest.is_sample and "(ejemplo)" in guest.name for session in sessions for guest in session.guests.all())


def test_loading_again_adds_nothing(calls):
    assert {call.pk for call in load_samples()} == {call.pk for call in calls.values()}
    assert Call.objects.count() == 3


def test_dates_count_from_the_day_of_loading():
    load_initiatives()
    (call,) = [call for call in load_samples(today=datetime.date(2030, 1, 1)) if call.program_code == "ccc"]
    assert call.closes_at.isoformat() == "2030-02-03T05:59:00+00:00"
    assert call.folio_prefix == "CCC30"


def test_the_forms_use_the_types_that_each_initiative_needs(calls):
    kinds = {code: [q["kind"] for q in form_version(call.form_version_id).questions.values()] for code, call in calls.items()}
    assert {"entity", "municipality", "whole_number", "choices", "link", "file", "declaration"} <= set(kinds["ccc"])
    assert {"date", "money", "table", "choice"} <= set(kinds["amacc"])
    assert {"country", "people", "table", "file", "link", "money", "date", "declaration"} <= set(kinds["morelia"])
    assert [len(form_version(call.form_version_id).sections) for call in (calls["amacc"], calls["ccc"], calls["morelia"])] == [5, 5, 10]


def test_the_self_ascription_is_sensitive_and_hidden_from_reviewers(calls):
    question = form_version(calls["morelia"].form_version_id).questions["self_ascription"]
    assert (question["sensitive"], question["tier"], question["required"]) == (True, 1, True)


def test_both_languages_are_filled(calls):
    for call in calls.values():
        for section in form_version(call.form_version_id).sections:
            assert set(section.titles) == {"es", "en"}
            assert all(set(q["label"]) == {"es", "en"} for q in section.questions)
            assert all(set(q["help"]) in ({"es", "en"}, set()) for q in section.questions)
