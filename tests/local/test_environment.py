import pytest

from fundportal.local import environment as module
from fundportal.local.environment import is_loopback, run_environment
from fundportal.local.places import DATA

PLACES = {"database_url": "postgres://x@127.0.0.1:5001/fundportal", "redis_url": "redis://127.0.0.1:5002/0", "static": DATA / "static"}


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in ("SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "STORAGE_URL", "SAMPLE_LOGINS", "WEB_WORKERS", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(module, "local_keys", lambda: {"SECRET_KEY": "s", "SIGNING_KEYS": "k", "SAMPLE_PASSWORD": "p"})


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
