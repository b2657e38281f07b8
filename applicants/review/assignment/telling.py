"""The reason of an impossible assignment in sentences, with names and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.models import Application
from fundportal.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Collection

NAMED = 8


def told(reason: dict[str, Any], reader: User) -> list[str]:
    """Sentences: what wants too much, what there is, what stands against more, and what would help. Two statements.

    Applications in which the reader has a part are not among those of a plan that they see by name.
    """
    keys = {*reason["enough"], *reason["pool"], *reason["full"]}
    folios = dict(Application.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", "folio"))
    people = {
        person.pk: str(person)
        for person in User.objects.filter(pk__in=[pk for pk, _n in reason["most"] + reason["least"]] + reason["readers"])
    }
    sentences = [
        *wanting(reason, folios),
        *offering(reason, people),
        *against(reason),
        *insisting(reason, people),
        helping(reason),
    ]
    if not reason["irreducible"]:
        sentences.append(_("There was no time to look whether a part of this is reason enough."))
    return sentences


def wanting(reason: dict[str, Any], folios: dict[int, str]) -> list[str]:
    found = []
    if reason["enough"]:
        count = len(reason["enough"])
        words = ngettext(
            "%(count)d application still wants %(needed)d reviews: %(names)s.",
            "%(count)d applications still want %(needed)d reviews together: %(names)s.",
            count,
        )
        found.append(words % {"count": count, "needed": reason["needed"], "names": named(folios, reason["enough"])})
    if reason["pool"]:
        count = len(reason["pool"])
        words = ngettext(
            "%(count)d application wants a reviewer of the pool: %(names)s.",
            "%(count)d applications want a reviewer of the pool each: %(names)s.",
            count,
        )
        found.append(words % {"count": count, "names": named(folios, reason["pool"])})
        in_pool = reason["in_pool"]
        words = ngettext("The pool has %(count)d reviewer.", "The pool has %(count)d reviewers.", in_pool)
        found.append(words % {"count": in_pool})
    return found


def offering(reason: dict[str, Any], people: dict[int, str]) -> list[str]:
    if not reason["most"]:
        if not reason["enough"]:
            return []
        count = len(reason["readers"])
        words = ngettext("Only %(count)d reviewer may read it: %(names)s.", "Only %(count)d reviewers may read it: %(names)s.", count)
        return [words % {"count": count, "names": named(people, reason["readers"])}] if count else [_("No reviewer may read it.")]
    count = len(reason["most"])
    names = ", ".join(f"{people.get(pk, '–')} ({most})" for pk, most in reason["most"][:NAMED])
    if count > NAMED:
        names = _("%(names)s and %(more)d more") % {"names": names, "more": count - NAMED}
    words = ngettext(
        "%(count)d reviewer takes %(room)d more at most: %(names)s.",
        "%(count)d reviewers take %(room)d more at most, together: %(names)s.",
        count,
    )
    found = [words % {"count": count, "room": reason["room"], "names": names}]
    if reason["enough"]:
        others = reason["by_others"]
        words = ngettext("All others could write %(count)d of these reviews.", "All others could write %(count)d of these reviews.", others)
        found.append(words % {"count": others})
    return found


def against(reason: dict[str, Any]) -> list[str]:
    found = []
    for name, one, many in (
        ("conflicts", _("Conflicts of interest exclude %(count)d pair."), _("Conflicts of interest exclude %(count)d pairs.")),
        (
            "languages",
            _("A language that is not understood excludes %(count)d pair."),
            _("Languages that are not understood exclude %(count)d pairs."),
        ),
    ):
        if count := reason[name]:
            found.append((one if count == 1 else many) % {"count": count})
    return found


def insisting(reason: dict[str, Any], people: dict[int, str]) -> list[str]:
    if not reason["least"]:
        return []
    count = len(reason["least"])
    names = ", ".join(f"{people.get(pk, '–')} ({least})" for pk, least in reason["least"][:NAMED])
    words = ngettext(
        "%(count)d reviewer shall read so many at least: %(names)s.", "%(count)d reviewers shall read so many at least: %(names)s.", count
    )
    return [words % {"count": count, "names": names}]


def helping(reason: dict[str, Any]) -> str:
    short = reason["short"]
    if reason["most"] and reason["enough"]:
        words = ngettext(
            "In the whole round %(short)d review cannot be placed. Let loads lie further from one another, ask fewer reviews for each application, or invite reviewers.",
            "In the whole round %(short)d reviews cannot be placed. Let loads lie further from one another, ask fewer reviews for each application, or invite reviewers.",
            short,
        )
        return words % {"short": short}
    if reason["least"]:
        return _("Let loads lie further from one another.")
    if reason["pool"]:
        return _("Put more reviewers into the pool, or do without it.")
    return _("Invite a reviewer who may read it, make the language a wish, or ask fewer reviews for each application.")


def named(names: dict[int, str], keys: Collection[int]) -> str:
    """The first few by name, the rest by number."""
    shown = [names[key] for key in list(keys)[:NAMED] if key in names]
    rest = len(keys) - len(shown)
    text = ", ".join(shown) or "–"
    return _("%(names)s and %(more)d more") % {"names": text, "more": rest} if rest and shown else text
