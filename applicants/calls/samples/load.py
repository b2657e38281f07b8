"""Writes the sample calls, with dates that count from the day of loading."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from applicants.calls.eligibility.models import Rule
from applicants.calls.models import Call
from applicants.calls.publish import publish
from applicants.calls.replace_form import write_form
from fundportal.consents.models import Notice
from fundportal.consents.publish import publish as publish_notice
from programs.models import Cohort, Guest, Session, Strand

HERE = Path(__file__).parent
ZONE = ZoneInfo("America/Mexico_City")
Row = dict[str, Any]


@transaction.atomic
def load_samples(*, today: datetime.date | None = None) -> list[Call]:
    """A published call, open today, for each initiative; needs the initiatives. A call that is there already stays as it is.

    Everything is marked as a sample. Deterministic: the same day gives the same rows.
    """
    today = today or timezone.now().astimezone(ZONE).date()
    files = sorted(HERE.glob("*.toml"))
    return [load_sample(tomllib.loads(file.read_text(encoding="utf-8")), today) for file in files]


def load_sample(data: Row, today: datetime.date) -> Call:
    found = Call.objects.filter(slug=data["call"]["slug"]).select_related("cohort__strand__program", "notice").first()
    if found:
        return found
    strand = Strand.objects.select_related("program").get(program__code=data["program"], code=data["strand"])
    cohort = sample_cohort(strand, data["cohort"], today)
    if not cohort.sessions.exists():
        write_sessions(cohort, data["session"], sample_guests(data["guest"]))
    call = sample_call(cohort, sample_notice(data["program"], data["notice"]), data["call"], today)
    write_form(call, {"sections": [section_of(row) for row in data["section"]]})
    write_rules(call, data["rule"])
    publish(call=call, by=None)
    call.refresh_from_db()
    return call


def working_day(today: datetime.date, days: int) -> datetime.date:
    """So many days from today; a Saturday or Sunday gives way to the Monday after."""
    day = today + datetime.timedelta(days=days)
    return day + datetime.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def sample_cohort(strand: Strand, row: Row, today: datetime.date) -> Cohort:
    dates = {"starts_on": working_day(today, row.pop("starts_in")), "ends_on": working_day(today, row.pop("ends_in"))}
    cohort, _created = Cohort.objects.get_or_create(slug=row["slug"], defaults={**row, **dates, "strand": strand, "is_sample": True})
    return cohort


def sample_guests(rows: list[Row]) -> dict[str, Guest]:
    """Invented guests by name."""
    return {row["name"]: Guest.objects.get_or_create(name=row["name"], is_sample=True, defaults=row)[0] for row in rows}


def write_sessions(cohort: Cohort, rows: list[Row], guests: dict[str, Guest]) -> None:
    """Sessions count their days from the cohort's first one."""
    first = cohort.starts_on or datetime.date.min
    for row in rows:
        day = first + datetime.timedelta(days=row.pop("day"))
        hours = {
            "starts_at": datetime.datetime.combine(day, datetime.time.fromisoformat(row.pop("from")), ZONE),
            "ends_at": datetime.datetime.combine(day, datetime.time.fromisoformat(row.pop("to")), ZONE),
        }
        names = row.pop("guests", [])
        Session.objects.create(cohort=cohort, time_zone=ZONE.key, **row, **hours).guests.set(guests[name] for name in names)


def sample_notice(program_code: str, row: Row) -> Notice:
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in row.items()}
    notice, _created = Notice.objects.get_or_create(program_code=program_code, version=1, defaults={**texts, "is_sample": True})
    return publish_notice(notice=notice, by=None)


def sample_call(cohort: Cohort, notice: Notice, row: Row, today: datetime.date) -> Call:
    closes_on = today + datetime.timedelta(days=row.pop("closes_in"))
    opens_on = working_day(today, -row.pop("opened_ago"))
    at = datetime.time.fromisoformat(row.pop("closes_at"))
    texts: Row = {name: value.strip() if isinstance(value, str) else value for name, value in row.items()}
    return Call.objects.create(
        cohort=cohort,
        notice=notice,
        folio_prefix=f"{texts.pop('prefix')}{closes_on:%y}",
        opens_at=datetime.datetime.combine(opens_on, datetime.time(10), ZONE),
        closes_at=datetime.datetime.combine(closes_on, at, ZONE),
        time_zone=ZONE.key,
        decision_by=working_day(today, texts.pop("decision_in")),
        is_sample=True,
        **texts,
    )


def section_of(row: Row) -> Row:
    """A section of a form's document, out of what a sample file has: its own names for texts, and only what is unusual."""
    return {
        "key": row["key"],
        "title": {"es": row["title_es"], "en": row["title_en"]},
        "help": helps(row),
        **{name: row[name] for name in ("show_when", "repeat") if name in row},
        "questions": [question_of(question) for question in row["question"]],
    }


def question_of(row: Row) -> Row:
    usual = {"required": True, "tier": 0, "sensitive": False, "config": {}}
    texts = {"label": {"es": row["es"], "en": row["en"]}, "help": helps(row), "easy": helps(row, "easy")}
    return {
        **usual,
        **texts,
        **{name: value for name, value in row.items() if name not in ("es", "en") and not name.endswith(("_es", "_en"))},
    }


def helps(row: Row, name: str = "help") -> Row:
    return {language: text for language in ("es", "en") if (text := row.get(f"{name}_{language}"))}


def write_rules(call: Call, rows: list[Row]) -> None:
    """What the check of requirements asks; a day called “starts” or “ends” is that of the cohort."""
    days = {"starts": str(call.cohort.starts_on), "ends": str(call.cohort.ends_on)}
    for order, row in enumerate(rows):
        config = {name: days.get(value, value) if isinstance(value, str) else value for name, value in row.pop("config").items()}
        Rule.objects.create(call=call, order=order, config=config, **row)
