"""The pack's sentences are tested in English; the catalogue is tested elsewhere."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield
