"""The two shapes of an answer to a long-text question.

A text alone is a string. With a recording, or with the language in which it is given, it is {"text", "recording", "language"}, of which what is not
there is left out: the recording as of a file question ({"file", "name", "size", "sha256", "media_type"}, and "seconds" where they are known), the
language as `languages.said` has it. What was kept as typed is {"text", "recording"} and what stands in the controls of the language.
"""

from __future__ import annotations

from typing import Any

from applicants.calls.languages.field import CONTROLS, as_said, as_typed
from applicants.calls.languages.said import is_said
from fundportal.web.sizes import in_megabytes, in_minutes

TEXT, RECORDING, LANGUAGE = "text", "recording", "language"
PARTS = (TEXT, RECORDING, LANGUAGE)
FACTS = {"file", "name", "size", "sha256", "media_type"}


def has_parts(value: Any) -> bool:
    """Whether a value is such an answer and more than a string; also one that was kept as typed."""
    if not isinstance(value, dict) or not ({TEXT, RECORDING} & value.keys()) or not value.keys() <= {*PARTS, *CONTROLS}:
        return False
    recording, language = value.get(RECORDING), value.get(LANGUAGE)
    texts = [value.get(name, "") for name in (TEXT, *CONTROLS)]
    return (
        all(isinstance(each, str) for each in texts)
        and (recording is None or is_recording(recording))
        and (language is None or is_said(language))
    )


def is_recording(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() >= FACTS


def opened(value: Any) -> dict[str, Any]:
    """An answer of either shape, or what was kept as typed, as the form has it: text, recording, and the controls of the language."""
    if not has_parts(value):
        return {TEXT: value if isinstance(value, str) else "", RECORDING: None, **as_typed(None)}
    language = as_typed(value[LANGUAGE]) if LANGUAGE in value else {name: value.get(name, "") for name in CONTROLS}
    return {TEXT: value.get(TEXT, ""), RECORDING: value.get(RECORDING), **language}


def closed(text: str, recording: dict[str, Any] | None, language: dict[str, str] | None) -> Any:
    """What is stored; None where there is neither text nor recording: a language alone is no answer."""
    if not text and not recording:
        return None
    if not recording and not language:
        return text
    return {name: part for name, part in zip(PARTS, (text, recording, language), strict=True) if part}


def closed_again(form: dict[str, Any]) -> Any:
    """What is stored of an answer that was opened."""
    return closed(form[TEXT], form[RECORDING], as_said(form))


def text_of(value: Any) -> str:
    """What was written; empty where the answer was only spoken."""
    return str(opened(value)[TEXT])


def shown_recording(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts, and what readers are told of them: `weight`, `length` (empty where it is not known), `is_video`."""
    seconds = facts.get("seconds")
    words = {"weight": in_megabytes(facts["size"]), "length": in_minutes(seconds) if seconds else ""}
    return {**facts, **words, "is_video": facts["media_type"].startswith("video/")}
