"""Rounds, their rubric, and the reviews written in them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import DateField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applicants.applications.models import Application, ApplicationQuerySet, apart
from applicants.applications.states import State
from applicants.calls.models import Call, Question
from fundportal.accounts.models import Membership
from fundportal.accounts.roles import Permission, Role
from fundportal.web.bilingual import Bilingual

if TYPE_CHECKING:
    from fundportal.accounts.models import User


READABLE = (State.IN_REVIEW, State.SHORTLISTED)
"""The states in which an application is read, by somebody."""


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> Self:
        """Rounds of the programmes in which the person sets up calls, assigns or decides."""
        if user.is_superuser:
            return self
        codes = {
            code for permission in (Permission.MANAGE_CALL, Permission.ASSIGN, Permission.DECIDE) for code in user.codes_with(permission)
        }
        return self.filter(call__cohort__strand__program__code__in=codes)


class Round(models.Model):
    """One pass of reading over the applications of a call.

    `blind_tier` says how blind reviewers are: answers of questions whose tier lies between 1 and it are hidden from them; the applicant's name always is.
    `takes` says which applications are read in it: those that wait for the screening, all that passed it, or the shortlist alone; with `only`, that
    one and no other (an application that is read again after an appeal: see `read_again`). `opens_on` is the first day on which reviewers get to see them, `due_on` that by which they hand in; both are days of the call's time zone. `peers` says when
    reviewers may read one another's reviews, `shows_earlier` that they read those of earlier rounds, `shows_names` that each may have the names
    shown, which is written down each time. Once it is closed nothing of it changes (a trigger).
    """

    class Kind(models.TextChoices):
        SCREENING = "screening", pgettext_lazy("round", "screening")
        REVIEW = "review", _("review")
        INTERVIEW = "interview", _("interview")
        DELIBERATION = "deliberation", _("deliberation")

    class Takes(models.TextChoices):
        SUBMITTED = "submitted", _("those that wait for the screening")
        ALL = "all", _("all applications that are being read")
        SHORTLIST = "shortlist", _("the shortlist only")

    class Peers(models.TextChoices):
        NEVER = "never", _("never")
        HANDED_IN = "handed_in", _("after handing in one's own, which then stays as it is")
        CLOSED = "closed", _("after the round is closed")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("call"))
    ordinal = models.PositiveSmallIntegerField(_("round"), default=1)
    name_es = models.CharField(_("name (Spanish)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.REVIEW, db_default=Kind.REVIEW.value)
    reviews_wanted = models.PositiveSmallIntegerField(_("reviews per application"), default=2, validators=[MinValueValidator(1)])
    takes = models.CharField(_("who takes part"), max_length=10, choices=Takes.choices, default=Takes.ALL, db_default=Takes.ALL.value)
    blind_tier = models.PositiveSmallIntegerField(_("hidden from reviewers"), choices=Question.Tier.choices, default=Question.Tier.CONTACT)
    only = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    peers = models.CharField(
        _("reviewers read one another's reviews"), max_length=10, choices=Peers.choices, default=Peers.NEVER, db_default=Peers.NEVER.value
    )
    shows_earlier = models.BooleanField(_("reviewers read the reviews of earlier rounds"), default=False, db_default=False)
    shows_names = models.BooleanField(_("names may be shown"), default=False, db_default=False)
    seed = models.PositiveIntegerField(default=1, editable=False)
    opens_on = models.DateField(_("opens"), null=True, blank=True)
    due_on = models.DateField(_("reviews due"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    name = Bilingual()

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["call", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["call", "ordinal"], name="one_round_per_ordinal"),
            models.CheckConstraint(condition=Q(takes__in=["submitted", "all", "shortlist"]), name="round_takes_is_known"),
            models.CheckConstraint(
                condition=Q(kind="screening", takes="submitted")
                | (Q(kind__in=["review", "interview", "deliberation"]) & ~Q(takes="submitted")),
                name="screening_round_takes_what_waits",
                violation_error_message=_("A round of screening takes those that wait for the screening, and no other round does."),
            ),
            models.CheckConstraint(
                condition=Q(shows_names=True) | ~Q(kind="interview"),
                name="interview_shows_names",
                violation_error_message=_("Whoever is interviewed is met: let the round show names."),
            ),
            models.CheckConstraint(condition=Q(peers__in=["never", "handed_in", "closed"]), name="round_peers_are_known"),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(due_on=None) | Q(due_on__gte=F("opens_on")),
                name="round_is_due_after_it_opens",
                violation_error_message=_("Reviews cannot be due before the round opens."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} · {self.name}"

    @property
    def read_states(self) -> tuple[State, ...]:
        """The states in which an application is read in this round."""
        return READ_BY_TAKING[self.takes]

    @property
    def taken(self) -> ApplicationQuerySet:
        """The applications that are read in this round."""
        rows = Application.objects.filter(call=self.call_id, state__in=self.read_states)
        return rows.filter(pk=self.only_id) if self.only_id else rows.exclude(read_again(self.ordinal, "pk"))

    def has_opened(self, at: datetime | None = None) -> bool:
        """Whether reviewers may see the applications by now; those of a screening once the call is closed, for until then they may be corrected (a
        sample call is there to walk the whole way in an afternoon). Needs its call."""
        if self.kind == Round.Kind.SCREENING and not self.call.is_sample and (at or timezone.now()) < self.call.closes_at:
            return False
        return self.opens_on is None or self.opens_on <= (at or timezone.now()).astimezone(self.call.zone).date()


READ_BY_TAKING: dict[str, tuple[State, ...]] = {
    Round.Takes.SUBMITTED: (State.SUBMITTED,),
    Round.Takes.ALL: READABLE,
    Round.Takes.SHORTLIST: (State.SHORTLISTED,),
}


def opened(at: datetime, round: str = "round__") -> Q:
    """The rounds that have opened by the clock of their call; the path leads to the round from the rows that are filtered."""
    here = Func(F(f"{round}call__time_zone"), Value(at), function="timezone", output_field=models.DateTimeField())
    today: Any = Cast(here, DateField())
    begun = Q(**{f"{round}opens_on": None}) | Q(**{f"{round}opens_on__lte": today})
    settled = (
        ~Q(**{f"{round}kind": Round.Kind.SCREENING}) | Q(**{f"{round}call__closes_at__lte": at}) | Q(**{f"{round}call__is_sample": True})
    )
    return begun & settled


class Criterion(models.Model):
    """One line of a round's rubric. `descriptors` anchors each score: [{"score": 1, "es": …, "en": …}, …], lowest first."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(_("key"), max_length=30)
    title_es = models.CharField(_("criterion (Spanish)"), max_length=120)
    title_en = models.CharField(_("criterion (English)"), max_length=120)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MinValueValidator(1)])
    descriptors = models.JSONField(_("descriptors"), default=list)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    title = Bilingual()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="one_criterion_per_key"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="criterion_has_weight"),
        ]

    def __str__(self) -> str:
        return str(self.title)


