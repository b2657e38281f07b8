"""What every test stands on: real servers (started by `python -m fundportal.local test`) and no way out of this machine."""

import ipaddress
import os
import sys
import time
from urllib.parse import urlsplit

import pytest

from fundportal.local.browser import find_chromium
from fundportal.local.commands import command_line
from fundportal.local.places import ROOT
from fundportal.local.ports import free_port
from fundportal.local.process import start, stop
from fundportal.local.supervisor import answers

LONG = (
    "permissions/test_matrix",
    "journeys/",
    "local/test_run",
    "faults/",
    "permissions/",
    "calls/test_desk",
    "applications/test_transitions",
    "notifications/",
)
"""What takes longest, the longest first: begun first, so that all processes end together."""


def pytest_collection_modifyitems(items):
    ranks = {name: rank for rank, name in enumerate(LONG)}
    items.sort(key=lambda item: next((rank for name, rank in ranks.items() if f"/tests/{name}" in item.path.as_posix()), len(LONG)))


def loopback_only(event, arguments):
    """Refuses connections to other machines. An audit hook sees every thread and library and cannot be taken off."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise PermissionError(f"Tests reach this machine only, not {host}.")


sys.addaudithook(loopback_only)


@pytest.fixture(scope="session", autouse=True)
def static_files_are_listed_once():
    """Each test client makes middleware of its own; the files that it serves stay the same (0.1 s a client)."""
    from whitenoise.base import WhiteNoise

    listed, listing = {}, WhiteNoise.update_files_dictionary

    def once(whitenoise, root, prefix):
        if (root, prefix) not in listed:
            listing(whitenoise, root, prefix)
            listed[root, prefix] = dict(whitenoise.files)
        whitenoise.files.update(listed[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", once)
        yield


KEPT = {"django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}  # made with the tables


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_quickly():
    """After a test that commits. Truncating all tables and making permissions and groups anew takes Django a third of a second, this some milliseconds."""
    from django.db import connection
    from django.test import TransactionTestCase

    def empty(case):
        names = set(connection.introspection.table_names()) - KEPT
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no trigger refuses, and the order does not matter
            cursor.execute("; ".join(f'DELETE FROM "{name}"' for name in sorted(names)))
            cursor.execute("SET session_replication_role = DEFAULT")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture(scope="session", autouse=True)
def nobody_stays_in_the_database(django_db_setup, django_db_blocker):
    """Before the database goes, all have left it: the page cache, which an anonymous visit has made listen, and every thread and process of the tests."""
    from django.db import connection

    from fundportal.web.pagecache import cache

    others = """SELECT pid, application_name, backend_start::text, state, query FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    yield
    cache.stop()
    until = time.monotonic() + 20
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        while True:
            cursor.execute(others)
            stayed = cursor.fetchall()
            if not stayed:
                break
            assert time.monotonic() < until, stayed
            time.sleep(0.1)


@pytest.fixture(scope="session")
def real_environment(django_db_setup):
    """The settings for real processes of the portal, on the database of the tests."""
    from django.db import connection

    port = free_port()
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return os.environ | {"DATABASE_URL": database, "HOST": "127.0.0.1", "PORT": str(port), "SITE_URL": f"http://localhost:{port}"}


@pytest.fixture(scope="session")
def site(real_environment, tmp_path_factory):
    """The address of a real web server on the database of the tests; tests that use it need `transactional_db`."""
    log = tmp_path_factory.mktemp("site") / "web.log"
    with log.open("ab") as output:
        child = start(command_line("web"), environment=real_environment, folder=ROOT, output=output)
    until = time.monotonic() + 30
    while not answers(host="127.0.0.1", port=int(real_environment["PORT"])):
        assert child.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.1)
    yield real_environment["SITE_URL"]
    stop(child, within=20)


@pytest.fixture(scope="session")
def chromium():
    """A real Chromium, driven by playwright; its names resolve to this machine only. Skipped where there is none, never when CI is set."""
    from django.db import connections
    from playwright.sync_api import sync_playwright

    program = find_chromium()
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("NO BROWSER: install Chromium, or set CHROMIUM to one.")
    # playwright keeps an event loop in this thread, which Django would take for asynchronous code
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = ("no-first-run", "disable-background-networking", "disable-component-update", "disable-sync", "disable-quic", "disable-gpu")
    quiet += ("use-fake-device-for-media-stream",)  # a camera and a microphone, which a page gets once its context may have them
    flags = [f"--{flag}" for flag in quiet] + ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()
        connections.close_all()  # while that loop runs, Django keeps connections beside the thread's own
