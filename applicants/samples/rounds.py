"""A round of reading for each sample call, with the sample rubric, and fictional reviewers."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from applicants.review.desk.models import Need
from applicants.review.models import Criterion, Round
from applicants.samples.customs import CUSTOMS, full_name
from applicants.samples.people import DOMAIN
from fundportal.accounts.membership import grant
from fundportal.accounts.models import User
from fundportal.accounts.roles import Role

RUBRIC = Path(__file__).with_name("rubric.toml")
APPLICATIONS_A_REVIEWER = 2500
FEWEST, MOST = 9, 24


class Reading(NamedTuple):
    """A round with its criteria and those who read in it."""

    round: Round
    criteria: list[Criterion]
    reviewers: list[int]


def reading(call: Call, reviewers: list[int], now: datetime, *, closed: bool) -> Reading:
    """The first round of a call; one that is there already stays as it is."""
    round, created = Round.objects.get_or_create(
        call=call,
        ordinal=1,
        defaults={
            "name_es": "Primera lectura",
            "name_en": "First reading",
            "peers": Round.Peers.HANDED_IN,
            "due_on": (max(call.closes_at, now) + timedelta(days=21)).date() if not closed else call.decision_by,
            "closed_at": call.closes_at + timedelta(days=30) if closed else None,
        },
    )
    if created:
        rows = tomllib.loads(RUBRIC.read_text(encoding="utf-8"))["criterion"]
        asked = form_version(call.form_version_id).questions if call.form_version_id else {}
        for order, row in enumerate(rows):
            anchors, needs = row.pop("anchors"), row.pop("needs")
            criterion = Criterion.objects.create(
                round=round, order=order, descriptors=[{"score": score, **words} for score, words in enumerate(anchors, start=1)], **row
            )
            Need.objects.bulk_create(Need(criterion=criterion, question=key) for key in needs if key in asked)
    return Reading(round, list(round.criteria.all()), reviewers)


def reviewers_of(code: str, applications: int, random: Random) -> list[int]:
    """Keys of fictional reviewers of a programme: more of them, the more there is to read."""
    keys = []
    for number in range(1, max(FEWEST, min(MOST, applications // APPLICATIONS_A_REVIEWER)) + 1):
        name = full_name(CUSTOMS[random.choice(list(CUSTOMS))], random)
        person, _created = User.objects.get_or_create(
            email=f"{code}-evalua-{number}@{DOMAIN}", defaults={"name": name, "password": "!", "time_zone": "America/Mexico_City"}
        )
        grant(user=person, program_code=code, role=Role.REVIEWER, by=None)
        keys.append(person.pk)
    return keys