def read_again(ordinal: Any, application: str) -> Exists:
    """Whether an application has a round of its own, in which it is read again: while that goes on no other round reads it, and those before it never do
    again. `ordinal` is that of the other round, `application` leads to the application."""
    own = Round.objects.filter(only=OuterRef(application))
    return Exists(own.filter(Q(closed_at=None) | Q(ordinal__gt=ordinal)))


def takes_part(round: str = "round", application: str = "application") -> Q:
    """The applications that are read in a round; the paths lead to both from the rows that are filtered ("" where these are the applications)."""
    state = f"{application}__state" if application else "state"
    found = Q()
    for takes, states in READ_BY_TAKING.items():
        found |= Q(**{f"{round}__takes": takes, f"{state}__in": states})
    everybodys = Q(~read_again(OuterRef(f"{round}__ordinal"), application or "pk"), **{f"{round}__only": None})
    return found & (everybodys | Q(**{f"{round}__only": F(application or "pk")}))


def may_come() -> Q:
    """Reviews whose reviewer still reviews in the programme, and is not tied to the application by what was found since."""
    reads = Membership.objects.filter(
        user=OuterRef("reviewer"), role=Role.REVIEWER, program_code=OuterRef("round__call__cohort__strand__program__code")
    )
    return Q(Exists(reads), reviewer__is_active=True, tied_at=None)


