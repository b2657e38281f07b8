"""What ties a reviewer to an application, and in which words it is said."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Kind(models.TextChoices):
    """Ordered by how close it is. The first three are never overruled: the person has said so, competes, or has a part in it."""

    DECLARED = "declared", gettext_lazy("declared by the reviewer")
    RIVAL = "rival", gettext_lazy("applies to this call")
    PART = "part", gettext_lazy("takes part in the application")
    BEFORE = "before", gettext_lazy("declared once about the same person")
    REFERENCE = "reference", gettext_lazy("writes a letter of reference")
    TEAM = "team", gettext_lazy("co-worker in a team")
    PROJECT = "project", gettext_lazy("co-worker on a film project")
    COHORT = "cohort", gettext_lazy("earlier teacher, student or classmate")
    HOUSEHOLD = "household", gettext_lazy("may be of one household")
    ORGANISATION = "organisation", gettext_lazy("same organisation")
    LOCALITY = "locality", gettext_lazy("same locality")


FIRM = frozenset({Kind.DECLARED, Kind.RIVAL, Kind.PART})
"""Always looked for, and nobody overrules them."""
CHOSEN = [kind for kind in Kind if kind not in FIRM]
"""What a programme may leave out."""
USUAL = frozenset({Kind.BEFORE, Kind.REFERENCE, Kind.TEAM, Kind.PROJECT, Kind.COHORT, Kind.ORGANISATION})
"""What is looked for where the programme has said nothing."""


class Reason(NamedTuple):
    """Why a reviewer should not read an application. `detail` is what it rests on: a folio, a title, an organisation, a place."""

    kind: Kind
    detail: str

    @property
    def words(self) -> str:
        """A sentence for staff, in the language of the moment."""
        return SENTENCES[self.kind] % {"detail": self.detail}

    @property
    def is_firm(self) -> bool:
        return self.kind in FIRM


class _Sentences:
    """Looked up when they are read, so that they speak the language of the moment."""

    def __getitem__(self, kind: Kind) -> str:
        return {
            Kind.DECLARED: _("Declared a conflict of interest (%(detail)s)"),
            Kind.RIVAL: _("Applies to this call (%(detail)s)"),
            Kind.PART: _("Takes or took part in this application (%(detail)s)"),
            Kind.BEFORE: _("Declared a conflict with the same person once (%(detail)s)"),
            Kind.REFERENCE: _("Was asked for a letter of reference (%(detail)s)"),
            Kind.TEAM: _("Has worked in a team with them (%(detail)s)"),
            Kind.PROJECT: _("Has worked with them on a film project (%(detail)s)"),
            Kind.COHORT: _("Was their teacher, student or classmate (%(detail)s)"),
            Kind.HOUSEHOLD: _("Same locality and surname: may be of one household (%(detail)s)"),
            Kind.ORGANISATION: _("Belongs to the same organisation (%(detail)s)"),
            Kind.LOCALITY: _("Lives in the same locality (%(detail)s)"),
        }[kind]


SENTENCES = _Sentences()
