"""Builders for questions, sections and forms as published documents."""

from applicants.calls.form_versions import load


def question(kind, key="q", *, required=True, label=None, help=None, tier=0, sensitive=False, **config):
    return {
        "key": key,
        "kind": kind,
        "label": label or {"es": f"Pregunta {key}", "en": f"Question {key}"},
        "help": help or {},
        "required": required,
        "tier": tier,
        "sensitive": sensitive,
        "config": config,
    }


def document(*questions, key="one"):
    return {"sections": [{"key": key, "title": {"es": "Uno", "en": "One"}, "help": {}, "questions": list(questions)}]}


def section(*questions):
    return load(document(*questions)).sections[0]


OPTIONS = [
    {"code": "a", "es": "Ficción", "en": "Fiction"},
    {"code": "b", "es": "Documental", "en": "Documentary"},
    {"code": "c", "es": "Animación"},
]
BUDGET = {
    "columns": [
        {"code": "concept", "es": "Concepto", "en": "Item", "kind": "text"},
        {"code": "quantity", "es": "Cantidad", "en": "Quantity", "kind": "number"},
        {"code": "cost", "es": "Costo", "en": "Cost", "kind": "money"},
        {"code": "note", "es": "Nota", "en": "Note", "kind": "text", "optional": "optional"},
    ],
    "currency": "MXN",
    "total": ["quantity", "cost"],
    "max_rows": 5,
}
EVERY_KIND = {
    "short_text": {"max_chars": 20},
    "long_text": {"words": 5},
    "choice": {"options": OPTIONS},
    "choices": {"options": OPTIONS, "most": 2},
    "country": {"other": True},
    "entity": {"outside": True},
    "municipality": {},
    "date": {"latest": "2010-12-31"},
    "whole_number": {"min": 1, "max": 120},
    "money": {"currencies": ["MXN", "USD"]},
    "link": {"video": True},
    "file": {"types": ["pdf"], "max_mb": 1},
    "declaration": {},
    "table": BUDGET,
    "people": {"min_people": 1, "max_people": 3, "email": True},
}
