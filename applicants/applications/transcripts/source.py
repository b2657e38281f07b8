"""What a transcript is about: an answer in a voice, or in a language that was said."""

from __future__ import annotations

from typing import Any

from applicants.calls.questions.base import file_in
from applicants.calls.voice.answer import has_parts, text_of
from fundportal.web.canonical import sha256


def source_of(answer: Any) -> str:
    """The SHA-256 of the recording, else of the text; empty where an answer is an ordinary text, which needs none."""
    if not has_parts(answer):
        return ""
    recording = file_in(answer)
    return str(recording["sha256"]) if recording else sha256(text_of(answer))
