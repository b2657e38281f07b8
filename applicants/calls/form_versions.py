"""Published forms in memory. A form version never changes, so each process reads it once and keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django import forms
from django.db.models import Prefetch
from django.utils.translation import get_language

from applicants.calls.conditions import Condition, holds
from applicants.calls.easy.explained import explained
from applicants.calls.easy.keep import facts
from applicants.calls.easy.models import Sound
from applicants.calls.models import Call, FormVersion
from applicants.calls.models import Question as QuestionRow
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Json, Question, is_answered
from applicants.calls.repeats import Repeat, list_key, numbered, numbers, taken_apart
from fundportal.web.bilingual import pick

KEPT = 200
SOUNDS = ("audio_es", "audio_en")
VIEWS_KEPT = 2000


class Shared(dict[str, forms.Field]):
    """The fields of a section, as Django's forms want them: copied for each form. Those that hold nothing of a request are shared instead."""

    def __init__(self, fields: Mapping[str, forms.Field], stateful: frozenset[str]) -> None:
        super().__init__(fields)
        self.stateful = stateful

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        if not self.stateful:
            return self
        return {key: found.__deepcopy__(memo) if key in self.stateful else found for key, found in self.items()}

    def only(self, keys: Collection[str]) -> Shared:
        return Shared({key: found for key, found in self.items() if key in keys}, self.stateful & frozenset(keys))


