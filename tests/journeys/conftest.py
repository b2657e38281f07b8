"""A portal of its own for the journeys: web server, worker and mail server, all real, on the database of the tests."""

import time

import pytest
from django.core.cache import cache

from applicants.samples.seed import seed
from fundportal.local.commands import command_line
from fundportal.local.places import ROOT
from fundportal.local.ports import free_port
from fundportal.local.process import start, stop
from fundportal.local.supervisor import answers
from tests.notifications.mailbox import mail_server


@pytest.fixture(scope="package")
def post():
    """The mail server at which every letter arrives."""
    with mail_server() as box:
        yield box


@pytest.fixture(scope="package")
def portal(real_environment, post, tmp_path_factory):
    """The address of a portal whose letters arrive at `post`; tests that use it need `transactional_db`."""
    port, folder = str(free_port()), tmp_path_factory.mktemp("portal")
    own = {"PORT": port, "SITE_URL": f"http://localhost:{port}", "EMAIL_URL": f"smtp://127.0.0.1:{post.port}", "CELERY_SKIP_CHECKS": "true"}
    children = []
    try:
        for name, more in (("web", ()), ("worker", ("--queues=codes,letters", "--hostname=journeys@%h"))):
            with (folder / f"{name}.log").open("ab") as log:
                children.append(start([*command_line(name), *more], environment=real_environment | own, folder=ROOT, output=log))
        until = time.monotonic() + 60
        while not answers(host="127.0.0.1", port=int(port)):
            assert time.monotonic() < until, (folder / "web.log").read_text()
            time.sleep(0.1)
        yield own["SITE_URL"]
    finally:
        for child in children:
            stop(child, within=20)


@pytest.fixture
def samples(transactional_db):
    """The three initiatives with their sample calls, and some dozens of applications by other people."""
    cache.clear()
    seed(applications=160, number=7)
    yield
    cache.clear()
