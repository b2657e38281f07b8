"""What was found in texts and files that reviewers see, and what staff did about it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application, Submission
from applicants.review.models import Round
from fundportal.files.models import StoredFile

UNREADABLE = "*"
"""Stands among the unread files where all of an application could not be looked through."""


class LeakQuerySet(models.QuerySet["Leak"]):
    def open(self) -> Self:
        """Of which nobody has said anything yet."""
        return self.filter(state=Leak.State.OPEN)

    def shown_in(self, blind_tier: int) -> Self:
        """In places that a round this blind shows."""
        return self.exclude(tier__gte=1, tier__lte=blind_tier)


class Leak(models.Model):
    """One passage that tells who somebody is, in one place of an application: what it says, and a little of what stands around it.

    `place` is where it stands, by the letter of its sort and a key (see texts.py); `page` counts from 1 in a file and is 0 elsewhere. `tier` is the
    degree of blindness from which on a round does not show that place. Covered passages are covered wherever they stand in that place.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be looked at")
        COVERED = "covered", _("covered")
        LEFT = "left", _("left as it is")

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        PART = "part", _("part of a name")
        MAIL = "mail", _("e-mail address")
        PHONE = "phone", _("telephone")
        HANDLE = "handle", _("account")
        LINK = "link", _("link to a person's page")

    class Whose(models.TextChoices):
        UNKNOWN = "", _("not known whose")
        APPLICANT = "applicant", _("the applicant's")
        TEAM = "team", _("somebody's of the team")
        COLLECTIVE = "collective", _("the collective's")
        REFEREE = "referee", _("a referee's")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="leaks")
    place = models.CharField(max_length=80)
    page = models.PositiveSmallIntegerField(default=0)
    passage = models.CharField(max_length=500)
    before = models.CharField(max_length=100, blank=True)
    after = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    whose = models.CharField(max_length=12, choices=Whose.choices, blank=True)
    tier = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    objects = LeakQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage that tells who it is")
        verbose_name_plural = _("passages that tell who it is")
        ordering = ["place", "page", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "place", "page", "passage"], name="one_leak_per_passage"),
            models.CheckConstraint(condition=Q(state__in=["open", "covered", "left"]), name="leak_state_is_known"),
        ]
        indexes = [models.Index(fields=["application"], condition=Q(state="open"), name="leaks_open")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.place}"


class LeakScan(models.Model):
    """That an application was looked through, as of which submission, and which of its files could not be read."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="leak_scan")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    unread = models.JSONField(default=list)

    class Meta:
        verbose_name = _("application that was looked through")
        verbose_name_plural = _("applications that were looked through")

    def __str__(self) -> str:
        return str(self.application_id)


class LeakHunt(models.Model):
    """That the applications of a round are to be looked through, and whatever comes until it is closed."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="leak_hunt")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("round whose applications are looked through")
        verbose_name_plural = _("rounds whose applications are looked through")

    def __str__(self) -> str:
        return str(self.round_id)


class FileCover(models.Model):
    """What reviewers get of a file: nothing (withheld); its pages redrawn with bars, or with those pages left out, once that is made (`made_at`).

    Until then they get nothing either; `failed` says that it could not be made, which comes to the same.
    """

    class Way(models.TextChoices):
        REDRAWN = "redrawn", _("redraw the pages with black bars")
        PAGES = "pages", _("leave out these pages")
        WITHHELD = "withheld", _("withhold the file")

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="file_covers")
    way = models.CharField(max_length=8, choices=Way.choices)
    made_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("file covered for reviewers")
        verbose_name_plural = _("files covered for reviewers")
        constraints = [
            models.CheckConstraint(condition=Q(way__in=["redrawn", "pages", "withheld"]), name="file_cover_way_is_known"),
            models.CheckConstraint(condition=Q(made_at=None) | Q(failed=False), name="failed_file_cover_is_not_made"),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(made_at=None, failed=False) & ~Q(way="withheld"), name="file_covers_to_make")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.way}"
