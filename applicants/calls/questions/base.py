"""What every question type can do. One small file a type; the package finds them by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from applicants.calls.questions import sql
from fundportal.files.limits import Limits
from fundportal.web.bilingual import pick

Json = Any
"""A JSON value. None, "", [] and {} mean that there is no answer."""

Question = dict[str, Any]
"""A question of a form version's document: key, kind, label, help, required, tier, sensitive, config."""


@dataclass(frozen=True)
class Shown:
    """An answer ready for templates/calls/answer.html, in the language of the moment.

    `data` by kind: text and money: a string; paragraphs and lines: a list of strings; link: the address; files: a list of {"file", "name", "size", "media_type"};
    table: {"head": [(label, is_number)], "rows": [[(cell, is_number)]], "total": (label, amount) or None}; none: there is no answer.
    """

    kind: str
    data: Any = ""


@dataclass(frozen=True)
class Paper:
    """The space for an answer on paper (templates/calls/_paper.html). `kind`: line; box, of `lines` lines; options, one to tick for each of `texts`;
    table, with `texts` as heads and `lines` empty rows."""

    kind: str = "line"
    lines: int = 1
    texts: tuple[str, ...] = ()

    @property
    def rows(self) -> range:
        return range(self.lines)


@dataclass(frozen=True)
class Column:
    """A column of an export. `sql` is an expression over a jsonb named `answers`: text that no spreadsheet takes for a formula, or a number."""

    code: str
    header_es: str
    header_en: str
    sql: str
    is_number: bool = False


class Config(forms.Form):
    """The settings of a question as staff edit them. `initial` comes from `from_config`, what is kept from `to_config`."""

    @staticmethod
    def from_config(config: dict[str, Any]) -> dict[str, Any]:
        return config

    def to_config(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}


ANEW = frozenset({"declaration"})
"""Kinds whose answer is true of one application alone, and of who gave it: it is given again each time."""


