"""A draft that comes as a file: read with distrust, compared with what stands, and saved as if it had been typed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.draft.copy_out import TYPE, VERSION, files_in
from applicants.applications.draft.merge import Slot
from applicants.applications.draft.save import Page, save_section
from applicants.applications.draft.store import stand
from applicants.applications.draft.times import NoMoreTimes, back_again
from applicants.applications.draft.versions import is_typed_in
from applicants.applications.models import Application
from applicants.calls.form_versions import LoadedForm
from applicants.calls.questions import question_type
from applicants.calls.questions.base import ANEW, Question
from applicants.calls.voice.answer import RECORDING, TEXT, closed, closed_again, has_parts, opened
from applicants.calls.voice.field import Voiced, held_by
from fundportal.accounts.models import User
from fundportal.web.refusals import Refusal

MOST_BYTES, MOST_DEPTH = 1_000_000, 12


class NotACopy(Refusal):
    """The file is none of ours, or of something else."""

    status = 400
    title = gettext_lazy("That file cannot be taken up")


class Change(NamedTuple):
    """A question in which the file says something other than the draft."""

    question: Question
    now: Slot
    new: Slot


class Compared(NamedTuple):
    """What taking the file up would change, the keys that it has but the form cannot take, and the names of the files to attach again."""

    changes: list[Change]
    strange: list[str]
    files: list[str]


def read_copy(text: str, *, application: Application) -> dict[str, Any]:
    """The file's content. Raises NotACopy, with a sentence."""
    try:
        copy = json.loads(text, parse_constant=refuse_constant)
        sound = all(is_sound(part) for part in texts(copy))
    except (ValueError, RecursionError) as error:
        raise NotACopy(_("This is no file that the portal has made: it cannot be read.")) from error
    if not sound or not isinstance(copy, dict) or copy.get("type") != TYPE or not isinstance(copy.get("answers"), list):
        raise NotACopy(_("This is no file that the portal has made. Choose the one that you downloaded from your application."))
    if copy.get("version") != VERSION:
        raise NotACopy(_("The file was made by another version of the portal. Download it again from your application."))
    if copy.get("call") != application.call.slug:
        raise NotACopy(_("The file is of an application to another call, so that it does not fit here."))
    return copy


def refuse_constant(name: str) -> None:
    raise ValueError(name)


def texts(part: Any, depth: int = 0) -> Iterator[str]:
    """Every text in it, names included. Raises ValueError when it is nested deeper than anything of ours."""
    if depth > MOST_DEPTH:
        raise ValueError("too deep")
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for each in [*part, *part.values()] if isinstance(part, dict) else part:
            yield from texts(each, depth + 1)


def is_sound(text: str) -> bool:
    """Whether the database can store it: no NUL, no half of a character."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def compared(copy: dict[str, Any], application: Application, form: LoadedForm) -> Compared:
    """Question by question, in the order of the file. `form` is the whole one: what a file says may be asked because of what else it says."""
    said = [each for each in copy["answers"] if isinstance(each, dict) and isinstance(each.get("question"), str)]
    entries = {each["question"]: each for each in said if each.get("kind") not in ANEW}
    questions = {key: q for key in entries if (q := form.any_question(key))}
    standing = stand(application, questions)
    slots = {key: with_recording(slot_of(q, entries[key]), standing[key]) for key, q in questions.items()}
    changes = [Change(q, standing[key], slot) for key, q in questions.items() if (slot := slots[key]) and slot != standing[key]]
    named = [each for each in copy.get("files") or [] if isinstance(each, dict)] if isinstance(copy.get("files"), list) else []
    strange = [key for key in entries if not slots.get(key)]
    return Compared(changes, strange, [str(each.get("name", ""))[:200] for each in named])


def slot_of(q: Question, entry: dict[str, Any]) -> Slot | None:
    """What the file says of a question, as the question's own form reads it; None for what is of another kind or shape."""
    kind, answer, typed = question_type(q["kind"]), entry.get("answer"), entry.get("typed")
    if entry.get("kind") != q["kind"] or q["kind"] == "file" or q["kind"] in ANEW or files_in(answer):
        return None
    if answer is not None:
        if not kind.fits(answer):
            return None
        typed = unspoken(answer)
        given = kind.initial(typed, q)
    elif kind.stateful or typed in (None, "", []) or not is_typed_in(q, typed):
        return None
    else:
        given = typed = unspoken(typed)
    if has_parts(typed) and not typed[TEXT]:
        return None
    try:
        field = kind.field(q)
        cleaned = field.clean(held_by(field, given))
    except ValidationError:
        return Slot(typed, True) if is_typed_in(q, typed) and not kind.stateful else None
    value = closed(cleaned.text, None, cleaned.language) if isinstance(cleaned, Voiced) else kind.to_json(cleaned, q)
    return Slot(value) if value is not None else None


def unspoken(value: Any) -> Any:
    """A text and its language as they stand in their controls, whatever the file says of a recording; anything else as it is."""
    return {**opened(value), RECORDING: None} if has_parts(value) else value


def with_recording(slot: Slot | None, standing: Slot) -> Slot | None:
    """What the file says, beside the recording that stands: a text that is taken up removes none."""
    recording = opened(standing.value)[RECORDING]
    if slot is None or recording is None:
        return slot
    spoken = {**opened(slot.value), RECORDING: recording}
    return Slot(spoken, True) if slot.typed else Slot(closed_again(spoken))


@transaction.atomic
def take_up(
    *,
    application: Application,
    person: User,
    form: LoadedForm,
    changes: Collection[Change],
    mark: str,
    base: str,
    at: datetime,
) -> tuple[int, int, int]:
    """Save these, section by section, as a page that has seen `base` would: what has been written since waits for a choice, and what stood before stays
    in the log. Returns how many stand now, how many wait, and how many are not kept for want of consent. Raises NotEditable."""
    kept = waiting = withheld = 0
    by_section: dict[str, dict[str, Slot]] = {}
    for change in changes:
        if home := form.home_of(change.question["key"]):
            by_section.setdefault(home.key, {})[change.question["key"]] = change.new
    for key, own in by_section.items():
        section = form.any_section(key)
        saved = save_section(
            application_id=application.pk,
            person=person,
            section=section,
            values={name: slot.value for name, slot in own.items() if not slot.typed},
            unfinished={name: slot.value for name, slot in own.items() if slot.typed},
            at=at,
            page=Page(mark, base, 0, form),
        )
        kept, waiting, withheld = kept + len(saved.keys), waiting + len(saved.conflicts), withheld + len(saved.withheld)
        if section.repeat:
            with suppress(NoMoreTimes):  # what is too much is kept, as of a time that was taken away
                back_again(application_id=application.pk, person=person, key=key, number=section.number, at=at)
    return kept, waiting, withheld
