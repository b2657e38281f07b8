"""A privacy notice becomes binding."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.consents.models import Notice, Purpose
from fundportal.web.canonical import canonical, sha256
from fundportal.web.refusals import Refusal


class NoticeIncomplete(Refusal):
    """Something that the law wants in a notice is not there yet."""

    title = _("The notice is not complete")


def content(notice: Notice) -> dict[str, Any]:
    """All that a reader is told, in the shape that is hashed."""
    return {
        "program": notice.program_code,
        "version": notice.version,
        "controller": {"name": notice.controller_name, "kind": notice.controller_kind, "address": notice.controller_address},
        "contact": notice.contact_email,
        "recipients": notice.recipients,
        "purposes": sorted(notice.purposes),
        "short": {"es": notice.short_es, "en": notice.short_en},
        "body": {"es": notice.body_es, "en": notice.body_en},
        "sample": notice.is_sample,
    }


def missing(notice: Notice) -> list[str]:
    """What still has to be written, in the reader's words; empty when the notice may be published.

    LFPDPPP art. 15 and LGPDPPSO art. 27: who the controller is, what for, to whom data go (each recipient by name), how to object.
    """
    gaps = []
    texts = (notice.short_es, notice.short_en, notice.body_es, notice.body_en)
    if not all(text.strip() for text in texts):
        gaps.append(str(_("The short and the full text, in Spanish and in English.")))
    if not notice.controller_name.strip() or not notice.contact_email:
        gaps.append(str(_("The controller's name and contact.")))
    if not notice.purposes or not set(notice.purposes) <= set(Purpose.values):
        gaps.append(str(_("At least one purpose, out of those that the portal knows.")))
    named = [recipient for recipient in notice.recipients if all(recipient.get(key) for key in ("name", "purpose_es", "purpose_en"))]
    if len(named) != len(notice.recipients):
        gaps.append(str(_("Each recipient's name, and what they receive the data for, in both languages.")))
    return gaps


@transaction.atomic
def publish(*, notice: Notice, by: User | None) -> Notice:
    """Freeze the notice: from now on a trigger keeps it as it is. A notice that is out already stays so. `by` is None for a command at the shell.

    Raises NoticeIncomplete.
    """
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.published_at:
        return notice
    gaps = missing(notice)
    if gaps:
        raise NoticeIncomplete(" ".join([str(_("Still missing:")), *gaps]))
    notice.sha256 = sha256(canonical(content(notice)))
    notice.published_at = timezone.now()
    notice.save(update_fields=["sha256", "published_at"])
    record(
        actor=by,
        verb="notice_published",
        target=f"notice:{notice.pk}",
        program_code=notice.program_code,
        version=notice.version,
        sha256=notice.sha256,
    )
    return notice


def may_publish(user: User, notice: Notice) -> bool:
    """Notices are written by privacy officers of the programme."""
    return user.may(Permission.MANAGE_NOTICES, notice.program_code)
