"""The pictures in docs/, drawn from the code: the states of an application and the tables (Mermaid, which code hosts render)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from applicants.applications.states import TRANSITIONS, By, State
from fundportal.local.places import ROOT

OWN = {"accounts": "fundportal.accounts", "audit": "fundportal.audit", "consents": "fundportal.consents", "files": "fundportal.files"}
OWN |= {"notifications": "fundportal.notifications", "programs": "programs", "applicants": "applicants"}


def states() -> str:
    """docs/states.md."""
    lines = [
        "# The states of an application",
        "",
        "Drawn from `applicants/applications/states.py`; do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
    ]
    lines.append(f"    [*] --> {State.DRAFT}")
    for verb, transition in TRANSITIONS.items():
        lines += [f"    {source} --> {transition.target}: {verb}" for source in State if source in transition.sources]
    lines += ["```", "", "| verb | from | to | by | letter |", "| --- | --- | --- | --- | --- |"]
    for verb, transition in TRANSITIONS.items():
        sources = ", ".join(source.value for source in State if source in transition.sources)
        who = (
            {By.OWNER: "the applicant", By.CLOCK: "the clock"}.get(transition.by)
            if isinstance(transition.by, By)
            else f"staff who may `{transition.by}`"
        )
        lines.append(f"| `{verb}` | {sources} | {transition.target} | {who} | {transition.letter or '—'} |")
    return "\n".join(lines) + "\n"


def tables() -> str:
    """docs/data-model.md."""
    lines = [
        "# The data model",
        "",
        "Drawn from the models; do not edit. Columns of every table stand in its model, with what they mean.",
        "",
    ]
    for label, package in OWN.items():
        shown = [model for model in apps.get_app_config(label).get_models() if not model._meta.proxy]
        if not shown:
            continue
        lines += [f"## {package}", "", "```mermaid", "erDiagram"]
        for model in shown:
            lines += _entity(model)
        for model in shown:
            lines += _relations(model)
        lines += ["```", ""]
    return "\n".join(lines)


def _entity(model: type[models.Model]) -> Iterator[str]:
    yield f"    {model.__name__} {{"
    for field in model._meta.concrete_fields:
        mark = " PK" if field.primary_key else " FK" if field.is_relation else " UK" if field.unique else ""
        yield f"        {field.get_internal_type()} {field.column}{mark}"
    yield "    }"


def _relations(model: type[models.Model]) -> Iterator[str]:
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        other = field.remote_field
        if other is None:
            continue
        left = "}o--o{" if isinstance(other, models.ManyToManyRel) else "|o--o{" if field.null else "||--o{"
        yield f"    {other.model.__name__} {left} {model.__name__} : {field.name}"


DOCUMENTS = {ROOT / "docs" / "states.md": states, ROOT / "docs" / "data-model.md": tables}


def stale() -> list[Path]:
    """Which of the documents are not those of the code."""
    return [path for path, draw in DOCUMENTS.items() if not path.exists() or path.read_text(encoding="utf-8") != draw()]


def write() -> None:
    for path, draw in DOCUMENTS.items():
        path.write_text(draw(), encoding="utf-8")
