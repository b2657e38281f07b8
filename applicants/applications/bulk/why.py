"""Why an application is left as it is: a word that is stored, and the sentence that it stands for."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.states import State

STATE, GONE, OWN, ROLE, REFUSED, UNKNOWN = "state", "gone", "own", "role", "refused", "unknown"
WORDS: dict[str, str | Promise] = {
    STATE: _("Its state does not allow the step:"),
    GONE: _("Its person no longer agrees to the evaluation or has erased the account."),
    OWN: _("Who asked has a part in it: somebody else has to take this step."),
    ROLE: _("Who asked no longer has the role that this takes."),
    REFUSED: _("It was refused:"),
    UNKNOWN: _("The portal does not know this step any more."),
}
"""Higher rooms add words of their own."""


class Left(NamedTuple):
    """`why` and what completes the sentence: of STATE the state, of REFUSED what was said."""

    why: str
    said: str = ""


def sentence(why: str, said: str = "") -> str:
    """Left for the reader, in their language."""
    words = str(WORDS.get(why, WORDS[UNKNOWN]))
    if not said:
        return words
    return f"{words} {State(said).label if why == STATE and said in State.values else said}"
