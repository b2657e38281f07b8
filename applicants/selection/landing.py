"""What waits for whom: the first thing that staff see in the admin."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applicants.applications.bulk.models import BulkJob
from applicants.applications.bulk.pages import title_of
from applicants.applications.outages.models import Outage
from applicants.applications.promise.waiting import UNDECIDED
from applicants.applications.saved.lists import LISTS, MOST_COUNTED, counts_of, may_open
from applicants.applications.saved.models import SavedView
from applicants.applications.staff.finding import to_be_screened
from applicants.applications.staff.reach import Reach, reach_of
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.review.assignment.models import Plan
from applicants.review.blinding.models import Leak
from applicants.review.desk.models import Flag
from applicants.review.desk.queue import waiting_of
from applicants.review.models import Review, takes_part
from applicants.selection.appeals.models import Appeal
from applicants.selection.composer.waiting import unconfirmed
from applicants.selection.decisions.stage import can_be_released
from applicants.selection.models import Decision, Offer
from applicants.selection.rounds_waiting import rounds_waiting
from applicants.selection.when import LATE, SOON, When, due
from fundportal.accounts.roles import Permission
from fundportal.consents.models import Notice
from fundportal.notifications.models import Notification

if TYPE_CHECKING:
    from fundportal.accounts.models import User

ENDING = timedelta(hours=48)
PINNED = 8


class Task(NamedTuple):
    """One line of the queue: how many of what, where, and the page on which it is done. `call`: the key of the call, 0 for what belongs to none; `when`: by
    when it is to be done; `since`: the day from which the oldest one waits."""

    number: int
    what: str | Promise
    where: str
    url: str
    call: int = 0
    when: When | None = None
    since: date | None = None


class Block(NamedTuple):
    """What waits in a call, the most urgent first; when the call closes, or by when it has promised to decide."""

    where: str
    tasks: list[Task]
    closes: When | None = None
    decides: When | None = None
    beside: str = ""


def tasks_of(user: User) -> list[Task]:
    """Everything that waits for this person, in the order of an application's way. Nothing for who has no part in it; at most twenty-two statements, whatever
    there is."""
    return found_for(user, reach_of(user)) if user.is_superuser or user.scopes else []


def blocks_of(user: User) -> list[Block]:
    """The same by call, the most urgent first."""
    if not (user.is_superuser or user.scopes):
        return []
    reach, by_place = reach_of(user), dict[tuple[int, str], list[Task]]()
    for task in found_for(user, reach):
        by_place.setdefault((task.call, task.where), []).append(task)
    found = [block(reach, call, where, tasks) for (call, where), tasks in by_place.items()]
    return sorted(found, key=lambda block: urgency(block.tasks[0]))


def block(reach: Reach, call: int, where: str, tasks: list[Task]) -> Block:
    tasks, known = sorted(tasks, key=urgency), reach.calls.get(call)
    if known is None:
        return Block(where, tasks)
    today, closes = today_of(known), known.closes_at.astimezone(known.zone).date()
    is_open = known.closes_at > timezone.now()
    decides = due(known.decision_by, today) if not is_open and known.decision_by >= today else None
    namesake = any(other.pk != call and str(other) == str(known) for other in reach.calls.values())
    return Block(where, tasks, due(closes, today) if is_open else None, decides, str(known.cohort.name) if namesake else "")


def urgency(task: Task) -> tuple[int, date]:
    """The late before the soon before the dated before the rest; among those by day."""
    if task.when is None:
        return 3, date.max
    return (LATE, SOON, "").index(task.when.urgency), task.when.day


def found_for(user: User, reach: Reach) -> list[Task]:
    found: list[Task] = running_jobs(user) if user.may_somewhere(Permission.READ_APPLICATION) else []
    if user.may_somewhere(Permission.MANAGE_CALL):
        found += outages(user, reach) + promises(reach)
    if user.may_somewhere(Permission.REVIEW):
        found += to_review(user)
    if user.may_somewhere(Permission.SCREEN):
        found += to_screen(reach)
    if user.may_somewhere(Permission.ASSIGN):
        found += told_by_reviewers(reach) + closed_to_reviewers(reach) + names(reach) + plans(user, reach)
    if user.may_somewhere(Permission.ASSIGN) or user.may_somewhere(Permission.DECIDE):
        found += in_rounds(reach)
    if user.may_somewhere(Permission.DECIDE):
        found += compositions(user, reach) + staged(user, reach) + appeals(reach) + offers_ending(reach) + waiting(reach)
    found += pinned(user)
    if user.may_somewhere(Permission.MANAGE_NOTICES):
        found += notices(user) + letters(user)
    return found


def running_jobs(user: User) -> list[Task]:
    """What one's own bulk actions have still before them."""
    jobs = BulkJob.objects.visible_to(user).at_work().filter(by=user).select_related("call").order_by("pk")
    what = _("are being worked through: %(step)s")
    return [
        Task(
            job.rest,
            what % {"step": title_of(job)},
            str(job.call or _("Several calls")),
            reverse("admin:bulk_job", args=[job.pk]),
            job.call_id or 0,
        )
        for job in jobs
    ]


