"""Published forms in memory. A form version never changes, so each process reads it once and keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from django import forms
from django.db.models import Prefetch
from django.utils.translation import get_language

from applicants.calls.easy.explained import explained
from applicants.calls.easy.keep import facts
from applicants.calls.easy.models import Sound
from applicants.calls.models import Call, FormVersion
from applicants.calls.models import Question as QuestionRow
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Json, Question, is_answered
from fundportal.web.bilingual import pick

KEPT = 200
SOUNDS = ("audio_es", "audio_en")


class Shared(dict[str, forms.Field]):
    """The fields of a section, as Django's forms want them: copied for each form. Those that hold nothing of a request are shared instead."""

    def __init__(self, fields: Mapping[str, forms.Field], stateful: frozenset[str]) -> None:
        super().__init__(fields)
        self.stateful = stateful

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        if not self.stateful:
            return self
        return {key: found.__deepcopy__(memo) if key in self.stateful else found for key, found in self.items()}


@dataclass(frozen=True, eq=False)
class LoadedSection:
    """A page of the form. `place` counts from 0; `previous` and `next` are keys of its neighbours, or empty."""

    key: str
    place: int
    previous: str
    next: str
    titles: dict[str, str]
    helps: dict[str, str]
    questions: tuple[Question, ...]
    is_plain: bool = False  # its sensitive questions are left out
    _fields: dict[str, Shared] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return pick(self.titles)

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

    @property
    def has_files(self) -> bool:
        return any(q["kind"] == "file" for q in self.questions)

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


@dataclass(frozen=True, eq=False)
class LoadedForm:
    """A form version as pages use it."""

    id: int
    number: int
    sha256: str
    sections: tuple[LoadedSection, ...]
    questions: dict[str, Question]
    section_of: dict[str, LoadedSection]
    document: dict[str, Any]

    def section(self, key: str) -> LoadedSection:
        """Raises KeyError when the form has no such section."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    @property
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
        LoadedSection(row["key"], place, keys[place], keys[place + 2], row["title"], row.get("help") or {}, tuple(row["questions"]))
        for place, row in enumerate(rows)
    )
    questions = {q["key"]: q for section in sections for q in section.questions}
    section_of = {q["key"]: section for section in sections for q in section.questions}
    return LoadedForm(id, number, sha256, sections, questions, section_of, document)


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
        "config": question.config,
        **{name: given for name, given in eased.items() if given},
    }


def both(row: Any, name: str) -> dict[str, str]:
    """The texts of a bilingual column; an empty one is left out."""
    texts = {"es": getattr(row, f"{name}_es"), "en": getattr(row, f"{name}_en")}
    return {language: text for language, text in texts.items() if text}