@dataclass(frozen=True, eq=False)
class LoadedSection:
    """A page of the form. `place` counts from 0; `previous` and `next` are keys of its neighbours, or empty.

    One that repeats is a section each time in the form as somebody is asked it: `number` stands in its keys, `ordinal` (from 1) in its title.
    """

    key: str
    place: int
    previous: str
    next: str
    titles: dict[str, str]
    helps: dict[str, str]
    questions: tuple[Question, ...]
    show_when: Condition | None = None
    repeat: Repeat | None = None
    number: int = 1
    ordinal: int = 0
    is_plain: bool = False  # its sensitive questions are left out
    _fields: dict[str, Shared] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The key as the form has it, whichever time this is."""
        return taken_apart(self.key)[0] if self.repeat else self.key

    @property
    def title(self) -> str:
        return pick(self.all_titles)

    @property
    def all_titles(self) -> dict[str, str]:
        """In each language, numbered where the section repeats."""
        return {language: f"{text} {self.ordinal}" for language, text in self.titles.items()} if self.ordinal else self.titles

    @property
    def conditional(self) -> frozenset[str]:
        """The keys of its questions that are not always asked."""
        return frozenset(q["key"] for q in self.questions if q.get("show_when"))

    @property
    def help(self) -> str:
        return pick(self.helps)

    @property
    def sensitive(self) -> bool:
        """Whether it asks for sensitive data: those questions are shown only after express consent."""
        return any(q["sensitive"] for q in self.questions)

    @cached_property
    def plain(self) -> LoadedSection:
        """The section without its sensitive questions, for who has not agreed to those."""
        left = self.without([q["key"] for q in self.questions if q["sensitive"]])
        return self if left is self else replace(left, is_plain=True, _fields={})

    def without(self, keys: Collection[str]) -> LoadedSection:
        """The section with some of its questions left out."""
        questions = tuple(q for q in self.questions if q["key"] not in keys)
        return self if questions == self.questions else replace(self, questions=questions, _fields={})

    def only(self, keys: Collection[str]) -> LoadedSection:
        """The section with these of its questions alone, in the active language; its fields are those of the whole one."""
        questions = tuple(q for q in self.questions if q["key"] in keys)
        return replace(self, questions=questions, _fields={get_language() or "": self.fields().only(keys)})

    @property
    def has_files(self) -> bool:
        """Whether something may be handed in here that is no text: the page is sent in another way then."""
        return any(question_type(q["kind"]).uploads(q) for q in self.questions)

    @property
    def has_recorder(self) -> bool:
        return any(q["config"].get("voice") for q in self.questions)

    def fields(self) -> Shared:
        """The form fields in the active language, made once per language."""
        language = get_language() or ""
        found = self._fields.get(language)
        if found is None:
            kinds = {q["key"]: question_type(q["kind"]) for q in self.questions}
            stateful = frozenset(key for key, kind in kinds.items() if kind.stateful)
            found = self._fields[language] = Shared({q["key"]: kinds[q["key"]].field(q) for q in self.questions}, stateful)
            for q in self.questions:
                vars(found[q["key"]])["easy"] = explained(q)
        return found

    def unanswered(self, answers: Mapping[str, Json]) -> list[Question]:
        """The required questions that have no answer yet."""
        return [q for q in self.questions if q["required"] and not is_answered(answers.get(q["key"]))]

    def is_started(self, answers: Mapping[str, Json]) -> bool:
        return any(is_answered(answers.get(q["key"])) for q in self.questions)


class Part(NamedTuple):
    """A section of which some questions are asked, for the `number`th time; `ordinal` is 0 where it does not repeat."""

    place: int
    number: int
    ordinal: int
    keys: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class LoadedForm:
    """A form version as pages use it: whole, or `asked`, which is what pages about somebody's answers go by."""

    id: int
    number: int
    sha256: str
    sections: tuple[LoadedSection, ...]
    questions: dict[str, Question]
    section_of: dict[str, LoadedSection]
    document: dict[str, Any]

    @cached_property
    def varies(self) -> bool:
        """Whether it depends on the answers what is asked."""
        return any(section.show_when or section.repeat or section.conditional for section in self.sections)

    def asked(self, answers: Mapping[str, Json]) -> LoadedForm:
        """The form as it is asked of who has given these answers: without what is not asked, each time of what repeats as a section of its own.

        An answer to what is not asked counts as none. Call it on the whole form; what it gives is the same object for the same form of questions.
        """
        return view(self, tuple(part for part in self.parts(answers) if part.keys)) if self.varies else self

    def parts(self, answers: Mapping[str, Json]) -> Iterator[Part]:
        given: dict[str, Json] = {}
        for section in self.sections:
            if not holds(section.show_when, given):
                continue
            if not section.repeat:
                yield Part(section.place, 1, 0, asked_of(section, 1, answers, given))
                continue
            for ordinal, number in enumerate(numbers(section.repeat, answers.get(list_key(section.key))), start=1):
                yield Part(section.place, number, ordinal, asked_of(section, number, answers, dict(given)))

    def lists(self) -> dict[str, list[int]]:
        """Of a form as it is asked: the numbers of each section that repeats, as they stand among the answers."""
        found: dict[str, list[int]] = {}
        for section in self.sections:
            if section.ordinal:
                found.setdefault(list_key(section.base), []).append(section.number)
        return found

    def any_section(self, key: str) -> LoadedSection:
        """Of the whole form: the section of this key, any time of it, whether it is asked or not. Raises KeyError."""
        base, number = taken_apart(key)
        section = self.section(base)
        if number == 1:
            return section
        if not section.repeat:
            raise KeyError(key)
        return part_of(self, Part(section.place, number, 0, tuple(q["key"] for q in section.questions)))

    def home_of(self, key: str) -> LoadedSection | None:
        """Of the whole form: the section with the question of this key, the time that the key says; None when there is none."""
        base, number = taken_apart(key)
        section = self.section_of.get(base)
        if section is None or (number > 1 and not section.repeat):
            return None
        return self.any_section(numbered(section.key, number))

    def any_question(self, key: str) -> Question | None:
        """Of the whole form: the question of this key, any time of it, whether it is asked or not."""
        home = self.home_of(key)
        return next((q for q in home.questions if q["key"] == key), None) if home else None

    def narrowed(self, section: LoadedSection, left: Collection[str]) -> LoadedSection:
        """A section of the whole form with only those of its conditional questions that are among `left`."""
        keys = tuple(taken_apart(q["key"])[0] for q in section.questions if q["key"] not in section.conditional or q["key"] in left)
        return section if len(keys) == len(section.questions) else part_of(self, Part(section.place, section.number, 0, keys))

    def section(self, key: str) -> LoadedSection:
        """Raises KeyError when the form has no such section."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    @cached_property
    def sensitive(self) -> bool:
        return any(section.sensitive for section in self.sections)

    def first_of(self, *kinds: str) -> Question | None:
        """The first question of one of these kinds."""
        return next((q for q in self.questions.values() if q["kind"] in kinds), None)


def load(document: dict[str, Any], *, id: int = 0, number: int = 0, sha256: str = "") -> LoadedForm:
    """A form out of its document."""
    rows = document["sections"]
    keys = ["", *(row["key"] for row in rows), ""]
    sections = tuple(
        LoadedSection(
            row["key"],
            place,
            keys[place],
            keys[place + 2],
            row["title"],
            row.get("help") or {},
            tuple(row["questions"]),
            row.get("show_when"),
            Repeat(**row["repeat"]) if row.get("repeat") else None,
        )
        for place, row in enumerate(rows)
    )
    return of_sections(sections, document, id, number, sha256)


def of_sections(sections: tuple[LoadedSection, ...], document: dict[str, Any], id: int, number: int, sha256: str) -> LoadedForm:
    questions = {q["key"]: q for section in sections for q in section.questions}
    section_of = {q["key"]: section for section in sections for q in section.questions}
    return LoadedForm(id, number, sha256, sections, questions, section_of, document)


def asked_of(section: LoadedSection, number: int, answers: Mapping[str, Json], given: dict[str, Json]) -> tuple[str, ...]:
    """The keys of those questions of a section that are asked; the answers to them are added to those `given` before."""
    keys = []
    for q in section.questions:
        if holds(q.get("show_when"), given):
            keys.append(q["key"])
            given[q["key"]] = answers.get(numbered(q["key"], number))
    return tuple(keys)


@lru_cache(maxsize=VIEWS_KEPT)
def view(form: LoadedForm, parts: tuple[Part, ...]) -> LoadedForm:
    """A form of these parts, in a row."""
    found = [replace(part_of(form, part._replace(ordinal=0)), ordinal=part.ordinal) for part in parts]
    keys = ["", *(section.key for section in found), ""]
    sections = tuple(replace(section, place=place, previous=keys[place], next=keys[place + 2]) for place, section in enumerate(found))
    return of_sections(sections, form.document, form.id, form.number, form.sha256)


@lru_cache(maxsize=VIEWS_KEPT)
def part_of(form: LoadedForm, part: Part) -> LoadedSection:
    """One section of the form, as far as it is asked. Its fields are made once, whatever stands before and after it."""
    section = form.sections[part.place]
    questions = tuple(q for q in section.questions if q["key"] in part.keys)
    if part.number > 1:
        questions = tuple({**q, "key": numbered(q["key"], part.number)} for q in questions)
    elif questions == section.questions:
        return section
    return replace(section, key=numbered(section.key, part.number), number=part.number, questions=questions, _fields={})


@lru_cache(maxsize=KEPT)
def form_version(id: int) -> LoadedForm:
    """The form version with this id: one statement the first time, none afterwards. Raises FormVersion.DoesNotExist."""
    row = FormVersion.objects.only("number", "sha256", "document").get(pk=id)
    return load(row.document, id=row.pk, number=row.number, sha256=row.sha256)


def build(call: Call) -> dict[str, Any]:
    """The document of the form as staff have it now, published or not. Two statements, and two more where there are sounds."""
    asked = Prefetch(
        "questions", QuestionRow.objects.prefetch_related(*(Prefetch(name, Sound.objects.defer("content")) for name in SOUNDS))
    )
    return {"sections": [section_document(section) for section in call.sections.prefetch_related(asked)]}


def section_document(section: Any) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": both(section, "title"),
        "help": both(section, "help"),
        **where_set(section, "show_when", "repeat"),
        "questions": [question_document(question) for question in section.questions.all()],
    }


def question_document(question: Any) -> Question:
    """What makes it easier to understand stands there only where there is some: forms without any stay the same to the byte."""
    sounds = {language: found for language in ("es", "en") if (found := facts(getattr(question, f"audio_{language}")))}
    eased = {"easy": both(question, "easy"), "audio": sounds}
    return {
        "key": question.key,
        "kind": question.kind,
        "label": both(question, "label"),
        "help": both(question, "help"),
        "required": question.required,
        "tier": question.tier,
        "sensitive": question.sensitive,
        **where_set(question, "show_when", "prefill"),
        "config": question.config,
        **{name: given for name, given in eased.items() if given},
    }


def where_set(row: Any, *names: str) -> dict[str, Any]:
    """What most rows have not: left out of the document where it is empty, so that the document of a form without it stays the same."""
    return {name: value for name in names if (value := getattr(row, name))}


def both(row: Any, name: str) -> dict[str, str]:
    """The texts of a bilingual column; an empty one is left out."""
    texts = {"es": getattr(row, f"{name}_es"), "en": getattr(row, f"{name}_en")}
    return {language: text for language, text in texts.items() if text}