def pinned(user: User) -> list[Task]:
    """Saved views that stand on the first page, with how many rows each shows this person; none that takes long to count. Two statements, none for who opens no list."""
    lists = [name for name in LISTS if may_open(user, name)]
    views = list(SavedView.objects.visible_to(user).filter(pinned=True, of__in=lists).order_by("name", "pk")[:PINNED]) if lists else []
    numbers, where = counts_of(user, views), gettext("Saved views")
    many = _("%(name)s (more than %(n)d)")
    return [
        Task(
            min(numbers[view.pk], MOST_COUNTED),
            many % {"name": view.name, "n": MOST_COUNTED} if numbers[view.pk] > MOST_COUNTED else view.name,
            where,
            reverse("admin:saved_view", args=[view.pk]),
        )
        for view in views
        if view.pk in numbers
    ]


def notices(user: User) -> list[Task]:
    """Privacy notices that are written and not published."""
    rows = Notice.objects.visible_to(user).filter(published_at=None)
    number, url = rows.count(), f"{reverse('admin:consents_notice_changelist')}?published_at__isempty=1"
    return [Task(number, _("privacy notices that are not published"), gettext("Privacy"), url)] if number else []


def letters(user: User) -> list[Task]:
    """Letters that could not be delivered, the oldest of which says since when."""
    rows = Notification.objects.visible_to(user).filter(state=Notification.State.FAILED)
    found, url = (
        rows.aggregate(number=Count("pk"), oldest=Min("created_at")),
        f"{reverse('admin:notifications_notification_changelist')}?state__exact=failed",
    )
    since = timezone.localdate(found["oldest"]) if found["oldest"] else None
    return [Task(found["number"], _("letters could not be delivered"), gettext("Privacy"), url, since=since)] if found["number"] else []


def today_of(call: Call) -> date:
    return timezone.now().astimezone(call.zone).date()


def day_of(call: Call, moment: datetime | None) -> date | None:
    return moment.astimezone(call.zone).date() if moment else None


def promised(call: Call) -> When:
    return due(call.decision_by, today_of(call))


def outages(user: User, reach: Reach) -> list[Task]:
    """Absences of the portal in the last hours of a call, about which nobody has decided."""
    rows = Outage.objects.visible_to(user).open().order_by("call", "began_at")
    return [
        Task(
            row.minutes,
            away(row.minutes),
            str(call := reach.calls[row.call_id]),
            reverse("admin:applicants_application_outage", args=[row.pk]),
            row.call_id,
            since=day_of(call, row.began_at),
        )
        for row in rows
        if row.call_id in reach.calls
    ]


def away(minutes: int) -> str:
    return ngettext("minute without the portal before the deadline", "minutes without the portal before the deadline", minutes)


def promises(reach: Reach) -> list[Task]:
    """Applications without a decision though the promised day has passed. No statement where none has."""
    may, now = reach.ids(Permission.MANAGE_CALL, Permission.READ_APPLICATION), timezone.now()
    late = [pk for pk in may if reach.calls[pk].status != Call.Status.DRAFT and reach.calls[pk].decision_is_late(now)]
    if not late:
        return []
    rows = reach.applications(late).filter(state__in=UNDECIDED).exclude(pk__in=Appeal.objects.accepted().values("application"))
    what = _("wait for a decision that is late")
    return [line(reach, row, what, "admin:applicants_application_postpone", when=promised(reach.calls[row.call])) for row in by_call(rows)]


def to_review(user: User) -> list[Task]:
    """What the desk holds; what the whole panel scores to compare how it reads stands apart, for it is read first. One statement."""
    found, url = [], reverse("admin:review_desk")
    for row in waiting_of(user):
        call, at = row.round.call, f"{url}?round={row.round.pk}"
        when = due(row.round.due_on, today_of(call)) if row.round.due_on else None
        since = day_of(call, row.oldest)
        first = _("to score first, as the whole panel does")
        found += [Task(row.calibrating, first, str(call), at, call.pk, when, since)] if row.calibrating else []
        found += (
            [Task(row.number - row.calibrating, _("to review"), str(call), at, call.pk, when, since)]
            if row.number > row.calibrating
            else []
        )
    return found


