"""Answers to any form: each question type gets what its settings allow."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from random import Random
from typing import Any

from django.utils import timezone

from applicants.calls.form_versions import LoadedForm
from applicants.calls.questions.base import Json, Question
from applicants.calls.repeats import Repeat, list_key, numbered
from applicants.calls.voice.answer import closed
from applicants.calls.voice.field import AUDIO, BOTH
from applicants.samples import texts
from applicants.samples.documents import Documents
from applicants.samples.people import Person

Answer = Callable[[Question, Person, Random], Json]
OPTIONAL = 0.6
"""How often a question that may stay empty is answered."""
SPOKEN = 0.25
"""How often what may be spoken is."""
LANGUAGES = ("", "spa", "mixe.alto-del-norte", "zapoteco", "maya", "nahuatl.del-istmo", "tarasco", "mixteco")


def short_text(q: Question, person: Person, random: Random) -> Json:
    key: str = q["key"]
    if "name" in key:
        text = person.name
    elif "title" in key:
        text = texts.title(random)
    elif "phone" in key:
        text = f"55 0000 {random.randint(0, 9999):04}"
    else:
        text = random.choice(texts.SHORTS.get(key, texts.SHORT))
    longest: int = q["config"].get("max_chars", 300)
    return text[:longest].strip()


def long_text(q: Question, person: Person, random: Random) -> Json:
    return texts.prose(random, q["config"].get("words") or 300, q["key"])


def choice(q: Question, person: Person, random: Random) -> Json:
    return random.choice(q["config"]["options"])["code"]


def choices(q: Question, person: Person, random: Random) -> Json:
    codes = [option["code"] for option in q["config"]["options"]]
    chosen = set(random.sample(codes, random.randint(1, min(len(codes), q["config"].get("most") or 3))))
    return [code for code in codes if code in chosen]


def whole_number(q: Question, person: Person, random: Random) -> Json:
    least = q["config"].get("min") or 0
    return random.randint(least, min(q["config"].get("max") or least + 30, least + 30))


def money(q: Question, person: Person, random: Random) -> Json:
    return {"amount": str(random.randint(0, 400) * 5000), "currency": (q["config"].get("currencies") or ["MXN"])[0]}


def date(q: Question, person: Person, random: Random) -> Json:
    """A day of birth, or, of anything else that is dated, one of the last year."""
    earliest = datetime.date.fromisoformat(q["config"].get("earliest") or "1960-01-01")
    if "birth" not in q["key"] and not q["config"].get("latest"):
        return max(earliest, timezone.localdate() - datetime.timedelta(days=random.randint(20, 380))).isoformat()
    latest = datetime.date.fromisoformat(q["config"].get("latest") or "2004-12-31")
    first = max(earliest, min(datetime.date(1965, 1, 1), latest))
    return (first + datetime.timedelta(days=random.randint(0, max(0, (latest - first).days)))).isoformat()


def link(q: Question, person: Person, random: Random) -> Json:
    return f"https://vimeo.com/ejemplo/{person.number}" if q["config"].get("video") else f"https://ejemplo.invalid/{person.number}"


def table(q: Question, person: Person, random: Random) -> Json:
    columns, most = q["config"]["columns"], min(q["config"]["max_rows"], 6)
    return [{column["code"]: cell(column, random) for column in columns} for _ in range(random.randint(1, most))]


def cell(column: dict[str, str], random: Random) -> str:
    if column["kind"] == "money":
        return str(random.randint(1, 160) * 2500)
    if column["kind"] == "number":
        return str(random.randint(2012, 2024) if column["code"] == "year" else random.randint(1, 12))
    return random.choice(texts.CELLS.get(column["code"], texts.SHORT))


def team(q: Question, person: Person, random: Random) -> Json:
    count = max(q["config"]["min_people"], min(q["config"]["max_people"], random.randint(1, 4)))
    names = [person.name, *(f"Integrante {place} de ejemplo" for place in range(1, count))]
    roles = random.sample(texts.CELLS["role"], len(texts.CELLS["role"]))
    return [{"name": name, "role": roles[place % len(roles)]} for place, name in enumerate(names)]


ANSWERS: dict[str, Answer] = {
    "short_text": short_text,
    "long_text": long_text,
    "choice": choice,
    "choices": choices,
    "country": lambda q, person, random: person.country,
    "entity": lambda q, person, random: person.entity or ("99" if q["config"].get("outside") else None),
    "municipality": lambda q, person, random: person.municipality or None,
    "date": date,
    "whole_number": whole_number,
    "money": money,
    "link": link,
    "declaration": lambda q, person, random: True,
    "table": table,
    "people": team,
}


def takes_sound(q: Question) -> bool:
    return q["config"].get("voice") in (AUDIO, BOTH)


def spoken(text: Json, recording: dict[str, Any], random: Random) -> Json:
    """A recording, with or without the text, in a language that is said or not."""
    code = random.choice(LANGUAGES)
    return closed(random.choice(("", text)), recording, {"code": code} if code else None)


def answers_to(form: LoadedForm, person: Person, random: Random, documents: Documents, *, sensitive: bool) -> dict[str, Any]:
    """What the person answers, question by question in the form's order: all that is required, some of the rest, of what is asked.

    Sensitive questions that may stay empty do so unless `sensitive`. Files come from `documents`, which makes them for this person.
    """
    given: dict[str, Any] = {list_key(section.key): times(section.repeat, random) for section in form.sections if section.repeat}
    for q in every_time(form, given):
        key = q["key"]
        if not q["required"] and (random.random() > OPTIONAL or (q["sensitive"] and not sensitive)):
            continue
        value = documents.answer(q, random) if q["kind"] == "file" else ANSWERS[q["kind"]](q, person, random)
        if takes_sound(q) and random.random() < SPOKEN:
            value = spoken(value, documents.recording(random), random)
        if value is not None:
            given[key] = value
    asked = form.asked(given)
    return {**{key: given[key] for key in asked.questions if key in given}, **asked.lists()}


def times(repeat: Repeat, random: Random) -> list[int]:
    return list(range(1, random.randint(repeat.min, max(repeat.min, min(repeat.max, 3))) + 1))


def every_time(form: LoadedForm, given: dict[str, Any]) -> list[Question]:
    """Each question of the form, those of a section that repeats once for each time of it."""
    return [
        q
        for section in form.sections
        for number in given.get(list_key(section.key), [1])
        for q in form.any_section(numbered(section.key, number)).questions
    ]
