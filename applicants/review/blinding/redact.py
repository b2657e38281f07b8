"""What staff do about findings: cover them in the reviewers' copy, leave them, or think again. The original stays as it came."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from functools import partial
from tempfile import TemporaryFile
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from applicants.applications.models import Application
from applicants.applications.search.stale import words_have_changed
from applicants.review.blinding.files import files_of
from applicants.review.blinding.models import FileCover, Leak
from applicants.review.blinding.scan import SCRIPT
from applicants.review.models import Round
from applicants.review.rounds.assign import refuse_own
from applicants.review.rounds.require import require_assigner
from fundportal.audit.record import record
from fundportal.files.apart import apart
from fundportal.files.copies.make import copy_pdf
from fundportal.files.models import StoredFile
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

log = logging.getLogger(__name__)
PDF = "application/pdf"
State, Way = Leak.State, FileCover.Way


class CannotCover(Refusal):
    """Not what can be done with this finding or this file."""

    status = 400
    title = _("This cannot be done")


@transaction.atomic
def decide(*, round: Round, application: int, leaks: Collection[int], state: str, by: User, way: str = Way.REDRAWN) -> int:
    """Set findings of one application to covered, left, or open again. In files, `way` says how they are covered; what is no PDF is withheld.

    Holds for all rounds that show those places. Returns how many findings changed. Raises NotAssigner, OwnApplication, CannotCover.
    """
    require_assigner(by, round)
    if state not in State.values or way not in Way.values:
        raise CannotCover(_("The page has changed. Load it again."))
    row = Application.objects.select_for_update(of=("self",), no_key=True).filter(pk=application, call=round.call_id).first()
    if row is None:
        raise CannotCover(_("The page has changed. Load it again."))
    refuse_own([row], by, "decide")
    found = list(Leak.objects.filter(application=row, pk__in=leaks))
    changed = [leak for leak in found if leak.state != state]
    Leak.objects.filter(pk__in=[leak.pk for leak in changed]).update(state=state, by=by, at=timezone.now())
    files = {UUID(leak.place[2:]) for leak in found if leak.place.startswith("f:")}
    for file in sorted(files):
        cover_file(row, file, by, way=way if state == State.COVERED else None)
    words_have_changed([row.pk])
    if changed or files:
        record(
            actor=by, verb=f"names_{state}", target=row.folio, program_code=round.call.program_code, round=round.pk,
            findings=[leak.pk for leak in changed], files=[str(file) for file in sorted(files)], way=way if files else "",
        )  # fmt: skip
    return len(changed)


@transaction.atomic
def withhold(*, round: Round, application: int, file: UUID, by: User, hidden: bool) -> None:
    """Show reviewers nothing of a file, whatever was found in it, or show it again. Raises NotAssigner, OwnApplication, CannotCover."""
    require_assigner(by, round)
    row = Application.objects.select_for_update(of=("self",), no_key=True).filter(pk=application, call=round.call_id).first()
    if row is None or not files_of(row).filter(pk=file).exists():
        raise CannotCover(_("The page has changed. Load it again."))
    refuse_own([row], by, "withhold")
    cover_file(row, file, by, way=Way.WITHHELD if hidden else None, shown_again=not hidden)
    record(
        actor=by, verb="withhold_file" if hidden else "show_file", target=row.folio, program_code=round.call.program_code, file=str(file)
    )


def cover_file(application: Application, file: UUID, by: User, *, way: str | None, shown_again: bool = False) -> None:
    """Note how the file is covered. Without a way it goes on as its covered findings want it; one that was withheld stays so until it is
    `shown_again`. The copy that was made goes."""
    stored = files_of(application).select_for_update().filter(pk=file).first()
    if stored is None:
        return
    before = FileCover.objects.filter(file=stored).first()
    if way is None:
        was = before.way if before else Way.REDRAWN
        if before and was == Way.WITHHELD and not shown_again:
            way = Way.WITHHELD
        elif Leak.objects.filter(application=application, place=f"f:{file}", state=State.COVERED).exists():
            way = Way.REDRAWN if was == Way.WITHHELD else was
    if way is not None and stored.media_type != PDF:
        way = Way.WITHHELD
    if stored.for_readers:
        transaction.on_commit(partial(stored.for_readers.storage.delete, str(stored.for_readers.name)))
        stored.for_readers = ""
        stored.save(update_fields=["for_readers"])
    if way is None:
        FileCover.objects.filter(file=stored).delete()
        return
    new = {"application": application, "way": way, "made_at": None, "failed": False, "by": by, "at": timezone.now()}
    FileCover.objects.update_or_create(file=stored, defaults=new)
    if way != Way.WITHHELD:
        transaction.on_commit(wake)


def wake() -> None:
    """Have it drawn soon; without a broker the next beat does it."""
    from applicants.review.tasks import redraw_files

    with suppress(OperationalError, OSError):
        redraw_files.delay()


def redraw_waiting(*, at: datetime) -> int:
    """Draw the copies that wait. Returns how many were made; one that cannot be made stays withheld, and says so."""
    waiting = FileCover.objects.filter(made_at=None, failed=False, at__lte=at).exclude(way=Way.WITHHELD)
    return sum(redrawn(pk) for pk in list(waiting.order_by("at", "pk").values_list("pk", flat=True)[:200]))


@transaction.atomic
def redrawn(pk: int) -> bool:
    """Make one copy, once however many try."""
    cover = FileCover.objects.select_for_update(of=("self",), skip_locked=True).select_related("file").filter(pk=pk, made_at=None).first()
    if cover is None or cover.failed:
        return False
    stored = StoredFile.objects.select_for_update().get(pk=cover.file_id)
    leaks = Leak.objects.filter(application=cover.application_id, place=f"f:{stored.pk}", state=State.COVERED)
    try:
        draw(stored, cover.way, leaks.values_list("page", "passage"))
    except Exception:
        log.exception("File %s could not be redrawn for its readers", stored.pk)
        cover.failed = True
    else:
        stored.save(update_fields=["for_readers"])
        cover.made_at = timezone.now()
    cover.save(update_fields=["failed", "made_at"])
    return not cover.failed


def draw(stored: StoredFile, way: str, passages: Collection[tuple[int, str]]) -> None:
    """The file's copy with bars, or without those pages, and without what it says of its author. Raises Burst, OSError and what else may go wrong."""
    bars: dict[int, list[str]] = {}
    for page, passage in passages:
        bars.setdefault(page, []).append(passage)
    task = {"do": "redraw", "bars": bars if way == Way.REDRAWN else {}, "blank": [] if way == Way.REDRAWN else sorted(bars)}
    with stored.blob.open("rb") as source, TemporaryFile() as given, TemporaryFile() as drawn, TemporaryFile() as made:
        given.write(json.dumps(task).encode() + b"\n")
        shutil.copyfileobj(source, given)
        apart(SCRIPT, given, drawn)
        copy_pdf(drawn, made)
        made.seek(0)
        stored.for_readers.save(f"{stored.pk.hex}_readers", File(made), save=False)