class QuestionType:
    """One type. Instances hold nothing: whatever differs between two questions stands in the question."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    hint: ClassVar[str | Promise] = ""
    order: ClassVar[int] = 100
    config_form: ClassVar[type[Config]] = Config
    tier: ClassVar[int] = 0  # the blind tier with which a new question begins (see models.Question.Tier)
    parts: ClassVar[tuple[str, ...]] = ()  # what stands behind the key in the names of its controls, where it has several
    stateful: ClassVar[bool] = False  # the field keeps something of one request: each form needs its own

    def __init_subclass__(cls) -> None:
        """No type meets a value of another one's shape (the question had another type once): it is shown as it is, and prefills nothing."""
        super().__init_subclass__()
        if "show" in vars(cls):
            setattr(cls, "show", when_it_fits(cls.show, lambda value: Shown("lines", list(strings(value)))))  # noqa: B010 - not a method of its own
        if "initial" in vars(cls):
            setattr(cls, "initial", when_it_fits(cls.initial, lambda value: None))  # noqa: B010

    def fits(self, value: Json) -> bool:
        """Whether a stored answer has the shape of this type's answers."""
        return isinstance(value, str)

    def field(self, q: Question) -> forms.Field:
        """The form field, with label and help in the active language. May be shared by many forms: nobody changes it afterwards."""
        raise NotImplementedError

    def holding(self, field: forms.Field, value: Json, q: Question) -> forms.Field:
        """A field that also takes this stored answer, of which the settings have come to leave something out; the usual one when it does already.

        So the page shows it and keeps it until the person changes it. Whether it may be submitted is judged by the usual field (`problems`).
        """
        return field

    def common(self, q: Question) -> dict[str, Any]:
        """Label, help and required, for the field's constructor."""
        return {"label": pick(q["label"]), "help_text": pick(q.get("help") or {}), "required": q["required"]}

    def to_json(self, cleaned: Any, q: Question) -> Json:
        """What is stored of a cleaned value; None when there is no answer."""
        return cleaned if cleaned not in (None, "", []) else None

    def initial(self, value: Json, q: Question) -> Any:
        """What the form shows of a stored answer. The field's `clean` accepts it as well."""
        return value if self.fits(value) else None

    def problems(self, value: Json, q: Question) -> list[str]:
        """What is wrong with a stored answer, in sentences; a missing one is never wrong here (see `is_answered`)."""
        if not is_answered(value):
            return []
        if not self.fits(value):
            return [_("The question has changed. Answer it again.")]
        try:
            self.field(q).clean(self.initial(value, q))
        except ValidationError as error:
            return list(error.messages)
        return []

    def show(self, value: Json, q: Question) -> Shown:
        """The answer for a reader."""
        return Shown("text", str(value)) if is_answered(value) else Shown("none")

    def limits(self, q: Question) -> list[str]:
        """What an answer may be, in a few words each, for who prepares before starting: options, lengths, sizes."""
        return []

    def boxes(self, q: Question) -> int:
        """How many values its part of a page sends at the most."""
        return max(1 + len(self.parts), len(q["config"].get("options") or ()))

    def uploads(self, q: Question) -> Limits | None:
        """What a file may be that is handed in here; None where none is."""
        return None

    def paper(self, q: Question) -> Paper:
        """The space that an answer takes on paper."""
        return Paper()

    def example(self, q: Question) -> Json:
        """An invented answer that the settings allow, for who tries a form; None where there is none."""
        return None

    def columns(self, q: Question) -> list[Column]:
        """Its columns in an export of all answers."""
        return [self.column(q, sql.safe(sql.text(q["key"])))]

    def column(
        self, q: Question, expression: str, suffix: str = "", is_number: bool = False, label: dict[str, str] | None = None
    ) -> Column:
        """A column called by the question's key (and a suffix)."""

        def header(language: str) -> str:
            texts = (q["label"].get(language) or q["label"]["es"], (label or {}).get(language))
            return " · ".join(text for text in texts if text)

        return Column(f"{q['key']}.{suffix}" if suffix else q["key"], header("es"), header("en"), expression, is_number)

    def counts(self, q: Question) -> list[tuple[str, str]]:
        """The options by which answers can be counted: (code, label), in order; empty when counting says nothing."""
        return []

    def check_config(self, config: dict[str, Any]) -> list[str]:
        """What is wrong with the settings, in sentences."""
        form = self.config_form(data=flattened(self.config_form, config))
        labels = {name: f"{field.label}: " for name, field in form.fields.items()}
        return [labels.get(name, "") + " ".join(str(error) for error in errors) for name, errors in form.errors.items()]


def when_it_fits(method: Callable[[Any, Json, Question], Any], instead: Callable[[Json], Any]) -> Callable[[Any, Json, Question], Any]:
    """The method, which is asked only about answers of its type's shape."""

    @wraps(method)
    def guarded(kind: QuestionType, value: Json, q: Question) -> Any:
        return method(kind, value, q) if not is_answered(value) or kind.fits(value) else instead(value)

    return guarded


def strings(value: Json) -> Iterator[str]:
    """What a value of any shape says, one text after the other."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
    elif is_answered(value):
        yield str(value)


def file_in(value: Json) -> dict[str, Any] | None:
    """The facts of the file that an answer is, or that it holds beside words ({"file", "name", "size", "sha256", "media_type"}); None where there is none."""
    if not isinstance(value, dict):
        return None
    found = value.get("recording", value)
    return found if isinstance(found, dict) and "file" in found else None


def is_answered(value: Json) -> bool:
    """Whether a stored value is an answer. A number 0 is one."""
    return value not in (None, "", [], {}) and value is not False


def flattened(form: type[Config], config: dict[str, Any]) -> dict[str, Any]:
    """Stored settings as the settings form would have posted them."""
    unbound = form(initial=form.from_config(config))
    return {bound.html_name: bound.field.prepare_value(bound.initial) if bound.initial is not None else "" for bound in unbound}
