"""A collective as it is read: by the team, the staff, and, as far as the round shows names, by those who evaluate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.team.collective.models import Kind

NAMING = ("name", "place", "representative", "decided")
PROTOCOL = ("shown", "asked")
LABELS: dict[str, str | Promise] = {
    "kind": _("What it is"),
    "name": _("Name"),
    "place": _("Place"),
    "representative": _("Who speaks for it"),
    "decided": _("How they decided to apply"),
    "shown": _("What may be shown, and to whom"),
    "asked": _("Who has to be asked before something is shown or used"),
}


class Fact(NamedTuple):
    label: str | Promise
    text: str
    name: str = ""


def lines_of(content: Mapping[str, Any], *, named: bool = True) -> list[Fact]:
    """What was said, in order, without what is empty. Unless `named`, nothing that tells who it is; the protocol stays beside the material always."""
    names = ("kind", *NAMING, *PROTOCOL) if named else ("kind", *PROTOCOL)
    return [Fact(LABELS[name], kind_label(content[name]) if name == "kind" else content[name], name) for name in names if content.get(name)]


def kind_label(kind: str) -> str:
    return str(Kind(kind).label) if kind in Kind.values else kind


def in_one_line(content: Mapping[str, Any]) -> str:
    """“Radio Ayuuk (Collective), Totontepec”."""
    named = f"{content['name']} ({kind_label(content['kind'])})"
    return f"{named}, {content['place']}" if content.get("place") else named
