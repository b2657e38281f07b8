"""What a person sent for a section, read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.draft.facts import offer_facts
from applicants.applications.draft.spoken import Find, in_error, recordings_in, show, spoken
from applicants.applications.models import Application
from applicants.calls.form_versions import LoadedSection
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Json, Question
from applicants.calls.questions.file import stored_answer
from applicants.calls.section_form import SectionForm, answers_of, section_form
from applicants.calls.voice.field import Voiced, VoiceField, held_by
from applicants.calls.voice.recorded import recording_facts
from fundportal.accounts.models import User
from fundportal.files.models import StoredFile
from fundportal.files.quota import AboveQuota, refuse_above_quota
from fundportal.files.resumable.finish import finished
from fundportal.files.store import store
from fundportal.web.pack.files import Arrived, KeptFile, lost_upload

STATES: dict[str, str | Promise] = {
    StoredFile.Scan.PENDING: _("It is being checked for viruses. You need not wait for that."),
    StoredFile.Scan.INFECTED: _("The virus check has found something in this file. Attach another one, from another device if you can."),
}


class Read(NamedTuple):
    """Answers that hold, and what was typed where one does not hold yet."""

    values: dict[str, Json]
    unfinished: dict[str, Any]


def read(form: SectionForm, *, application: Application, only: Collection[str] | None = None) -> Read:
    """Of a bound form: every question, or `only` those named (an autosave sends what changed). Uploads are stored; what came in pieces is there."""

    def find(key: str, upload: Arrived) -> StoredFile | None:
        return finished(person=application.writer, pk=upload.upload, about=application.folio, key=key)

    def keep(upload: UploadedFile[Any], q: Question) -> Json:
        limits = question_type(q["kind"]).uploads(q)
        assert limits is not None  # noqa: S101 (no other field takes an upload)
        stored = store(owner=application.writer, about=application.folio, upload=upload, limits=limits)
        return stored_answer(stored) if q["kind"] == "file" else recording_facts(stored)

    take_arrived(form, find)
    refused = refuse_what_is_too_much(form, application) if only is None else frozenset()
    keeps = keep if only is None else None
    values, typed = answers_of(form, keep=keeps), as_typed(form)
    said, unsaid = in_error(form, typed, find, keeps, refused)
    found = Read({**values, **said}, {key: unsaid.get(key, value) for key, value in typed.items() if key not in said})
    for q in spoken(form):
        show(form, q["key"], application, found.unfinished.get(q["key"], found.values.get(q["key"])))
    return found if only is None else Read(*({key: value for key, value in part.items() if key in only} for part in found))


def take_arrived(form: SectionForm, find: Find) -> None:
    """Put the person's own files in the place of the uploads that the page names; what is not theirs, or no longer there, is an error of its question."""
    failed = form.errors  # cleans the form
    for key in [key for key in form.fields if key not in failed]:
        cleaned = form.cleaned_data.get(key)
        came = cleaned.recording if isinstance(cleaned, Voiced) else cleaned
        if not isinstance(came, Arrived):
            continue
        stored = find(key, came)
        if stored is None:
            form.add_error(key, lost_upload())
        else:
            form.cleaned_data[key] = cleaned._replace(recording=stored) if isinstance(cleaned, Voiced) else stored


def refuse_what_is_too_much(form: SectionForm, application: Application) -> frozenset[str]:
    """Uploads beyond the person's quota are errors of their questions, which are returned."""
    coming = {key: upload for key, upload in form.cleaned_data.items() if isinstance(upload, UploadedFile)} | recordings_in(form)
    if not coming:
        return frozenset()
    try:
        refuse_above_quota(application.writer, sum(upload.size or 0 for upload in coming.values()))
    except AboveQuota as refusal:
        for key in coming:
            form.add_error(key, ValidationError(str(refusal.message), code="quota"))
        return frozenset(coming)
    return frozenset()


def as_typed(form: SectionForm) -> dict[str, Any]:
    """What stands in the boxes of questions in error, so that nobody types it twice. A file that was refused is not kept."""
    return {
        q["key"]: with_plain_breaks(form.fields[q["key"]].widget.value_from_datadict(form.data, form.files, q["key"]))
        for q in form.section.questions
        if q["key"] in form.errors and q["kind"] != "file"
    }


def with_plain_breaks(typed: Any) -> Any:
    """A form sends a line's end as two characters, a script as one: the same text is to be the same."""
    if isinstance(typed, list):
        return [with_plain_breaks(part) for part in typed]
    if isinstance(typed, dict):
        return {name: with_plain_breaks(part) for name, part in typed.items()}
    return typed.replace("\r\n", "\n") if isinstance(typed, str) else typed


def prefilled(section: LoadedSection, application: Application, *, reader: User) -> SectionForm:
    """The section's form as the person left it: stored answers, what was kept as typed, and where there is neither what the reader has told before."""
    form = section_form(section, application.answers)
    if application.is_led:  # what somebody has told before is theirs
        offer_facts(form, section=section, application=application, reader=reader)
    for q in section.questions:
        key = q["key"]
        if key in application.unfinished:
            form.initial[key] = held_by(form.fields[key], application.unfinished[key])
        if isinstance(form.fields[key], VoiceField):
            show(form, key, application, form.initial.get(key))
        elif q["kind"] == "file" and form.initial.get(key):
            address = reverse("application_file", args=[application.folio, application.answers[key]["file"]])
            form.initial[key] = form.initial[key]._replace(url=address)
    tell_of_viruses(form, application)
    return form


def tell_of_viruses(form: SectionForm, application: Application) -> None:
    """Beside each kept file what the check says of it, where one is made: one statement more, for who has handed in a file here."""
    kept = {key: application.answers[key]["file"] for key, value in form.initial.items() if isinstance(value, KeptFile)}
    if not settings.CLAMAV_URL or not kept:
        return
    states = dict(StoredFile.objects.filter(pk__in=kept.values()).values_list("pk", "scan"))
    for key, pk in kept.items():
        form.initial[key] = form.initial[key]._replace(state=STATES.get(states.get(UUID(pk), ""), ""))


def sentences(q: Question, typed: Any) -> list[str]:
    """Why something that was kept as typed is not an answer yet; empty when the form has become more lenient."""
    try:
        field = question_type(q["kind"]).field(q)
        field.clean(held_by(field, typed))
    except ValidationError as error:
        return list(error.messages)
    return []
