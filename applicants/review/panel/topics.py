"""What applications are about and what reviewers know well: the same words, held against each other without capitals and accents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from applicants.calls.form_versions import LoadedForm
from applicants.calls.places.plain import plain

KINDS = ("choice", "choices")


def topic_questions(form: LoadedForm) -> dict[str, dict[str, Any]]:
    """The questions whose options can say what an application is about: of one or several options, none of them sensitive."""
    return {key: question for key, question in form.questions.items() if question["kind"] in KINDS and not question.get("sensitive")}


def names_of(option: Mapping[str, str]) -> frozenset[str]:
    """All that an option is called, plain."""
    return frozenset(plain(option.get(name, "")) for name in ("code", "es", "en")) - {""}


def plain_words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


def is_meant(words: Collection[str], names: Collection[str]) -> bool:
    """Whether one of a reviewer's plain words is one of a topic's names."""
    return not frozenset(words).isdisjoint(names)
