"""The browser of the journeys starts, and reaches this machine only."""

import pytest

pytestmark = pytest.mark.browser


def test_chromium_opens_a_page_and_finds_no_other_machine(chromium, tmp_path):
    (tmp_path / "page.html").write_text("<!doctype html><title>Hola</title><p>Qué tal")
    page = chromium.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.title() == "Hola"
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
    page.close()
