"""The real web server of the journeys: it answers, in the browser too."""

import http.client
from urllib.parse import urlsplit

import pytest


def test_the_site_is_ready_on_the_database_of_the_tests(site, transactional_db):
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=10)
    connection.request("GET", "/readyz")
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.browser
def test_the_browser_opens_the_home_page_without_a_word_in_the_console(site, chromium, transactional_db):
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    said = []
    page.on("console", lambda message: said.append(message.text))
    answer = page.goto(f"{site}/es/")
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "es-MX"
    assert said == []
    page.close()
