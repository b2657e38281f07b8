import pytest

from fundportal.local import environment as module
from fundportal.local.environment import is_loopback, run_environment
from fundportal.local.places import DATA

PLACES = {"database_url": "postgres://x@127.0.0.1:5001/fundportal", "redis_url": "redis://127.0.0.1:5002/0", "static": DATA / "static"}


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in ("SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "STORAGE_URL", "SAMPLE_LOGINS", "WEB_WORKERS", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(
        module, "local_keys", lambda: {"SECRET_KEY": "s", "SIGNING_KEYS": "k", "DISCLOSURE_KEY": "d", "SAMPLE_PASSWORD": "p"}
    )


def test_on_this_machine_the_site_is_localhost_with_sample_logins():
    environment = run_environment(host="127.0.0.1", port=8123, **PLACES)
    assert environment["SITE_URL"] == "http://localhost:8123"
    assert environment["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
    assert environment["SAMPLE_LOGINS"] == "1"
    assert environment["WEB_WORKERS"] == "2"
    assert environment["EMAIL_URL"] == f"emlmail:///{DATA / 'mail'}"


def test_what_other_machines_reach_has_no_sample_logins():
    environment = run_environment(host="192.0.2.7", port=8123, **PLACES)
    assert environment["SITE_URL"] == "http://192.0.2.7:8123"
    assert environment["SAMPLE_LOGINS"] == "0"


def test_the_callers_settings_stay(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp://localhost:2525")
    monkeypatch.setenv("WEB_WORKERS", "5")
    environment = run_environment(host="127.0.0.1", port=8123, **PLACES)
    assert (environment["EMAIL_URL"], environment["WEB_WORKERS"]) == ("smtp://localhost:2525", "5")


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("192.0.2.7", False), ("portal.example.org", False)],
)
def test_loopback(host, expected):
    assert is_loopback(host) is expected


def test_tests_know_nothing_of_the_callers_settings(monkeypatch, tmp_path):
    for name in (
        "HELP_EMAIL",
        "FROM_EMAIL",
        "SITE_NAME",
        "PUBLIC_PAGE_CACHE",
        "SECRET_KEY_FALLBACKS_FILE",
        "WEB_THREADS",
        "DATABASE_URL_FILE",
    ):
        monkeypatch.setenv(name, "the caller's")
    environment = module.test_environment(database_url="postgres://x@127.0.0.1/y", redis_url="redis://127.0.0.1/0", folder=tmp_path)
    assert "the caller's" not in environment.values()


def test_a_network_of_ones_own_may_be_without_encryption(monkeypatch):
    monkeypatch.delenv("PLAIN_HTTP", raising=False)
    hosts = ("127.0.0.1", "0.0.0.0", "192.0.2.7")
    assert [run_environment(host=host, port=8123, **PLACES)["PLAIN_HTTP"] for host in hosts] == ["0", "0", "1"]
