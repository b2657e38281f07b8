"""How much one person may have here."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.models import User
from fundportal.files.models import StoredFile, Upload
from fundportal.web.refusals import Refusal
from fundportal.web.sizes import in_megabytes


class AboveQuota(Refusal):
    """More than a person's files may weigh together."""

    status = 413

    def __init__(self) -> None:
        most = in_megabytes(settings.PERSON_QUOTA)
        super().__init__(
            _("Your files may weigh %(most)s together. Remove one that you no longer need, and send this one again.") % {"most": most}
        )


def taken(person: User) -> int:
    """Bytes of the person's files and of what they have announced and not finished."""
    kept = StoredFile.objects.filter(owner=person).aggregate(all=Sum("size"))["all"] or 0
    coming = Upload.objects.filter(person=person, file=None).aggregate(all=Sum("length"))["all"] or 0
    return kept + coming


def refuse_above_quota(person: User, more: int) -> None:
    """Raise AboveQuota when `more` bytes do not fit. Two statements."""
    if taken(person) + more > settings.PERSON_QUOTA:
        raise AboveQuota
