"""What is kept in the answers of a stored recording."""

from __future__ import annotations

from typing import Any

from applicants.calls.questions.file import stored_answer
from fundportal.files.duration import duration
from fundportal.files.models import StoredFile


def recording_facts(stored: StoredFile) -> dict[str, Any]:
    """As of a file question, and its length in "seconds" where its content tells."""
    with stored.blob.open("rb") as file:
        seconds = duration(file, stored.media_type)
    return {**stored_answer(stored), **({} if seconds is None else {"seconds": max(1, round(seconds))})}
