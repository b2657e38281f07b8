"""A round that was read, with answers to state rules about."""

from decimal import Decimal

from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.review.models import Review
from fundportal.accounts.roles import Role
from tests.review.make import make_application, make_call, make_cohort, make_review, make_round, make_staff, question, text

OPTIONS = [{"code": "idea", "es": "Idea", "en": "Idea"}, {"code": "script", "es": "Guion", "en": "Script"}]
DOCUMENT = {
    "sections": [
        {
            "key": "film",
            "title": text("Tu película", "Your film"),
            "help": text(""),
            "questions": [
                question("stage", "choice", options=OPTIONS),
                question("state", "entity"),
                {**question("ascribed", "declaration"), "required": False, "sensitive": True},
                question("logline"),
            ],
        }
    ]
}
STATES = ("20", "07", "12")


def read_round(points, *, places=3, answers=None, **more):
    """A round of a call with an application for each of the points, read once. Without `answers` the stages take turns, and so do three states."""
    call = make_call(make_cohort(places=places, **more), document=DOCUMENT)
    round, reviewer = make_round(call), make_staff(Role.REVIEWER)
    for place, value in enumerate(points):
        said = answers[place] if answers else {"stage": ("idea", "script")[place % 2], "state": STATES[place % 3]}
        read(round, make_application(call, State.IN_REVIEW, answers=said), value, reviewer)
    return round


def read(round, application, value, reviewer=None):
    review = make_review(round, application, reviewer or make_staff(Role.REVIEWER))
    Review.objects.filter(pk=review.pk).update(conflict="none", mean=Decimal(str(value)), submitted_at=timezone.now())
    return application


def applications_of(round):
    """In the order in which they were made."""
    return list(Application.objects.filter(call=round.call).order_by("pk"))


def close(round):
    """Nothing of it moves any more."""
    round.closed_at = timezone.now()
    type(round).objects.filter(pk=round.pk).update(closed_at=round.closed_at)
