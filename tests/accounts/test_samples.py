import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from fundportal.accounts.samples import refuse_exposed_samples
from tests.accounts.people import make_admin, signed_in


@pytest.mark.parametrize(
    ("host", "bound"), [("localhost", "127.0.0.1"), ("127.0.0.1", "localhost"), ("::1", "::1"), ("localhost", "[::1]")]
)
def test_sample_logins_start_on_this_machine(settings, monkeypatch, host, bound):
    settings.SAMPLE_LOGINS, settings.SITE_HOST = True, host
    monkeypatch.setenv("HOST", bound)
    assert refuse_exposed_samples() is None


@pytest.mark.parametrize(
    ("host", "bound"),
    [
        ("fondo.example.org", "127.0.0.1"),
        ("localhost", "192.0.2.1"),
        ("localhost", "::"),
        ("10.0.0.5", "10.0.0.5"),
        ("127.0.0.1.example.org", "127.0.0.1"),
    ],
)
def test_sample_logins_never_start_where_others_reach_them(settings, monkeypatch, host, bound):
    settings.SAMPLE_LOGINS, settings.SITE_HOST = True, host
    monkeypatch.setenv("HOST", bound)
    with pytest.raises(ImproperlyConfigured):
        refuse_exposed_samples()
    settings.SAMPLE_LOGINS = False
    assert refuse_exposed_samples() is None


@pytest.mark.django_db
def test_samples_that_stayed_in_the_database_open_nothing(settings):
    settings.SAMPLE_LOGINS = True
    sample = make_admin(email="admin@sample.invalid", password="agua que vuelve 3")
    client = signed_in(sample)
    assert client.get("/admin/").status_code == 200
    settings.SAMPLE_LOGINS = False
    assert client.get("/es/cuenta/").status_code == 302
    other = Client()
    other.post("/es/cuenta/login/", {"login": sample.email, "password": "agua que vuelve 3"})
    assert "_auth_user_id" not in other.session
