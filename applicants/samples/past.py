"""Calls of the sample that lie in the past: the form of an open one, with dates, cohort and folios of their own."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from applicants.calls.form_versions import build
from applicants.calls.models import Call, FormVersion
from applicants.calls.replace_form import write_form
from applicants.samples.scenes import Scene
from programs.cohorts.models import Cohort

OWN = {"id", "slug", "folio_prefix", "cohort_id", "form_version_id", "status", "opens_at", "closes_at", "decision_by"}


def past_call(scene: Scene, source: Call, now: datetime) -> Call:
    """The scene's call, made from the sample call whose form it shares; one that is there already stays as it is."""
    found = Call.objects.filter(slug=scene.slug).select_related("cohort__strand__program", "notice", "form_version").first()
    if found:
        return found
    local = now.astimezone(source.zone)
    opens, closes = (day(local, ago, source.closes_at.astimezone(source.zone).time()) for ago in (scene.opened_ago, scene.closed_ago))
    shared = {field.attname: getattr(source, field.attname) for field in Call._meta.concrete_fields if field.attname not in OWN}
    call = Call.objects.create(
        **shared,
        cohort=past_cohort(scene, source.cohort, local),
        slug=scene.slug,
        folio_prefix=f"{scene.prefix}{closes.astimezone(source.zone):%y}",
        opens_at=opens,
        closes_at=closes,
        decision_by=(local - timedelta(days=scene.released_ago - 2)).date(),
    )
    copy_form(source, call)
    return call


def past_cohort(scene: Scene, like: Cohort, local: datetime) -> Cohort:
    row: dict[str, Any] = dict(scene.cohort)
    dates = {name: (local + timedelta(days=row.pop(f"{name[:-3]}_in"))).date() for name in ("starts_on", "ends_on")}
    place = {"venue_es": like.venue_es, "venue_en": like.venue_en, "places": like.places}
    return Cohort.objects.get_or_create(slug=row["slug"], defaults={**row, **dates, **place, "strand": like.strand, "is_sample": True})[0]


def copy_form(source: Call, call: Call) -> None:
    """Sections, questions and the published version, as of the day on which the call opened."""
    write_form(call, build(source))
    like = source.form_version
    if like is None:
        raise ValueError(f"{source.slug} is not published")
    call.form_version = FormVersion.objects.create(
        call=call, number=1, document=like.document, sha256=like.sha256, published_at=call.opens_at
    )
    call.status = Call.Status.PUBLISHED
    call.save(update_fields=["form_version", "status"])


def day(local: datetime, ago: int, at: time) -> datetime:
    """That time of day, so many days ago, where the call is."""
    return datetime.combine((local - timedelta(days=ago)).date(), at, local.tzinfo)
