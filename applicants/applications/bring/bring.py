"""Write what the person has chosen into the draft: ordinary saves, with their lines in the log."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from applicants.applications.asked import asked_form
from applicants.applications.bring.match import Offer, compatible, offer_of
from applicants.applications.draft.save import Page, save_section
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.team.hands import hands_of
from applicants.calls.form_versions import LoadedForm
from applicants.calls.questions.base import Json, file_in, is_answered
from applicants.calls.questions.file import stored_answer
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose
from fundportal.files.copy import copy
from fundportal.files.models import StoredFile
from fundportal.files.quota import refuse_above_quota


@dataclass(frozen=True)
class Brought:
    """What became of it: the keys that are stored as answers, those to correct, those that wait for a choice between two versions, and those that
    could not come (no consent, a lost file, another kind)."""

    answers: frozenset[str] = frozenset()
    to_correct: frozenset[str] = frozenset()
    contested: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


@transaction.atomic
def bring(*, folio: str, source: str, person: User, picks: Mapping[str, str], base: str, at: datetime, mark: str = "") -> Brought:
    """Write, into the application `folio`, the answers that the person's application `source` gives to other questions: `picks` maps keys of now to
    keys of then. Nothing else is touched, and what was written since the page with revision `base` stays: then there are two versions to choose
    from. The same page, known by its `mark`, may be sent again: it finds what it has brought. Files are copied, so that neither application depends on the other's. Sensitive answers only under a consent to the one of now.

    Raises Http404 for an application that is not the person's, NotEditable, AboveQuota.
    """
    target, earlier = own(person, folio), own(person, source)
    now, was = asked_form(target), asked_form(earlier)
    offers = {key: offer for key, one in picks.items() if (offer := offered(now, key, was, one, earlier.answers))}
    barred = barred_keys(now, was, offers, Purpose.SENSITIVE in standing(person, folio))
    refuse_what_is_too_much(earlier, target, {key: offer.value for key, offer in offers.items() if key not in barred})
    values: dict[str, Json] = {}
    typed: dict[str, Json] = {}
    for key, offer in offers.items():
        if key in barred:
            continue
        value = of_ones_own(offer.value, earlier, target, target.answers.get(key))
        if value is not None:
            (typed if offer.typed else values)[key] = value
    contested, kept, mark = set[str](), set[str](), mark or secrets.token_hex(8)
    for section in now.sections:
        keys = {q["key"] for q in section.questions}
        here = ({k: v for k, v in values.items() if k in keys}, {k: v for k, v in typed.items() if k in keys})
        if any(here):
            saved = save_section(
                application_id=target.pk, person=person, section=section, values=here[0], unfinished=here[1], at=at, page=Page(mark, base)
            )
            contested |= saved.conflicts
            kept |= saved.keys
    record(actor=person, verb="answers_brought", target=folio, program_code=target.call.program_code, source=source, questions=sorted(kept))
    stored = frozenset(kept - contested)
    return Brought(
        answers=stored & values.keys(),
        to_correct=stored & typed.keys(),
        contested=frozenset(contested),
        left=frozenset(picks.keys() - kept - contested),
    )


def offered(now: LoadedForm, key: str, was: LoadedForm, one: str, answers: Mapping[str, Json]) -> Offer | None:
    """The answer to `one` of then as an answer to `key` of now, when it can be one."""
    if key not in now.questions or one not in was.questions or not is_answered(answers.get(one)):
        return None
    if not compatible(was.questions[one], now.questions[key]):
        return None
    offer = offer_of(was.questions[one], answers[one], now.questions[key])
    return None if offer.aside else offer


def barred_keys(now: LoadedForm, was: LoadedForm, offers: Mapping[str, Offer], agreed: bool) -> Collection[str]:
    """Without consent nothing goes into a sensitive question, and nothing that was sensitive goes anywhere."""
    if agreed:
        return frozenset()
    return {key for key, offer in offers.items() if now.questions[key]["sensitive"] or was.questions[offer.source]["sensitive"]}


def refuse_what_is_too_much(earlier: Application, target: Application, values: Mapping[str, Json]) -> None:
    """Raise AboveQuota before anything is copied, where the copies would not fit; of two at once the second waits."""
    coming = [
        stored
        for key, value in values.items()
        if (stored := source_of(value, earlier)) and not brought_before(stored, target, target.answers.get(key))
    ]
    if coming:
        User.objects.select_for_update(no_key=True).only("pk").get(pk=target.applicant_id)
        refuse_above_quota(target.applicant, sum(stored.size for stored in coming))


def source_of(value: Json, earlier: Application) -> StoredFile | None:
    """The file in a value; None where there is none, it is gone, or is of nobody who has, or had, a part in the earlier application."""
    found = file_in(value)
    stored = StoredFile.objects.filter(pk=found["file"], about=earlier.folio).first() if found else None
    return stored if stored and (stored.owner_id == earlier.applicant_id or stored.owner_id in hands_of(earlier)) else None


def of_ones_own(value: Json, earlier: Application, target: Application, standing: Json) -> Json:
    """The value; with a file in it, a copy that belongs to the application of now and to its person, or the one that stands there already. None
    when the file cannot come (see source_of)."""
    found = file_in(value)
    if found is None:
        return value
    stored = source_of(value, earlier)
    if stored is None:
        return None
    copied = {**found, **(brought_before(stored, target, standing) or stored_answer(copied_for(target, stored)))}
    return copied if found is value else {**value, "recording": copied}


def brought_before(stored: StoredFile, target: Application, standing: Json) -> Mapping[str, Json] | None:
    """What the answer of now says of its file, when that has the same bytes and the same name: another copy would be another answer."""
    found = file_in(standing)
    if found is None:
        return None
    same = StoredFile.objects.filter(pk=found["file"], about=target.folio, sha256=stored.sha256, name=stored.name).first()
    return stored_answer(same) if same else None


def copied_for(target: Application, stored: StoredFile) -> StoredFile:
    """A copy that is the applicant's, whoever sent the first: who wrote along then has no part in the application of now."""
    made = copy(stored=stored, about=target.folio)
    if made.owner_id != target.applicant_id:
        made.owner_id = target.applicant_id
        made.save(update_fields=["owner"])
    return made
