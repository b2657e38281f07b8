"""Fills the portal with samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from applicants.applications.models import Application, Submission
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.calls.samples.load import load_samples
from applicants.disclosure.mix import mix
from applicants.samples.applications import Writer
from applicants.samples.calibrating import calibrate_the_panel
from applicants.samples.company import keep_company
from applicants.samples.composing import begin_to_compose
from applicants.samples.course import Calendar
from applicants.samples.documents import Documents
from applicants.samples.logins import make_logins
from applicants.samples.panel import know_the_panel
from applicants.samples.past import past_call
from applicants.samples.people import DOMAIN, People, Person
from applicants.samples.queue import fill_queue
from applicants.samples.resolutions import leave_resolutions
from applicants.samples.rounds import reading, reviewers_of
from applicants.samples.scenes import SCENES, Scene, paths, shares
from applicants.samples.stage import Stage
from applicants.samples.tables import reserve
from applicants.samples.traces import leave_traces
from applicants.samples.verdicts import OUTCOMES
from applicants.selection.models import Decision, Offer, Release
from fundportal.accounts.models import User
from fundportal.audit.record import record
from programs.cohorts.load import load_initiatives
from programs.cohorts.models import Cohort, Enrolment

Say = Callable[[str], None]


@transaction.atomic
def seed(*, applications: int, number: int, password: str = "", again: bool = False, say: Say = lambda line: None) -> int:
    """Sample calls, logins (with a password) and fictional applications in all states: all of them or none. No letter is written.

    The same `number` on the same day makes the same people, answers, folios and decisions. Where sample applications are there already, nothing is
    added unless `again`. Returns how many applications were added.
    """
    load_initiatives()
    calls = {call.slug: call for call in load_samples()}
    logins = make_logins(password) if password else {}
    there = Application.objects.filter(applicant__email__endswith=f"@{DOMAIN}").count()
    if there and not again:
        return 0
    random = Random(f"{number}:{there}")  # noqa: S311 (fiction, and the same each time)
    stages = [build(scene, calls, count, random) for scene, count in zip(SCENES, shares(applications), strict=True)]
    open_stages = [stage for scene, stage in zip(SCENES, stages, strict=True) if not scene.is_past]
    people = People(random, first=User.objects.filter(email__endswith=f"@{DOMAIN}").count() + 1)
    with closing(Writer(Documents(random))) as writer:
        for scene, stage, count in zip(SCENES, stages, shares(applications), strict=True):
            fill(scene, stage, count, writer, people)
            say(f"{stage.call.folio_prefix}: {count}")
        if "applicant" in logins:
            give_drafts(logins["applicant"], open_stages, writer)
            keep_company(logins["applicant"])
    mix()
    for stage in stages:
        count_places(stage.call.cohort)
    for stage in open_stages:
        know_the_panel(stage.call, [*stage.reading.reviewers, *([logins["reviewer"].pk] if "reviewer" in logins else [])])
    leave_resolutions(stages)
    if "reviewer" in logins:
        fill_queue(logins["reviewer"], open_stages)
    if logins:
        calibrate_the_panel(logins["coordinator"], logins["reviewer"], open_stages)
        leave_traces(logins, stages)
        begin_to_compose(logins["coordinator"], open_stages)
    record(actor=None, verb="samples_made", applications=applications, seed=number)
    return applications


def build(scene: Scene, calls: dict[str, Call], applications: int, random: Random) -> Stage:
    """The call of a scene, ready for its applications."""
    now = timezone.now()
    source = calls[scene.source]
    call = past_call(scene, source, now) if scene.is_past else source
    code = call.program_code
    staff, _created = User.objects.get_or_create(
        email=f"{code}-coordina@{DOMAIN}", defaults={"name": "Coordinación de ejemplo", "password": "!"}
    )
    released = now - timedelta(days=scene.released_ago) if scene.is_past else None
    return Stage(
        call=call,
        calendar=Calendar(call.opens_at, call.closes_at, now, released),
        reading=reading(call, reviewers_of(code, applications, random), now, closed=scene.is_past),
        staff=staff.pk,
        random=random,
        release=Release.objects.create(call=call, by=staff, at=released) if released else None,
        folios=set(Application.objects.filter(call=call).values_list("folio", flat=True)),
    )


def fill(scene: Scene, stage: Stage, count: int, writer: Writer, people: People) -> None:
    """All applications of a scene, each by somebody new."""
    keys = primary_keys(count)
    led = paths(scene, count, stage.random, stage.call.cohort.free)
    if stage.release:
        decided = Counter(OUTCOMES[path] for path in led if path in OUTCOMES)
        Release.objects.filter(pk=stage.release.pk).update(counts={outcome: decided[outcome] for outcome in Decision.Outcome.values})
    for path, user in zip(led, reserve(User, count) if count else (), strict=True):
        writer.add(stage, path, people.next(abroad=stage.abroad), user, keys)
    writer.finish()


def primary_keys(count: int) -> Iterator[tuple[int, int]]:
    """Keys for applications and their submissions."""
    return iter(zip(reserve(Application, count), reserve(Submission, count), strict=True)) if count else iter(())


def give_drafts(applicant: User, stages: list[Stage], writer: Writer) -> None:
    """A draft in each open call, unless the person has an application there."""
    person = Person(0, applicant.name, "MX", "31", "31050", applicant.language)
    for stage in stages:
        if not Application.objects.of(applicant).filter(call=stage.call).exists():
            writer.add(stage, "draft", person, applicant.pk, primary_keys(1), is_new=False)
    writer.finish()


def count_places(cohort: Cohort) -> None:
    """`taken`, as the offers and enrolments just written hold it."""
    held = (
        Offer.objects.open().filter(cohort=cohort, application__state=State.OFFERED).count()
        + Enrolment.objects.standing().filter(cohort=cohort).count()
    )
    Cohort.objects.filter(pk=cohort.pk).update(taken=held)
