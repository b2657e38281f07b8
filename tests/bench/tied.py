"""The conflicts of the largest sample round, and a look through its applications, once each. Prints seconds, statements and sizes as JSON."""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundportal.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from applicants.applications.models import Application  # noqa: E402
from applicants.applications.team.members.models import Member  # noqa: E402
from applicants.review.blinding.hunt import read_in  # noqa: E402
from applicants.review.blinding.models import Leak  # noqa: E402
from applicants.review.blinding.scan import scan  # noqa: E402
from applicants.review.conflicts.found import found  # noqa: E402
from applicants.review.models import Round  # noqa: E402
from fundportal.accounts.models import Membership, User  # noqa: E402
from fundportal.accounts.roles import Role  # noqa: E402


def main(reviewers):
    readable = Q(call__applications__state__in=["in_review", "shortlisted"])
    rows = Round.objects.annotate(size=Count("call__applications", filter=readable)).select_related("call__cohort__strand__program")
    round = rows.order_by("-size").first()
    code = round.call.program_code
    missing = reviewers - Membership.objects.filter(program_code=code, role=Role.REVIEWER).count()
    for number in range(max(0, missing)):
        person = User.objects.create(
            email=f"bench-{number}@escuela-{number % 9}.edu.mx", name=f"Lectora Número{number} Pérez", password="!"
        )
        Membership.objects.create(user=person, program_code=code, role=Role.REVIEWER)
    # a part of the people has worked with a reviewer, so that there is something to find
    some = list(read_in(round).values_list("pk", flat=True)[:: max(1, round.size // 150)])
    people = list(User.objects.filter(memberships__program_code=code, memberships__role=Role.REVIEWER))
    now = timezone.now()
    Member.objects.bulk_create(
        Member(
            application_id=pk, person=people[place % len(people)], email=people[place % len(people)].email, token_sha256=f"{place}".ljust(64, "b"),
            expires_at=now + timezone.timedelta(days=1), accepted_at=now,
        )
        for place, pk in enumerate(some)
    )  # fmt: skip
    found(round, some[:5])  # what is kept of forms is at hand afterwards, as in a worker
    begun = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        pairs = found(round)
    seconds = time.monotonic() - begun
    looked = list(read_in(round).values_list("pk", flat=True)[:300])
    begun = time.monotonic()
    for pk in looked:
        scan(Application.objects.select_related("applicant", "submission", "call").get(pk=pk))
    print(
        json.dumps(
            {
                "applications": round.size, "reviewers": len(people), "pairs": len(pairs), "seconds": seconds, "statements": len(queries),
                "each": (time.monotonic() - begun) / max(1, len(looked)), "leaks": Leak.objects.count(),
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
