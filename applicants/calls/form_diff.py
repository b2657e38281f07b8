"""What differs between two versions of a form, in words. Pure: it compares two documents."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.in_words import condition_in_words, repeat_in_words
from applicants.calls.models import Question as Row
from applicants.calls.prefill import FACTS
from applicants.calls.questions import question_types
from applicants.calls.questions.base import Question
from fundportal.web.bilingual import pick
from fundportal.web.sizes import in_megabytes

Document = Mapping[str, Any]
NAMES: dict[str, str | Promise] = {
    "title.es": gettext_lazy("title (Spanish)"),
    "title.en": gettext_lazy("title (English)"),
    "label.es": gettext_lazy("question (Spanish)"),
    "label.en": gettext_lazy("question (English)"),
    "help.es": gettext_lazy("explanation (Spanish)"),
    "help.en": gettext_lazy("explanation (English)"),
    "kind": gettext_lazy("type"),
    "required": gettext_lazy("required"),
    "sensitive": gettext_lazy("sensitive data"),
    "tier": gettext_lazy("blind tier"),
    "show_when": gettext_lazy("when it is asked"),
    "repeat": gettext_lazy("how often it is filled in"),
    "prefill": gettext_lazy("filled in beforehand with"),
    "easy.es": gettext_lazy("easy explanation (Spanish)"),
    "easy.en": gettext_lazy("easy explanation (English)"),
    "audio.es": gettext_lazy("sound (Spanish)"),
    "audio.en": gettext_lazy("sound (English)"),
}


class Detail(NamedTuple):
    """One setting: its name, what it was and what it is; one of the two may be empty."""

    name: str
    was: str
    now: str


class Change(NamedTuple):
    """What became of one section or question: "added", "removed", "moved" or "changed", in a sentence, with the settings that are others now."""

    what: str
    key: str
    sentence: str
    details: list[Detail]
    is_section: bool = False


def differences(old: Document, new: Document) -> list[Change]:
    """In the order of the new form; what was taken out comes last. Empty when nothing differs that anybody would notice."""
    return [*of_sections(old, new), *of_questions(old, new), *taken_out(old, new)]


def touched(old: Document, new: Document) -> set[str]:
    """The questions to which an answer may not count any more as it did: taken out, of another type, or asked under other conditions."""
    was, now = questions_in(old), questions_in(new)
    return {
        key
        for key, (section, q) in was.items()
        if key not in now
        or now[key][1]["kind"] != q["kind"]
        or now[key][1].get("show_when") != q.get("show_when")
        or now[key][0].get("show_when") != section.get("show_when")
        or now[key][0].get("repeat") != section.get("repeat")
    }


def questions_in(document: Document) -> dict[str, tuple[Document, Question]]:
    """Each question by its key, with its section."""
    return {q["key"]: (section, q) for section in document["sections"] for q in section["questions"]}


def of_sections(old: Document, new: Document) -> Iterator[Change]:
    was = {section["key"]: section for section in old["sections"]}
    strayed = moved([s["key"] for s in old["sections"]], [s["key"] for s in new["sections"]])
    for section in new["sections"]:
        key, words = section["key"], {"section": pick(section["title"])}
        if key not in was:
            yield Change("added", key, _("The section “%(section)s” is new.") % words, settings_of(section, new), is_section=True)
            continue
        details = list(compared(was[key], section, old, new))
        if key in strayed:
            yield Change("moved", key, _("The section “%(section)s” has another place.") % words, details, is_section=True)
        elif details:
            yield Change("changed", key, _("The section “%(section)s” has changed.") % words, details, is_section=True)


def of_questions(old: Document, new: Document) -> Iterator[Change]:
    was = questions_in(old)
    orders = {section["key"]: [q["key"] for q in section["questions"]] for section in old["sections"]}
    strayed = {
        key for section in new["sections"] for key in moved(orders.get(section["key"], []), [q["key"] for q in section["questions"]])
    }
    for key, (section, q) in questions_in(new).items():
        words = {"question": pick(q["label"]), "section": pick(section["title"])}
        if key not in was:
            yield Change("added", key, _("“%(question)s” is new, in “%(section)s”.") % words, settings_of(q, new))
            continue
        details = list(compared(was[key][1], q, old, new))
        if was[key][0]["key"] != section["key"]:
            yield Change("moved", key, _("“%(question)s” is now in “%(section)s”.") % words, details)
        elif key in strayed:
            yield Change("moved", key, _("“%(question)s” has another place in “%(section)s”.") % words, details)
        elif details:
            yield Change("changed", key, _("“%(question)s” has changed.") % words, details)


def taken_out(old: Document, new: Document) -> Iterator[Change]:
    sections, questions = {section["key"] for section in new["sections"]}, questions_in(new)
    for section in old["sections"]:
        if section["key"] not in sections:
            sentence = _("The section “%(section)s” is taken out.") % {"section": pick(section["title"])}
            yield Change("removed", section["key"], sentence, [], is_section=True)
    for key, (_section, q) in questions_in(old).items():
        if key not in questions:
            yield Change("removed", key, _("“%(question)s” is taken out.") % {"question": pick(q["label"])}, [])


def moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Of the keys in both: the fewest that have to be moved to get from one order to the other."""
    place = {key: at for at, key in enumerate(old)}
    common = [key for key in new if key in place]
    tails: list[int] = []  # the smallest place with which a rising row of each length ends
    ends: list[str] = []
    before: dict[str, str] = {}
    for key in common:
        length = bisect_left(tails, place[key])
        tails[length : length + 1] = [place[key]]
        ends[length : length + 1] = [key]
        before[key] = ends[length - 1] if length else ""
    stayed, key = set[str](), ends[-1] if ends else ""
    while key:
        stayed.add(key)
        key = before[key]
    return set(common) - stayed


