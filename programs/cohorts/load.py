"""Writes the initiatives of the data file beside this module into the database."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import models, transaction

from programs.catalogue.models import Organization, Partnership, Program, Strand
from programs.cohorts.models import Cohort

FILE = Path(__file__).with_name("initiatives.toml")
Row = dict[str, Any]


def put(model: type[models.Model], row: Row, **key: Any) -> tuple[Any, str]:
    """The row with this key as the file says, and what it took: "created", "changed" or "kept"."""
    found, created = model._default_manager.get_or_create(**key, defaults=row)
    if created:
        return found, "created"
    changed = [name for name, value in row.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, row[name])
    if changed:
        found.save(update_fields=changed)
    return found, "changed" if changed else "kept"


@transaction.atomic
def load_initiatives(file: Path = FILE) -> Counter[str]:
    """Write organizations, programmes, partnerships, strands and cohorts; returns how many rows were created, changed and kept.

    What staff added stays; a row that is in the file is as the file says.
    """
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    taken: Counter[str] = Counter()
    for row in data["organization"]:
        code = row.pop("code")
        taken[put(Organization, row, code=code)[1]] += 1
    for row in data["program"]:
        taken += load_program(row)
    return taken


def load_program(row: Row) -> Counter[str]:
    taken: Counter[str] = Counter()
    code, partnerships, strands = row.pop("code"), row.pop("partnership"), row.pop("strand")
    program, what = put(Program, row, code=code)
    taken[what] += 1
    for order, partnership in enumerate(partnerships):
        organization = Organization.objects.get(code=partnership["organization"])
        taken[put(Partnership, {"order": order}, program=program, organization=organization, role=partnership["role"])[1]] += 1
    for order, strand_row in enumerate(strands):
        strand_code, cohorts = strand_row.pop("code"), strand_row.pop("cohort", [])
        strand, what = put(Strand, {**strand_row, "order": order}, program=program, code=strand_code)
        taken[what] += 1
        for cohort in cohorts:
            taken[put(Cohort, cohort, strand=strand, ordinal=cohort.pop("ordinal"))[1]] += 1
    return taken
