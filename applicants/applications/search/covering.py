"""What staff have covered is not found by reviewers. The room that knows what is covered hangs itself here; without it reviewers find nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from applicants.applications.search.texts import Text

GAP = "\0"
"""Stands in a text where something is covered: no phrase is found across it."""

Change = Callable[[str, str], str]
"""A place and a text -> the text with a GAP for each covered passage."""
Coverer = Callable[[Iterable[int]], Mapping[int, Change]]
coverers: list[Coverer] = []


def covers(coverer: Coverer) -> Coverer:
    """Decorator: what it gives for each application is done to what its reviewers find."""
    coverers.append(coverer)
    return coverer


def as_reviewers_read(texts: Mapping[int, list[Text]]) -> dict[int, list[Text]]:
    """The texts with what is covered left out. Nothing of an application of which somebody who covers does not speak."""
    changes = [coverer(list(texts)) for coverer in coverers]
    if not changes:
        return {pk: [] for pk in texts}
    return {
        pk: [covered(text, [each[pk] for each in changes]) for text in found] if all(pk in each for each in changes) else []
        for pk, found in texts.items()
    }


def covered(text: Text, changes: list[Change]) -> Text:
    for change in changes:
        text = text._replace(text=change(text.place, text.text))
    return text
