"""The conflicts of the largest sample round, and a look through its applications, once each. Prints seconds, statements and sizes as JSON."""

import json
import os
import resource
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
from applicants.applications.team.references.models import Reference  # noqa: E402
from applicants.review.blinding.hunt import read_in  # noqa: E402
from applicants.review.blinding.models import Leak  # noqa: E402
from applicants.review.blinding.scan import scan  # noqa: E402
from applicants.review.conflicts.found import found  # noqa: E402
from applicants.review.models import Round  # noqa: E402
from fundportal.accounts.models import Membership, User  # noqa: E402
from fundportal.accounts.roles import Role  # noqa: E402

TIED = 300
"""Applicants who have worked with a reviewer, or have asked one for a letter."""


def worked_together(round, reviewers, applicants):
    """In teams of applications to other calls, so that nobody of the panel competes in this one; every fifth has asked the reviewer for a letter."""
    elsewhere = list(
        Application.objects.exclude(call=round.call).exclude(state="draft").order_by("pk").values_list("pk", flat=True)[: len(applicants)]
    )
    now, users = timezone.now(), User.objects.in_bulk(applicants)
    pairs = [
        (application, users[applicant], reviewers[place % len(reviewers)])
        for place, (application, applicant) in enumerate(zip(elsewhere, applicants, strict=False))
    ]
    Member.objects.bulk_create(
        Member(
            application_id=application, person=person, email=person.email, token_sha256=f"{application}-{person.pk}".ljust(64, "b"),
            expires_at=now + timezone.timedelta(days=1), accepted_at=now,
        )
        for application, applicant, reviewer in pairs for person in (applicant, reviewer)
    )  # fmt: skip
    own = dict(Application.objects.filter(call=round.call, applicant__in=applicants).values_list("applicant", "pk"))
    Reference.objects.bulk_create(
        Reference(application_id=own[applicant.pk], email=reviewer.email, token_sha256=f"{application}-r".ljust(64, "b"))
        for application, applicant, reviewer in pairs[::5]
    )


def processor():
    """Seconds of the processor, with those of the processes that read PDFs: a busy machine does not make them more."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


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
    people = list(User.objects.filter(memberships__program_code=code, memberships__role=Role.REVIEWER))
    some = list(read_in(round).order_by("pk").values_list("applicant", flat=True)[:: max(1, round.size // TIED)])
    worked_together(round, people, some)
    found(round, list(read_in(round).values_list("pk", flat=True)[:5]))  # what is kept of forms is at hand afterwards, as in a worker
    begun = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        pairs = found(round)
    seconds = time.monotonic() - begun
    looked = list(read_in(round).values_list("pk", flat=True)[:300])
    begun, worked = time.monotonic(), processor()
    for pk in looked:
        scan(Application.objects.select_related("applicant", "submission", "call").get(pk=pk))
    print(
        json.dumps(
            {
                "applications": round.size, "reviewers": len(people), "pairs": len(pairs), "seconds": seconds, "statements": len(queries),
                "each": (time.monotonic() - begun) / max(1, len(looked)), "processor": (processor() - worked) / max(1, len(looked)), "leaks": Leak.objects.count(),
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
