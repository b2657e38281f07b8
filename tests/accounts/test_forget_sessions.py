from datetime import timedelta

import pytest
from django.utils import timezone

from fundportal.accounts import forget_sessions
from fundportal.accounts.sessions import Session
from fundportal.celery import app

pytestmark = pytest.mark.django_db


def test_sessions_that_are_over_are_forgotten_a_batch_at_a_time(monkeypatch, settings, django_assert_num_queries):
    monkeypatch.setattr(forget_sessions, "BATCH", 2)
    now = timezone.now()
    for number in range(-3, 2):
        Session.objects.create(session_key=f"k{number}", session_data="", expire_date=now + timedelta(seconds=number))

    with django_assert_num_queries(5):
        assert forget_sessions.forget_sessions(at=now) == 3
    assert set(Session.objects.values_list("session_key", flat=True)) == {"k0", "k1"}


def test_all_that_the_clock_starts_is_known_to_the_workers(settings):
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