def settings_of(row: Document, document: Document) -> list[Detail]:
    """Of something new: what is worth a look, its texts apart."""
    shown = settings(row, document)
    return [
        Detail(name_of(path), "", value) for path, value in shown.items() if path in ("kind", "required", "show_when", "repeat") and value
    ]


def settings(row: Document, document: Document) -> dict[str, str]:
    """Every setting of a section or question by its path, in words."""
    questions = {key: q for key, (_section, q) in questions_in(document).items()}
    found: dict[str, str] = {}
    for name, value in row.items():
        if name in ("key", "questions"):
            continue
        if name == "show_when":
            found[name] = condition_in_words(value, questions)
        elif name == "repeat":
            found[name] = repeat_in_words(value)
        elif name == "config":
            found |= {f"config.{path}": words for setting, inner in value.items() for path, words in spread(setting, inner)}
        elif name == "kind":
            found[name] = str(question_types()[value].label) if value in question_types() else value
        elif name == "tier":
            found[name] = str(Row.Tier(value).label) if value in Row.Tier.values else str(value)
        elif name == "audio":
            found |= {f"{name}.{language}": in_megabytes(sound["size"]) for language, sound in value.items()}
        elif name == "prefill":
            found[name] = str(FACTS[value].label) if value in FACTS else value
        else:
            found |= dict(spread(name, value))
    return found


def spread(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """A setting taken apart as far as it has parts of its own: languages, options by their code."""
    if isinstance(value, dict):
        for part, inner in value.items():
            yield from spread(f"{name}.{part}", inner)
    elif isinstance(value, list) and all(isinstance(part, dict) and "code" in part for part in value):
        yield f"{name}#", ", ".join(part["code"] for part in value)
        for part in value:
            yield f"{name}.{part['code']}", " · ".join(part[inner] for inner in ("es", "en", "kind", "optional") if inner in part)
    elif isinstance(value, list):
        yield name, ", ".join(str(part) for part in value)
    elif isinstance(value, bool):
        yield name, _("yes") if value else _("no")
    else:
        yield name, str(value)


def compared(was: Document, now: Document, old: Document, new: Document) -> Iterator[Detail]:
    """The settings that differ. A condition is the same as long as it is, whatever its questions are called now."""
    before, after = settings(was, old), settings(now, new)
    for path in dict.fromkeys([*before, *after]):
        one, other = before.get(path, ""), after.get(path, "")
        same_codes = path.endswith("#") and set(one.split(", ")) != set(other.split(", "))  # codes that came or went are told by themselves
        same_condition = path == "show_when" and was.get(path) == now.get(path)
        if one != other and not same_codes and not same_condition:
            yield Detail(name_of(path), one, other)


def name_of(path: str) -> str:
    """What a setting is called."""
    if path in NAMES:
        return str(NAMES[path])
    first, _dot, rest = path.removeprefix("config.").removesuffix("#").partition(".")
    label = next(
        (kind.config_form.base_fields[first].label for kind in question_types().values() if first in kind.config_form.base_fields), first
    )
    if path.endswith("#"):
        return _("%(setting)s: their order") % {"setting": label}
    return f"{label}: {rest}" if rest else str(label)
