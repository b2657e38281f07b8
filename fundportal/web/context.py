"""What templates know without being told."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """The portal's name and how to reach help; constants, so that no page pays for them. The frame has its own tag (templatetags/frame.py)."""
    return {"site_name": settings.SITE_NAME, "help_phone": settings.HELP_PHONE, "help_email": settings.HELP_EMAIL}
