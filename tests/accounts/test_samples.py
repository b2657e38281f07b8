import pytest
from django.core.exceptions import ImproperlyConfigured

from fundportal.accounts.samples import refuse_exposed_samples


@pytest.mark.parametrize(
    ("host", "bound"), [("localhost", "127.0.0.1"), ("127.0.0.1", "localhost"), ("::1", "::1"), ("localhost", "[::1]")]
)
def test_sample_logins_start_on_this_machine(settings, monkeypatch, host, bound):
    settings.SAMPLE_LOGINS, settings.SITE_HOST = True, host
    monkeypatch.setenv("HOST", bound)
    assert refuse_exposed_samples() is None


@pytest.mark.parametrize(
    ("host", "bound"), [("fondo.example.org", "127.0.0.1"), ("localhost", "192.0.2.1"), ("localhost", "::"), ("10.0.0.5", "10.0.0.5")]
)
def test_sample_logins_never_start_where_others_reach_them(settings, monkeypatch, host, bound):
    settings.SAMPLE_LOGINS, settings.SITE_HOST = True, host
    monkeypatch.setenv("HOST", bound)
    with pytest.raises(ImproperlyConfigured):
        refuse_exposed_samples()
    settings.SAMPLE_LOGINS = False
    assert refuse_exposed_samples() is None
