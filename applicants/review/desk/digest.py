"""What waits at the desk, by letter: one a day at most to each reviewer, and only when there is something to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from applicants.applications.clarification.models import Clarification
from applicants.applications.letters import absolute
from applicants.review.desk.hush import token_of
from applicants.review.desk.models import QuietReviewer
from applicants.review.models import Review, Round, opened, takes_part
from fundportal.accounts.models import User
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

KIND = "review_digest"
HERE = ZoneInfo(settings.TIME_ZONE)
FROM, UNTIL = 8, 20  # hours of the portal's own clock: nobody is written to at night
SOON = timedelta(days=3)  # before and after the day on which reviews are due, each day has its letter
QUIET_WEEK = timedelta(days=7)  # otherwise, where nothing has changed


def waiting(at: datetime) -> QuerySet[Review]:
    """What somebody has to read who still reviews in the programme and wants letters about it."""
    rows = Review.objects.to_come().filter(takes_part(), opened(at), round__closed_at=None)
    return rows.exclude(reviewer__in=QuietReviewer.objects.values("person"))


def digest(*, at: datetime) -> int:
    """Write to each reviewer for whom something waits, if there is something to say: new applications, an answer to a question, a day that is near or
    has just passed; or a week without a letter. Returns how many letters were written. The statements do not grow with their number."""
    here = at.astimezone(HERE)
    if not FROM <= here.hour < UNTIL:
        return 0
    rows = list(waiting(at).order_by().values("reviewer", "round").annotate(left=Count("pk")).order_by("reviewer", "round"))
    reviewers = {row["reviewer"] for row in rows}
    sent = Notification.objects.filter(kind=KIND, recipient__in=reviewers).order_by().values_list("recipient")
    last: dict[int, datetime] = dict(sent.annotate(last=Max("created_at")))
    today = [pk for pk, instant in last.items() if instant.astimezone(HERE).date() >= here.date()]
    reviewers -= set(today)
    rounds = Round.objects.select_related("call__cohort__strand__program").in_bulk({row["round"] for row in rows})
    people = User.objects.in_bulk(reviewers)
    new, answered = news(reviewers, last, at)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["reviewer"] in people:
            key = (row["reviewer"], row["round"])
            found[row["reviewer"]].append(line(rounds[row["round"]], row["left"], new.get(key, 0), answered.get(key, 0), at))
    letters = [
        written(people[pk], lines, {rounds[row["round"]].call.program_code for row in rows if row["reviewer"] == pk}, here.date())
        for pk, lines in found.items()
        if is_worth(lines, last.get(pk), at)
    ]
    enqueue(letters)
    return len(letters)


def news(reviewers: set[int], last: dict[int, datetime], at: datetime) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """(reviewer, round) -> how many applications, and how many answers to questions, have come since the reviewer's last letter. Two statements."""
    new: dict[tuple[int, int], int] = defaultdict(int)
    for reviewer, round, assigned in waiting(at).filter(reviewer__in=reviewers).values_list("reviewer", "round", "assigned_at"):
        new[reviewer, round] += reviewer not in last or assigned > last[reviewer]
    answered: dict[tuple[int, int], int] = defaultdict(int)
    answers = Clarification.objects.filter(answered_at__isnull=False, application__reviews__in=waiting(at).filter(reviewer__in=reviewers))
    pairs = answers.values_list("application__reviews__reviewer", "application__reviews__round", "answered_at")
    for reviewer, round, instant in pairs:
        answered[reviewer, round] += instant is not None and reviewer in last and instant > last[reviewer]
    return new, answered


def line(round: Round, left: int, new: int, answered: int, at: datetime) -> dict[str, Any]:
    """A round in the letter. `a_day` is what is needed until it is due, `days` how many are left (0: the day has passed; None: none is set)."""
    today: date = at.astimezone(round.call.zone).date()
    days = None if round.due_on is None else (round.due_on - today).days + 1
    return {
        "call": {"es": round.call.title_es, "en": round.call.title_en},
        "name": {"es": round.name_es, "en": round.name_en},
        "left": left,
        "new": new,
        "answered": answered,
        "due": round.due_on.isoformat() if round.due_on else "",
        "late": days is not None and days < 1,
        "near": days is not None and abs(days - 1) <= SOON.days,
        "a_day": -(-left // days) if days and days > 0 else 0,
    }


def is_worth(lines: list[dict[str, Any]], last: datetime | None, at: datetime) -> bool:
    told = any(line["new"] or line["answered"] or line["near"] for line in lines)
    return told or last is None or (at.astimezone(HERE).date() - last.astimezone(HERE).date()) >= QUIET_WEEK


def written(person: User, lines: list[dict[str, Any]], codes: set[str], day: date) -> Notification:
    return letter(
        key=f"{KIND}:{person.pk}:{day.isoformat()}",
        kind=KIND,
        recipient=person,
        program_code=codes.pop() if len(codes) == 1 else "",
        rounds=lines,
        left=sum(each["left"] for each in lines),
        late=any(each["late"] for each in lines),
        url=absolute("admin:review_desk", person.language),
        stop_url=absolute("quiet_reviewer", person.language, token_of(person)),
    )


def still_true(letters: Sequence[Notification]) -> list[int]:
    """Those to people for whom something still waits, and who want letters."""
    people = set(
        waiting(timezone.now()).filter(reviewer__in=[letter.recipient_id for letter in letters]).values_list("reviewer", flat=True)
    )
    return [letter.pk for letter in letters if letter.recipient_id in people]


STILL_TRUE[KIND] = still_true