def to_screen(reach: Reach) -> list[Task]:
    """Applications whose deadline, the call's and their own, has passed; before, they may still be corrected and are not screened (but in sample
    calls)."""
    rows = reach.applications(reach.ids(Permission.SCREEN, Permission.READ_APPLICATION)).filter(to_be_screened())
    url = f"{reverse('admin:applicants_application_changelist')}?screened=waiting&call="
    return [line(reach, row, _("to screen"), f"{url}{row.call}") for row in by_call(rows, since="submitted_at")]


def told_by_reviewers(reach: Reach) -> list[Task]:
    """What reviewers have told staff and nobody has seen to."""
    rows = Flag.objects.open().filter(review__round__call__in=reach.ids(Permission.ASSIGN)).exclude(review__application__in=reach.parts)
    return by_round(reach, rows, "review__round", "made_at", _("told by reviewers"), "admin:round_flags")


def closed_to_reviewers(reach: Reach) -> list[Task]:
    """Applications that closed to a reviewer because something was found after the assignment, which nobody has overruled or taken back."""
    rows = Review.objects.filter(tied_at__isnull=False, round__closed_at=None, round__call__in=reach.ids(Permission.ASSIGN))
    rows = rows.exclude(conflict=Review.Conflict.DECLARED).exclude(application__in=reach.parts)
    return by_round(reach, rows, "round", "tied_at", _("closed to their reviewer: a tie was found"), "admin:round_conflicts")


def names(reach: Reach) -> list[Task]:
    """Applications with names in what reviewers read, at the degree of blindness of a round that goes on, which nobody has looked at."""
    may = reach.ids(Permission.ASSIGN, Permission.READ_APPLICATION)
    rows = Leak.objects.open().filter(
        takes_part("application__call__rounds"), application__call__in=may, application__call__rounds__closed_at=None
    )
    rows = rows.exclude(tier__gte=1, tier__lte=F("application__call__rounds__blind_tier")).exclude(application__in=reach.parts)
    what, each = _("with names to look at"), Count("application", distinct=True)
    return by_round(reach, rows, "application__call__rounds", "", what, "admin:round_leaks", each)


def plans(user: User, reach: Reach) -> list[Task]:
    """Assignments that are worked out and not carried out: of each round the newest."""
    newer = Plan.objects.filter(round=OuterRef("round"), pk__gt=OuterRef("pk"))
    rows = Plan.objects.visible_to(user).filter(state=Plan.State.READY, round__closed_at=None).exclude(Exists(newer))
    return [
        Task(
            1,
            _("plan of who reads what, ready to be looked at"),
            str(reach.calls[call]),
            reverse("admin:round_planned", args=[round, plan]),
            call,
            since=day_of(reach.calls[call], at),
        )
        for plan, round, call, at in rows.order_by("round").values_list("pk", "round", "round__call", "made_at")
        if call in reach.calls
    ]


def in_rounds(reach: Reach) -> list[Task]:
    """Applications with fewer reviews than a round that goes on wants; and those with a review handed in and no decision noted, which are decided on the
    ranking of the last round that has read them."""
    assigns, decides = (set(reach.ids(each, Permission.READ_APPLICATION)) for each in (Permission.ASSIGN, Permission.DECIDE))
    lacking, undecided = [], []
    for round in rounds_waiting(reach, assigns | decides):
        call = reach.calls[round.call_id]
        if call.pk in assigns and round.lacking > 0:
            day = round.opens_on if round.opens_on and round.opens_on > today_of(call) else round.due_on
            when = due(day, today_of(call)) if day else None
            lacking.append(Task(round.lacking, _("to assign"), str(call), reverse("admin:round_assign", args=[round.pk]), call.pk, when))
        if call.pk in decides and round.undecided:
            url = f"{reverse('admin:round_ranking', args=[round.pk])}?decision=read"
            undecided.append(Task(round.undecided, _("to decide"), str(call), url, call.pk, promised(call)))
    return lacking + undecided


def compositions(user: User, reach: Reach) -> list[Task]:
    """Who stands in the newest composition of a round and nobody has confirmed."""
    return [
        Task(
            number,
            _("composed, to confirm one by one"),
            str(call := reach.calls[scenario.round.call_id]),
            reverse("admin:scenario", args=[scenario.pk]),
            call.pk,
            promised(call),
            day_of(call, scenario.at),
        )
        for scenario, number in unconfirmed(user, reach.parts)
    ]


