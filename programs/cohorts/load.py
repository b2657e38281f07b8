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


@transaction.atomic
def load_initiatives(*, file: Path = FILE, overwrite: bool = False) -> Counter[str]:
    """Write organizations, programmes, partnerships, strands and cohorts; returns how many rows were created, changed and kept.

    A programme that is not there yet is written with all that belongs to it; one that is there belongs to its staff, who may have edited it or
    taken something away, and stays as it is. With `overwrite` every row that is in the file becomes as the file says (a cohort keeps as many
    places as are taken), and what staff added stays.
    """
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    there = set() if overwrite else set(Program.objects.values_list("code", flat=True))
    wanted = [row for row in data["program"] if row["code"] not in there]
    taken: Counter[str] = Counter(kept=len(data["program"]) - len(wanted))
    if wanted:
        for row in data["organization"]:
            taken[put(Organization, row, overwrite=overwrite, code=row.pop("code"))[1]] += 1
        for row in wanted:
            taken += load_program(row, overwrite)
    return +taken


def put(model: type[models.Model], row: Row, *, overwrite: bool, **key: Any) -> tuple[Any, str]:
    """The row with this key, and what it took: "created", "changed" or "kept"."""
    found, created = model._default_manager.get_or_create(**key, defaults=row)
    if created:
        return found, "created"
    changed = [name for name, value in row.items() if getattr(found, name) != value] if overwrite else []
    if isinstance(found, Cohort) and (row.get("places") or 0) < found.taken:
        changed = [name for name in changed if name != "places"]
    for name in changed:
        setattr(found, name, row[name])
    if changed:
        found.save(update_fields=changed)
    return found, "changed" if changed else "kept"


def load_program(row: Row, overwrite: bool) -> Counter[str]:
    taken: Counter[str] = Counter()
    code, partnerships, strands = row.pop("code"), row.pop("partnership"), row.pop("strand")
    program, what = put(Program, row, overwrite=overwrite, code=code)
    taken[what] += 1
    for order, partnership in enumerate(partnerships):
        key = {"organization": Organization.objects.get(code=partnership["organization"]), "role": partnership["role"]}
        taken[put(Partnership, {"order": order}, overwrite=overwrite, program=program, **key)[1]] += 1
    for order, strand_row in enumerate(strands):
        strand_code, cohorts = strand_row.pop("code"), strand_row.pop("cohort", [])
        strand, what = put(Strand, {**strand_row, "order": order}, overwrite=overwrite, program=program, code=strand_code)
        taken[what] += 1
        for cohort in cohorts:
            taken[put(Cohort, cohort, overwrite=overwrite, strand=strand, ordinal=cohort.pop("ordinal"))[1]] += 1
    return taken
