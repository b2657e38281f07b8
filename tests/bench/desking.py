"""Steps of the desk's bench, each in a process of its own: a reviewer with so many applications, who opens the next one and saves."""

import json
import statistics
import sys
import time

import django

TIMES = 60


def assign(length):
    """The sample reviewer reads so many applications of the round that has most; all that were handed in for its call are read where more are needed.
    Returns the ids of the reviews."""
    from django.db.models import Count, Q
    from django.utils import timezone

    from applicants.applications.models import Application
    from applicants.review.models import Review, Round
    from fundportal.accounts.models import User

    reviewer = User.objects.get(email="reviewer@sample.invalid")
    Review.objects.filter(reviewer=reviewer, submitted_at=None).delete()
    Review.objects.filter(reviewer=reviewer).update(submitted_at=timezone.now())
    waiting = Count("call__applications", Q(call__applications__state="in_review"))
    round = Round.objects.filter(closed_at=None).annotate(waiting=waiting).order_by("-waiting").first()
    if length > round.waiting:
        Application.objects.filter(call=round.call).exclude(submission=None).update(state="in_review")
    ids = Application.objects.filter(call=round.call, state="in_review").exclude(reviews__reviewer=reviewer).order_by("pk")[:length]
    assert len(ids) == length, len(ids)
    rows = [
        Review(round=round, application_id=pk, reviewer=reviewer, conflict="none", conflict_at=timezone.now())
        for pk in ids.values_list("pk", flat=True)
    ]
    Review.objects.bulk_create(rows)
    return reviewer, round, [row.pk for row in rows]


def measure(length):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    reviewer, round, reviews = assign(length)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(reviewer)
    criterion = round.criteria.first()
    across = reverse("admin:review_desk_criterion", args=[criterion.pk])
    turn = iter(range(10**6))

    def score():
        return {f"score-{criterion.key}": str(1 + next(turn) % 3)}

    def opened():
        return client.get(reverse("admin:review_desk"), {"round": round.pk})

    def saved():
        at = reverse("admin:review_desk_review", args=[reviews[next(turn) % len(reviews)]])
        return client.post(at, {**score(), "revision": "0"}, headers={"X-Autosave": "1"})

    def went_on():
        """The whole page, to the next one."""
        return client.post(reverse("admin:review_desk_review", args=[reviews[next(turn) % len(reviews)]]), {"conflict": "no", "_save": "1"})

    def cards():
        return client.get(across)

    found = {"queue": len(reviews)}
    for name, act, status in (("open", opened, 200), ("save", saved, 200), ("save_page", went_on, 302), ("across", cards, 200)):
        spent = []
        for number in range(TIMES + 5):
            begun = time.perf_counter()
            answer = act()
            if number >= 5:
                spent.append(time.perf_counter() - begun)
            assert answer.status_code == status, answer.status_code
        with CaptureQueriesContext(connection) as queries:
            act()
        found[name] = round_off(statistics.median(spent) * 1000)
        found[f"{name}_sql"] = sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in queries)
    return found


def round_off(milliseconds):
    return float(f"{milliseconds:.2f}")


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