def staged(user: User, reach: Reach) -> list[Task]:
    """Decisions that somebody else has noted, where the call wants a second person; and those that can be released."""
    ids = reach.ids(Permission.DECIDE, Permission.READ_APPLICATION)
    rows = Decision.objects.staged().filter(can_be_released(), application__call__in=ids).exclude(application__in=reach.parts).order_by()
    lacks = Q(application__call__procedure__four_eyes=True, confirmed_by=None)
    counted = rows.values_list("application__call").annotate(
        confirm=Count("pk", filter=lacks & ~Q(staged_by=user)), oldest=Min("staged_at", filter=lacks), release=Count("pk", filter=~lacks)
    )
    confirm, release = [], []
    for pk, to_confirm, oldest, to_release in counted.order_by("application__call"):
        call = reach.calls[pk]
        if to_confirm:
            row = Row(pk, to_confirm, oldest)
            confirm.append(line(reach, row, _("to confirm"), "admin:confirm_decisions", when=promised(call)))
        if to_release:
            release.append(line(reach, Row(pk, to_release), _("decided, to release"), "admin:release", when=promised(call)))
    return confirm + release


def appeals(reach: Reach) -> list[Task]:
    rows = Appeal.objects.open().filter(application__call__in=reach.ids(Permission.DECIDE, Permission.READ_APPLICATION))
    rows = rows.exclude(application__in=reach.parts)
    return [line(reach, row, _("appeals to answer"), "admin:appeals") for row in by_call(rows, "application__call", since="made_at")]


def offers_ending(reach: Reach) -> list[Task]:
    rows = Offer.objects.open().filter(expires_at__lte=timezone.now() + ENDING)
    rows = rows.filter(application__call__in=reach.ids(Permission.DECIDE, Permission.READ_APPLICATION)).exclude(application__in=reach.parts)
    found = []
    for row in by_call(rows, "application__call", since="expires_at"):
        call = reach.calls[row.call]
        ends = due(day_of(call, row.oldest) or today_of(call), today_of(call))
        found.append(line(reach, Row(row.call, row.number), _("offers that end within two days"), "admin:waiting_list", when=ends))
    return found


def waiting(reach: Reach) -> list[Task]:
    """The waiting lists; where places are free as well, the line says how many."""
    rows = reach.applications(reach.ids(Permission.DECIDE, Permission.READ_APPLICATION)).filter(state=State.WAITLISTED)
    return [line(reach, row, waits(free_in(reach.calls[row.call])), "admin:waiting_list") for row in by_call(rows)]


def free_in(call: Call) -> int:
    return (call.cohort.places or 0) - call.cohort.taken


def waits(free: int) -> str | Promise:
    if free < 1:
        return _("on the waiting list")
    return ngettext("on the waiting list, %(free)d place is free", "on the waiting list, %(free)d places are free", free) % {"free": free}


class Row(NamedTuple):
    """A call with how many of its rows are meant, and the first of their instants."""

    call: int
    number: int
    oldest: datetime | None = None


def by_call(rows: QuerySet[Any], call: str = "call", since: str = "") -> list[Row]:
    """Counts by call, with the first instant of the column named. One statement."""
    counted = rows.order_by().values_list(call).annotate(number=Count("pk"), **({"oldest": Min(since)} if since else {}))
    return [Row(*each) for each in counted.order_by(call)]


def by_round(reach: Reach, rows: QuerySet[Any], round: str, since: str, what: str | Promise, view: str, each: Any = None) -> list[Task]:
    """The same by round, as lines that lead to its page."""
    oldest = {"oldest": Min(since)} if since else {}
    counted = rows.order_by().values_list(round, f"{round}__call", f"{round}__opens_on").annotate(number=each or Count("pk"), **oldest)
    found = []
    for pk, call_id, opens_on, number, *instant in counted.order_by(round):
        call = reach.calls[call_id]
        when = due(opens_on, today_of(call)) if opens_on and opens_on >= today_of(call) else None
        since_day = day_of(call, instant[0]) if instant else None
        found.append(Task(number, what, str(call), reverse(view, args=[pk]), call_id, when, since_day))
    return found


def line(reach: Reach, row: Row, what: str | Promise, where: str, when: When | None = None) -> Task:
    """A line about a call; `where` is the name of a page that takes its key, or an address."""
    call = reach.calls[row.call]
    url = where if where.startswith("/") else reverse(where, args=[row.call])
    return Task(row.number, what, str(call), url, row.call, when, day_of(call, row.oldest))
