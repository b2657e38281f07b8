"""Migrations that know columns and constraints but no words, so that a better label makes no migration."""

from __future__ import annotations

from typing import Any

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field
from django.db.models.constraints import BaseConstraint

OURS = {"accounts", "audit", "consents", "files", "notifications", "programs", "applicants"}


class WordlessAutodetector(MigrationAutodetector):
    """Compares and writes the models of this project without labels, help texts, choices and messages."""

    def __init__(self, from_state: ProjectState, to_state: ProjectState, *args: Any, **kwargs: Any) -> None:
        for state in (from_state, to_state):
            for (label, _name), model in state.models.items():
                if label in OURS:
                    _silence(model)
        super().__init__(from_state, to_state, *args, **kwargs)


def _silence(model: ModelState) -> None:
    for option in ("verbose_name", "verbose_name_plural"):
        model.options.pop(option, None)
    model.options["constraints"] = [_without_message(constraint) for constraint in model.options.get("constraints", [])]
    for field in model.fields.values():
        _without_words(field)


def _without_message(constraint: BaseConstraint) -> BaseConstraint:
    _path, args, kwargs = constraint.deconstruct()
    kwargs.pop("violation_error_message", None)
    return type(constraint)(*args, **kwargs)


def _without_words(field: Field[Any, Any]) -> None:
    """`field` is the state's own copy: the model's keeps its words."""
    field._verbose_name = None  # type: ignore[attr-defined]
    field.help_text = ""
    field.choices = None
    field._error_messages = None  # type: ignore[attr-defined]
    validators = getattr(field, "_validators", None)
    if validators:
        field._validators = []  # type: ignore[attr-defined]
