"""The explanation of a question, out of a form's document, in the language of the moment."""

from __future__ import annotations

from typing import Any, TypedDict, cast

from django.urls import reverse

from fundportal.web.bilingual import pick
from fundportal.web.sizes import in_megabytes


class Explained(TypedDict):
    """Paragraphs, and the address and weight of the sound (empty when there is none)."""

    text: list[str]
    sound: str
    weight: str


def explained(q: dict[str, Any]) -> Explained | None:
    """None for a question that has neither text nor sound. A sound in the other language is better than none."""
    sounds = cast("dict[str, Any]", q.get("audio") or {})
    text = pick(q.get("easy") or {})
    sound: Any = pick(sounds) or next(iter(sounds.values()), None)
    if not text and not sound:
        return None
    address, weight = (reverse("sound", args=[sound["id"]]), in_megabytes(sound["size"])) if sound else ("", "")
    return Explained(text=[line for line in text.splitlines() if line.strip()], sound=address, weight=weight)
