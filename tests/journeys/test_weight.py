"""What a first visit costs on a telephone line: everything that stands between the request and the first picture, gzipped."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from applicants.calls.samples.load import load_samples
from programs.cohorts.load import load_initiatives
from tests.accounts.people import make_person, signed_in
from tests.applications.build import make_draft

pytestmark = pytest.mark.django_db
MOST, MOST_DEFERRED, MOST_SCRIPTS = 14_000, 5_000, 12_000  # the last: of a page on which one answers, the service worker included
CALLS = ("asistentes-de-produccion", "laboratorio-morelia", "nuevas-fronteras")


class Parts(HTMLParser):
    """The files that a page asks for: those that hold up its first picture, and those that come later."""

    def __init__(self):
        super().__init__()
        self.blocking, self.deferred = [], []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "link" and told.get("rel") == "stylesheet":
            self.blocking.append(told["href"])
        if tag == "script" and "src" in told:
            (self.deferred if told.get("type") == "module" or "defer" in told else self.blocking).append(told["src"])


def zipped(content):
    return len(gzip.compress(content, mtime=0))


def file_of(address):
    return (Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL)).read_bytes()


def with_imports(addresses):
    """The scripts, and those that they import."""
    found = list(addresses)
    for address in found:
        names = re.findall(rb'(?:from|import) ?"\./([^"]+)"', file_of(address))
        found += [each for name in names if (each := f"{address.rpartition('/')[0]}/{name.decode()}") not in found]
    return found


def weigh(answer):
    """(what blocks, what is deferred) in bytes."""
    assert answer.status_code == 200
    parts = Parts()
    parts.feed(answer.content.decode())
    blocking, deferred = (sum(zipped(file_of(address)) for address in found) for found in (parts.blocking, with_imports(parts.deferred)))
    assert parts.blocking
    return zipped(answer.content) + blocking, deferred


@pytest.fixture(autouse=True)
def sample_calls(db, settings):
    settings.PUBLIC_PAGE_CACHE = False
    cache.clear()
    load_initiatives()
    load_samples()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "path", ["", "convocatorias/", *(f"convocatorias/{slug}/{more}" for slug in CALLS for more in ("", "requisitos/"))]
)
def test_a_public_page_is_light(client, language, path):
    blocking, deferred = weigh(client.get(f"/{language}/{path}"))
    assert blocking <= MOST
    assert deferred <= MOST_DEFERRED


@pytest.mark.parametrize("slug", CALLS)
def test_every_section_of_the_sample_forms_is_light(slug, client):
    worker = zipped(client.get("/sw.js").content)
    person, call = make_person(), Call.objects.get(slug=slug)
    client = signed_in(person)
    folio = make_draft(call, person).folio
    for section in form_version(call.form_version_id).sections:
        page = client.get(f"/es/solicitudes/{folio}/{section.key}/")
        if page.status_code == 302 and section.show_when:
            continue  # it is asked of some alone
        blocking, deferred = weigh(page)
        assert blocking <= MOST, section.key
        assert 0 < worker < deferred + worker <= MOST_SCRIPTS, section.key
