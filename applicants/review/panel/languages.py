"""Languages in which a reviewer reads and listens: the catalogue's codes, and a few of the world's by ISO 639-3."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.calls.languages.catalogue import grouping_of as grouping_of_code
from applicants.calls.languages.catalogue import groupings, is_language, language_name, variants
from applicants.calls.languages.find import find

SPANISH, ENGLISH = "spa", "eng"
COMMON: dict[str, str | Promise] = {
    SPANISH: _("Spanish"),
    ENGLISH: _("English"),
    "por": _("Portuguese"),
    "fra": _("French"),
    "mfs": _("Mexican Sign Language (LSM)"),
}
OF_PAGES = {"es": SPANISH, "en": ENGLISH}
"""Languages of the portal's pages, by the first part of their code."""


def name_of(code: str) -> str:
    """What a language is called, in the language of the moment."""
    return str(COMMON[code]) if code in COMMON else language_name(code)


def written(code: str) -> str:
    """How an Indigenous language stands in the form, so that `code_of` finds it again."""
    found = groupings().get(code) or variants().get(code)
    name = found.name if found else code
    return name if code_of(name) == code else code


def code_of(typed: str) -> str:
    """The code of the Indigenous language that is called so; empty when there is none or there are several."""
    typed = typed.strip()
    return typed if typed in variants() or typed in groupings() else find(typed)


def is_known(code: str) -> bool:
    return code in COMMON or is_language(code)


def understands(known: Iterable[str], code: str) -> bool:
    """Whether who knows these languages follows one in this. A whole grouping covers its variants; for one that is named as a whole any variant does;
    one variant does not cover another."""
    mine = set(known)
    return code in mine or grouping_of_code(code) in mine or any(grouping_of_code(each) == code for each in mine)


def said_by(profile_languages: Iterable[str] | None) -> frozenset[str]:
    """What a reviewer understands; who has said nothing understands Spanish."""
    return frozenset(profile_languages or ()) or frozenset({SPANISH})
