"""The JSON Schema of a form (2020-12), made from the question types: what a file with a form may hold. It grows with every type by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from applicants.calls.conditions import KINDS
from applicants.calls.easy.keep import MOST_BYTES
from applicants.calls.models import Question as Row
from applicants.calls.models import Section
from applicants.calls.prefill import FACTS
from applicants.calls.problems_of_variation import LARGEST, MOST_RULES
from applicants.calls.questions import question_types
from applicants.calls.questions.base import QuestionType
from applicants.calls.questions.money import CurrenciesField
from applicants.calls.questions.options import CODE, LinesField
from applicants.calls.questions.table import KINDS as CELL_KINDS
from applicants.calls.questions.table import NUMBERS, ColumnsField
from applicants.calls.repeats import MOST_TIMES

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST_SECTIONS, MOST_QUESTIONS, MOST_OPTIONS = 60, 100, 300
LONGEST_TEXT = 10_000
SERVED = r"/esquemas/formulario-1\.json$"  # of whichever portal: forms travel from one to another
KEY = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
CODES = {"type": "string", "pattern": f"^{CODE.pattern}$"}


def address() -> str:
    """Where the portal serves the schema."""
    return settings.SITE_URL.rstrip("/") + reverse("form_schema")


@cache
def form_schema() -> Schema:
    """The same whoever asks, in whatever language. Raises TypeError for a setting of a type for which nobody has said what it is in JSON."""
    with override("en"):
        kinds = list(question_types().values())
        return {
            "$schema": DIALECT,
            "$id": address(),
            "title": "Form of a call",
            "description": "Sections with questions, in the order in which they are asked. Keys are what answers hang on: keep them.",
            **thing(
                {
                    "$schema": {"type": "string", "pattern": SERVED},
                    "sections": {"type": "array", "minItems": 1, "maxItems": MOST_SECTIONS, "items": section()},
                },
                required=["sections"],
            ),
            "$defs": {
                "condition": condition(),
                "question": {**question(), "allOf": [of_kind(kind) for kind in kinds]},
                **{f"config_{kind.kind}": config(kind) for kind in kinds},
            },
        }


def thing(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def texts(longest: int, *, required: bool) -> Schema:
    """A text in Spanish, and in English where there is one."""
    text = {"type": "string", "minLength": 1, "maxLength": longest}
    return thing({"es": text, "en": text}, ["es"] if required else [])


def length_of(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length or LONGEST_TEXT)


def section() -> Schema:
    times = {"type": "integer", "minimum": 1, "maximum": MOST_TIMES}
    return thing(
        {
            "key": {**KEY, "maxLength": length_of(Section, "key")},
            "title": texts(length_of(Section, "title_es"), required=True),
            "help": texts(LONGEST_TEXT, required=False),
            "show_when": {"$ref": "#/$defs/condition"},
            "repeat": thing({"min": times, "max": times}, ["min", "max"]),
            "questions": {"type": "array", "minItems": 1, "maxItems": MOST_QUESTIONS, "items": {"$ref": "#/$defs/question"}},
        },
        ["key", "title", "questions"],
    )


def question() -> Schema:
    return thing(
        {
            "key": {**KEY, "maxLength": length_of(Row, "key")},
            "kind": {"enum": list(question_types())},
            "label": texts(length_of(Row, "label_es"), required=True),
            "help": texts(LONGEST_TEXT, required=False),
            "required": {"type": "boolean", "default": True},
            "tier": {"enum": Row.Tier.values},
            "sensitive": {"type": "boolean", "default": False},
            "show_when": {"$ref": "#/$defs/condition"},
            "prefill": {"enum": list(FACTS)},
            "config": {"type": "object"},
            "easy": texts(LONGEST_TEXT, required=False),
            "audio": {
                "description": "Sounds that explain it. They are named here and not held: they come along where the portal has them.",
                **thing({"es": sound(), "en": sound()}, []),
            },
        },
        ["key", "kind", "label"],
    )


def sound() -> Schema:
    names = {
        "id": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "type": {"type": "string", "maxLength": 100},
        "size": {"type": "integer", "minimum": 1, "maximum": MOST_BYTES},
    }
    return thing(names, list(names))


def condition() -> Schema:
    number = {"type": "integer", "minimum": 0, "maximum": LARGEST}
    codes = {"type": "array", "minItems": 1, "maxItems": MOST_OPTIONS, "items": {"type": "string", "maxLength": 30}}
    rule = thing({"key": KEY, "in": codes, "not_in": codes, "from": number, "to": number}, ["key"])
    rules = {"type": "array", "minItems": 1, "maxItems": MOST_RULES, "items": rule}
    return {
        "description": f"Asked only if earlier answers (of the kinds {', '.join(KINDS)}) are among those named (“in”), or are answers and not among those named (“not_in”).",
        **thing({"match": {"enum": ["all", "any"]}, "rules": rules}, ["match", "rules"]),
    }


def of_kind(kind: QuestionType) -> Schema:
    return {
        "if": {"properties": {"kind": {"const": kind.kind}}},
        "then": {"properties": {"config": {"$ref": f"#/$defs/config_{kind.kind}"}}},
    }


def config(kind: QuestionType) -> Schema:
    fields = kind.config_form.base_fields
    return {
        "description": f"{kind.label}. {kind.hint}",
        **thing(
            {name: {"title": str(field.label), **of_field(name, field)} for name, field in fields.items()},
            [name for name, field in fields.items() if field.required],
        ),
    }


def of_field(name: str, field: forms.Field) -> Schema:
    """What a setting is in JSON, by the field with which staff write it."""
    if name == "total":
        return {"type": "array", "maxItems": 2, "items": CODES, "description": f"Codes of columns of the kinds {' and '.join(NUMBERS)}."}
    for kind, made in SETTINGS:
        if isinstance(field, kind):
            return made(field)
    raise TypeError(f"say what the setting “{name}” ({type(field).__name__}) is in JSON")


def lines(field: LinesField) -> Schema:
    """A list of options or columns."""
    part: Schema = {name: {"type": "string", "minLength": 1, "maxLength": 300, "pattern": r"^[^|\n\r]+$"} for name in field.parts}
    part["code"] = CODES
    if isinstance(field, ColumnsField):
        part |= {"kind": {"enum": list(CELL_KINDS)}, "optional": {"const": "optional"}}
    items = thing(part, [name for name in field.parts if name not in field.optional])
    return {"type": "array", "minItems": 1, "maxItems": MOST_OPTIONS, "items": items}


def number(field: forms.IntegerField) -> Schema:
    return {"type": "integer", "minimum": field.min_value or 0, "maximum": LARGEST if field.max_value is None else field.max_value}


def codes(field: forms.ChoiceField) -> list[Any]:
    return [code for code, _label in cast(Any, field.choices)]


SETTINGS: list[tuple[type[forms.Field], Callable[[Any], Schema]]] = [
    (LinesField, lines),
    (CurrenciesField, lambda field: {"type": "array", "maxItems": 20, "items": {"type": "string", "pattern": "^[A-Z]{3}$"}}),
    (forms.MultipleChoiceField, lambda field: {"type": "array", "uniqueItems": True, "items": {"enum": codes(field)}}),
    (forms.ChoiceField, lambda field: {"enum": codes(field)}),
    (forms.BooleanField, lambda field: {"type": "boolean"}),
    (forms.IntegerField, number),
    (forms.DateField, lambda field: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
    (forms.RegexField, lambda field: {"type": "string", "pattern": field.regex.pattern}),
    (forms.CharField, lambda field: {"type": "string", "maxLength": field.max_length or LONGEST_TEXT}),
]
"""Fields, the narrower ones first."""
