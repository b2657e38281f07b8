"""Once more, once less: how often a section that repeats is filled in. Which times there are is an answer of the draft like any other, with its log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.applications.deadline import may_edit
from applicants.applications.draft.merge import Slot
from applicants.applications.draft.progress import bring_up_to_date
from applicants.applications.draft.save import NotEditable
from applicants.applications.draft.store import store, write
from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.rights import Right
from applicants.calls.form_versions import LoadedForm, LoadedSection, form_version
from applicants.calls.repeats import LAST_NUMBER, Repeat, base_of, list_key, numbered, numbers, used
from fundportal.accounts.models import User
from fundportal.web.refusals import Refusal


class NoMoreTimes(Refusal):
    """A section is there as often as it may be."""

    def __init__(self, most: int) -> None:
        super().__init__(_("There may be at most %(most)d of these. Nothing was added.") % {"most": most})


Change = Callable[[LoadedSection, Repeat, list[int], Application], list[int]]


def one_more(*, application_id: int, person: User, key: str, after: int, at: datetime) -> str:
    """Once more, behind what is there. Returns the key of the new section. `after` is how many the page had seen: sent twice it is done once. The
    number of one that was taken away is left to that, as long as it holds something. Raises NoMoreTimes, NotEditable."""

    def change(section: LoadedSection, repeat: Repeat, there: list[int], application: Application) -> list[int]:
        if len(there) > after:
            return there
        kept = used([q["key"] for q in section.questions], {**application.answers, **application.unfinished})
        free = [n for n in range(1, LAST_NUMBER + 1) if n not in there and n not in kept]
        if len(there) >= repeat.max or not free:
            raise NoMoreTimes(repeat.max)
        return sorted([*there, next((n for n in free if n > there[-1]), free[0])])

    section, before, now = changed(application_id, person, key, change, at)
    return numbered(section, next((n for n in now if n not in before), now[-1]))


def one_less(*, application_id: int, person: User, key: str, number: int, at: datetime) -> None:
    """Without this time of it. Its answers stay in the draft and come back with it. Nothing changes where as many as there are have to be."""
    changed(
        application_id,
        person,
        key,
        lambda _section, repeat, there, _application: [n for n in there if n != number] if len(there) > repeat.min else there,
        at,
    )


def back_again(*, application_id: int, person: User, key: str, number: int, at: datetime) -> None:
    """With this time of it again, which was taken away. Raises NoMoreTimes, NotEditable."""

    def change(_section: LoadedSection, repeat: Repeat, there: list[int], _application: Application) -> list[int]:
        if number in there or not 1 <= number <= LAST_NUMBER:
            return there
        if len(there) >= repeat.max:
            raise NoMoreTimes(repeat.max)
        return sorted([*there, number])

    changed(application_id, person, key, change, at)


@transaction.atomic
def changed(application_id: int, person: User, key: str, change: Change, at: datetime) -> tuple[str, list[int], list[int]]:
    """The section's key, and its numbers before and after. Raises NotEditable, KeyError for a section that does not repeat."""
    application = locked(person, application_id, right=Right.EDIT)
    if not may_edit(application, at):
        raise NotEditable
    form = form_version(application.form_version_id)
    section = form.section(base_of(key))
    if section.repeat is None:
        raise KeyError(key)
    kept_under = list_key(section.key)
    before = numbers(section.repeat, application.answers.get(kept_under))
    now = change(section, section.repeat, before, application)
    if now != before:
        entries = write(application, {kept_under: Slot(now)}, section=section.key, at=at)
        bring_up_to_date(application, form)
        store(application, entries)
    return section.key, before, now


def taken_away(application: Application, form: LoadedForm, section: LoadedSection) -> list[int]:
    """The numbers of times that were taken away and hold something still."""
    whole = form.section(section.base)
    there = numbers(whole.repeat, application.answers.get(list_key(whole.key))) if whole.repeat else []
    kept = used([q["key"] for q in whole.questions], {**application.answers, **application.unfinished})
    return sorted(kept - set(there)) if whole.repeat else []
