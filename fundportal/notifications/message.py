"""A rendered letter in its envelope."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from fundportal.notifications.models import Notification
from fundportal.notifications.render import Letter


def message_id(notification: Notification) -> str:
    """Derived from the row: should a letter leave twice, both copies bear it and mail programs show one (RFC 5322 3.6.4: globally unique)."""
    digest = salted_hmac("fundportal.notifications.message_id", f"{notification.pk}:{notification.key}", algorithm="sha256").hexdigest()
    return f"<n{notification.pk}.{digest[:20]}@{settings.SITE_HOST}>"


def envelope(notification: Notification, letter: Letter) -> EmailMultiAlternatives:
    """The message to hand to the mail server. Raises ValueError for an address or a subject that no header can hold."""
    stop = notification.context.get("stop_url", "")
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[notification.email],
        reply_to=[settings.HELP_EMAIL],
        headers={
            "Message-ID": message_id(notification),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers
            "Content-Language": "es-MX" if notification.language == "es-mx" else "en",
            # RFC 8058: one click of the mail program, without a page
            **({"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if stop else {}),
        },
    )
    message.attach_alternative(letter.html, "text/html")
    return message
