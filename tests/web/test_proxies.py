import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from fundportal.web.proxies import Proxies, TrustedProxyMiddleware

FORWARDED = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_REQUEST_START": "t=1"}


def seen(settings, trusted, **environ):
    """What a view sees of a request."""
    settings.TRUSTED_PROXIES = trusted
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    kept = []

    def view(request):
        kept.append((request.META["REMOTE_ADDR"], request.is_secure(), request.META.get("HTTP_X_REQUEST_START")))
        return HttpResponse()

    TrustedProxyMiddleware(view)(RequestFactory().get("/", **environ))
    return kept[0]


@pytest.mark.parametrize(
    ("trusted", "peer", "believed"),
    [
        ([], "10.0.0.1", False),
        (["10.0.0.0/8"], "10.0.0.1", True),
        (["10.0.0.0/8"], "11.0.0.1", False),
        (["10.0.0.1"], "10.0.0.1", True),
        (["fd00::/8"], "fd00::1", True),
        (["10.0.0.0/8"], "not an address", False),
        (["unix"], "", True),
        (["10.0.0.0/8"], "", False),
    ],
)
def test_only_a_trusted_peer_is_believed(settings, trusted, peer, believed):
    expected = ("203.0.113.9", True, "t=1") if believed else (peer, False, None)
    assert seen(settings, trusted, REMOTE_ADDR=peer, **FORWARDED) == expected


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("1.2.3.4, 203.0.113.9", "203.0.113.9"),  # what the client itself wrote stands further left
        ("203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("10.0.0.7", "10.0.0.1"),
        ("garbage", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_client_is_the_last_address_that_is_no_proxy(settings, chain, client):
    assert seen(settings, ["10.0.0.0/8"], REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=chain)[0] == client


def test_a_name_that_is_no_network_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        Proxies(["proxy.internal"])


def test_trusted_proxy_may_say_that_the_client_came_without_encryption(settings):
    assert seen(settings, ["10.0.0.0/8"], REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_PROTO="http")[1] is False
