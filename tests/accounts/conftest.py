import pytest
from django.core.cache import cache

from fundportal.web.cache import circuit


@pytest.fixture(autouse=True)
def fresh_limits(db, monkeypatch, settings):
    """Each test starts with unused limits, quick passwords, and letters that stay in the outbox."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PUBLIC_PAGE_CACHE = False
    monkeypatch.setattr("fundportal.notifications.enqueue.nudge", lambda queues: None)
    circuit.reset()
    cache.clear()