class ReviewQuerySet(models.QuerySet["Review"]):
    def at_the_desk(self, reviewer: User) -> Self:
        """What the reviewer may open: assigned to them, in a round that has opened and goes on, about an application that is read in it and to which
        nothing that was found since ties them."""
        rows = self.visible_to(reviewer).of(reviewer).filter(takes_part(), opened(timezone.now()), round__closed_at=None)
        return rows.filter(tied_at=None)

    def counted(self) -> Self:
        """Reviews that are there or may still come, of those that count."""
        return self.filter(counts=True).exclude(conflict=Review.Conflict.DECLARED).filter(Q(submitted_at__isnull=False) | may_come())

    def to_come(self) -> Self:
        """What is not handed in and may still come."""
        return self.filter(may_come(), submitted_at=None).exclude(conflict=Review.Conflict.DECLARED)

    def of(self, reviewer: User) -> Self:
        """Assigned to this reviewer."""
        return self.filter(reviewer=reviewer)

    def visible_to(self, user: User) -> Self:
        """Reviews of the programmes in which the person assigns or decides, none of an application of their own; what they review beside them."""
        if user.is_superuser:
            return self.apart_from(user)
        codes = user.codes_with(Permission.ASSIGN) + user.codes_with(Permission.DECIDE)
        own = Q(reviewer=user, round__call__cohort__strand__program__code__in=user.codes_with(Permission.REVIEW))
        return self.filter(Q(round__call__cohort__strand__program__code__in=codes) | own).apart_from(user)

    def apart_from(self, user: User) -> Self:
        """Of applications in which the person has no part (see ApplicationQuerySet.apart_from)."""
        return apart(self, user, "application__")


class Review(models.Model):
    """One reviewer's reading of one application in one round: assigned, then declared free of conflict, then scored, then handed in.

    `scores` maps criterion keys to whole numbers; `mean` is what they come to (0 to 100, see `rubric.points`), kept for the ranking once handed in.
    `revision` counts the times that the whole page was saved: what an older page saves on its own comes too late. One that does not count (`counts`)
    was written to calibrate the panel, and is left out of means, ranking and loads. `peers_read_at` is when the reviewer first read what the others
    wrote of this application (see rounds/peers.py). `looked_at` is when it was last looked for what ties the reviewer to the application (None: it is
    to be looked for again), `tied_at` since when something does, of what was found after the assignment: then it is closed to them (see
    conflicts/later.py). One whose reviewer abstains is never deleted (a trigger).
    """

    class Conflict(models.TextChoices):
        UNKNOWN = "unknown", _("not declared yet")
        NONE = "none", _("no conflict of interest")
        DECLARED = "declared", _("conflict of interest")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("round"))
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("application"))
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("reviewer"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField(_("assigned"), default=timezone.now, editable=False)
    conflict = models.CharField(_("conflict of interest"), max_length=10, choices=Conflict.choices, default=Conflict.UNKNOWN)
    conflict_at = models.DateTimeField(null=True, editable=False)
    scores = models.JSONField(default=dict)
    mean = models.DecimalField(_("points"), max_digits=6, decimal_places=3, null=True)
    comment = models.TextField(_("comment for the person"), blank=True)
    saved_at = models.DateTimeField(null=True, editable=False)
    submitted_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    counts = models.BooleanField(default=True, db_default=True, editable=False)
    peers_read_at = models.DateTimeField(null=True, editable=False)
    looked_at = models.DateTimeField(null=True, default=timezone.now, editable=False)
    tied_at = models.DateTimeField(null=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "application", "reviewer"],
                name="one_review_per_reviewer",
                violation_error_message=_("This reviewer already reads this application."),
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(conflict="none", mean__isnull=False),
                name="handed_in_review_is_scored_and_free_of_conflict",
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "round", "submitted_at"], name="reviews_of_a_reviewer"),
            models.Index(
                fields=["round", "application"],
                include=["id", "reviewer", "submitted_at", "counts", "conflict", "tied_at"],
                name="reviews_counted",
            ),
            models.Index(fields=["round"], name="reviews_tied", condition=Q(tied_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.reviewer}"
