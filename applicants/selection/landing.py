"""What waits for whom: the first thing that staff see in the admin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.applications.bulk.models import BulkJob
from applicants.applications.bulk.pages import title_of
from applicants.applications.models import Application
from applicants.applications.outages.models import Outage
from applicants.applications.promise.missed import late_calls
from applicants.applications.promise.waiting import AGAIN, UNDECIDED
from applicants.applications.states import State
from applicants.review.desk.models import Flag
from applicants.review.desk.queue import queues_of
from applicants.review.models import READABLE, Review, Round, takes_part
from applicants.selection.appeals.models import Appeal
from applicants.selection.decisions.stage import can_be_released
from applicants.selection.models import Decision, Offer
from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import pick

if TYPE_CHECKING:
    from fundportal.accounts.models import User

SOON = timedelta(hours=48)


class Task(NamedTuple):
    """One line of the queue: how many of what, where, and the page on which it is done."""

    number: int
    what: str | Promise
    where: str
    url: str


def tasks_of(user: User) -> list[Task]:
    """Everything that waits for this person, in the order of an application's way. Nothing for who has no part in it; at most fourteen statements."""
    found: list[Task] = running_jobs(user) if user.may_somewhere(Permission.READ_APPLICATION) else []
    if user.may_somewhere(Permission.MANAGE_CALL):
        found += outages(user) + promises(user)
    if user.may_somewhere(Permission.REVIEW):
        found += to_review(user)
    if user.may_somewhere(Permission.SCREEN):
        found += to_screen(user)
    if user.may_somewhere(Permission.ASSIGN):
        found += told_by_reviewers(user) + to_assign(user)
    if user.may_somewhere(Permission.DECIDE):
        found += to_decide(user) + to_confirm(user) + to_release(user) + appeals(user) + offers_ending(user) + waiting(user)
    return found


def running_jobs(user: User) -> list[Task]:
    """What one's own bulk actions have still before them."""
    jobs = BulkJob.objects.visible_to(user).at_work().filter(by=user).select_related("call").order_by("pk")
    what = _("are being worked through: %(step)s")
    return [
        Task(job.rest, what % {"step": title_of(job)}, str(job.call or _("Several calls")), reverse("admin:bulk_job", args=[job.pk]))
        for job in jobs
    ]


def outages(user: User) -> list[Task]:
    """Absences of the portal in the last hours of a call, about which nobody has decided."""
    rows = Outage.objects.visible_to(user).open().select_related("call").order_by("call", "began_at")
    return [
        Task(row.minutes, away(row.minutes), str(row.call), reverse("admin:applicants_application_outage", args=[row.pk])) for row in rows
    ]


def away(minutes: int) -> str:
    return ngettext("minute without the portal before the deadline", "minutes without the portal before the deadline", minutes)


def promises(user: User) -> list[Task]:
    """Applications without a decision though the promised day has passed."""
    late = late_calls(timezone.now())
    if not late:
        return []
    rows = Application.objects.visible_to(user).filter(call__in=late, state__in=UNDECIDED).exclude(history__verb=AGAIN)
    if not user.is_superuser:
        rows = rows.filter(call__cohort__strand__program__code__in=user.codes_with(Permission.MANAGE_CALL))
    what = _("wait for a decision that is late")
    return [Task(row.number, what, row.title, reverse("admin:applicants_application_postpone", args=[row.call])) for row in by_call(rows)]


def to_review(user: User) -> list[Task]:
    return [
        Task(queue.counted - queue.done, _("to review"), str(queue.round.call), f"{reverse('admin:review_desk')}?round={queue.round.pk}")
        for queue in queues_of(user)
        if queue.counted > queue.done
    ]


def to_screen(user: User) -> list[Task]:
    """Applications whose deadline, the call's and their own, has passed; before, they may still be corrected and are not screened (but in sample
    calls)."""
    now = timezone.now()
    own = Q(closes_at=None) | Q(closes_at__lt=now)
    screened_now = Q(own, call__closes_at__lt=now) | Q(call__is_sample=True)
    rows = Application.objects.visible_to(user).filter(screened_now, state=State.SUBMITTED)
    url = reverse("admin:applicants_application_changelist")
    return [Task(row.number, _("to screen"), row.title, f"{url}?screened=waiting&call={row.call}") for row in by_call(rows)]


def told_by_reviewers(user: User) -> list[Task]:
    """What reviewers have told staff and nobody has seen to; and applications that closed to a reviewer because something was found after the
    assignment, which nobody has overruled or taken back. One statement."""
    titles = ("round", "round__call__title_es", "round__call__title_en")
    flags = Flag.objects.visible_to(user).open().order_by().values_list(Value("told"), *(f"review__{each}" for each in titles))
    closed = Review.objects.visible_to(user).filter(round__closed_at=None, tied_at__isnull=False).exclude(conflict=Review.Conflict.DECLARED)
    if not user.is_superuser:
        closed = closed.filter(round__call__cohort__strand__program__code__in=user.codes_with(Permission.ASSIGN))
    ties = closed.order_by().values_list(Value("closed"), *titles)
    number = Count("pk", distinct=True)
    rows = flags.annotate(number=number).union(ties.annotate(number=number), all=True)
    said = {"told": _("told by reviewers"), "closed": _("closed to their reviewer: a tie was found")}
    pages = {"told": "admin:round_flags", "closed": "admin:round_conflicts"}
    return [
        Task(number, said[kind], pick({"es": es, "en": en}), reverse(pages[kind], args=[round]))
        for kind, round, es, en, number in sorted(rows, key=lambda row: (row[0] == "closed", row[1]))
    ]


