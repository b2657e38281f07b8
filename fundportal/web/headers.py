"""What every response tells the browser it may do: one constant set, errors and static files included.

The policy never changes from page to page, so it is written once here and costs a few assignments a response.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_SHUT = (
    "accelerometer",
    "autoplay",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "midi",
    "payment",
    "serial",
    "usb",
)
_ALWAYS = ", ".join((*(f"{name}=()" for name in _SHUT), "publickey-credentials-get=(self)", "publickey-credentials-create=(self)"))
PERMISSIONS_POLICY = f"{_ALWAYS}, camera=(), microphone=()"
PERMISSIONS_POLICY_APPLYING = f"{_ALWAYS}, camera=(self), microphone=(self)"
APPLYING = ("/es/solicitudes/", "/en/solicitudes/")


class SecurityHeadersMiddleware:
    """Outermost: whatever answers (the page cache, a static file, an error page), these headers leave with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.constant = {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if settings.SECURE_HSTS_SECONDS:
            self.constant["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        for name, value in self.constant.items():
            headers[name] = value
        headers["Permissions-Policy"] = PERMISSIONS_POLICY_APPLYING if request.path_info.startswith(APPLYING) else PERMISSIONS_POLICY
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            headers.setdefault("Cache-Control", "private")  # also a public page says who has signed in: no shared cache may keep that one
        return response
