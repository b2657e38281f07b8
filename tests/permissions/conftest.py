import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from tests.permissions.world import make_world


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """Made once, around the transactions of the tests, and taken back whole after the last one of this room."""
    with (
        django_db_blocker.unblock(),
        override_settings(PUBLIC_PAGE_CACHE=False, PRIVATE_FILES_PROXY_PREFIX="/protected/"),
        transaction.atomic(),
    ):
        cache.clear()
        yield make_world()
        transaction.set_rollback(True)