def to_assign(user: User) -> list[Task]:
    """Applications with fewer reviews than an open round of their call wants."""
    reviews = Review.objects.counted().filter(application=OuterRef("pk"), round=OuterRef("round"))
    have = Coalesce(Subquery(reviews.order_by().values("application").annotate(count=Count("pk")).values("count")), 0)
    rows = Application.objects.visible_to(user).filter(takes_part("call__rounds", ""), call__rounds__closed_at=None)
    rows = (
        rows.annotate(round=F("call__rounds__pk"), wanted=F("call__rounds__reviews_wanted"))
        .annotate(have=have)
        .filter(have__lt=F("wanted"))
    )
    return [
        Task(row.number, _("to assign"), row.title, reverse("admin:round_assign", args=[row.last]))
        for row in by_call(rows, last=F("round"))
    ]


def to_decide(user: User) -> list[Task]:
    """Applications with a review handed in and no decision noted; they are decided on the ranking of the last round that has read them. One that is read
    again waits for what its new readers hand in."""
    rows = Application.objects.visible_to(user).filter(state__in=READABLE).exclude(pk__in=Decision.objects.staged().values("application"))
    read = Review.objects.filter(application=OuterRef("pk"), submitted_at__isnull=False, counts=True)
    again = Review.objects.filter(round=OuterRef("round"), submitted_at__isnull=False, counts=True)
    read = read.exclude(round__kind=Round.Kind.SCREENING)
    rows = rows.filter(Exists(read)).exclude(pk__in=Appeal.objects.filter(~Exists(again), state=Appeal.State.READING).values("application"))
    last = read.order_by("-round__ordinal").values("round")[:1]
    return [
        Task(row.number, _("to decide"), row.title, reverse("admin:round_ranking", args=[row.last]))
        for row in by_call(rows, last=Subquery(last))
    ]


def to_confirm(user: User) -> list[Task]:
    """Decisions that somebody else has noted, where the call wants a second person."""
    staged = Decision.objects.unconfirmed().filter(can_be_released()).exclude(staged_by=user).values("application")
    rows = Application.objects.visible_to(user).filter(pk__in=staged)
    return [Task(row.number, _("to confirm"), row.title, reverse("admin:confirm_decisions", args=[row.call])) for row in by_call(rows)]


def to_release(user: User) -> list[Task]:
    staged = Decision.objects.staged().filter(can_be_released()).exclude(pk__in=Decision.objects.unconfirmed().values("pk"))
    rows = Application.objects.visible_to(user).filter(pk__in=staged.values("application"))
    return [Task(row.number, _("decided, to release"), row.title, reverse("admin:release", args=[row.call])) for row in by_call(rows)]


def appeals(user: User) -> list[Task]:
    rows = Application.objects.visible_to(user).filter(pk__in=Appeal.objects.visible_to(user).open().values("application"))
    return [Task(row.number, _("appeals to answer"), row.title, reverse("admin:appeals", args=[row.call])) for row in by_call(rows)]


def offers_ending(user: User) -> list[Task]:
    ending = Offer.objects.open().filter(expires_at__lte=timezone.now() + SOON).values("application")
    rows = Application.objects.visible_to(user).filter(pk__in=ending)
    return [
        Task(row.number, _("offers that end within two days"), row.title, reverse("admin:waiting_list", args=[row.call]))
        for row in by_call(rows)
    ]


def waiting(user: User) -> list[Task]:
    """The waiting lists; where places are free as well, the line says how many."""
    rows = Application.objects.visible_to(user).filter(state=State.WAITLISTED)
    free = Coalesce(F("call__cohort__places"), 0) - F("call__cohort__taken")
    return [
        Task(row.number, waits(row.last), row.title, reverse("admin:waiting_list", args=[row.call])) for row in by_call(rows, last=free)
    ]


def waits(free: int) -> str | Promise:
    if free < 1:
        return _("on the waiting list")
    return ngettext("on the waiting list, %(free)d place is free", "on the waiting list, %(free)d places are free", free) % {"free": free}


class Row(NamedTuple):
    """A call with how many of its applications are meant."""

    call: int
    title: str
    last: int
    number: int


def by_call(rows: QuerySet[Application], last: Any = None) -> list[Row]:
    """Counts by call (and by `last`, an expression with a number: a round, or the places that are free). One statement."""
    grouped = (
        rows.order_by()
        .annotate(last=last or F("call"))
        .values_list("call", "call__title_es", "call__title_en", "last")
        .annotate(count=Count("pk"))
    )
    return [Row(call, pick({"es": es, "en": en}), named, count) for call, es, en, named, count in grouped.order_by("call", "last")]
