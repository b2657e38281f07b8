"""What came of a section's page: which form and which questions it had shown, and what was written there."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, QueryDict
from django.utils.datastructures import MultiValueDict

from applicants.applications.draft.put_out import discard_files
from applicants.applications.draft.reading import Read, read
from applicants.applications.draft.save import Page, Saved, placed, save_locked, save_section, sensitive_in
from applicants.applications.draft.spoken import known
from applicants.applications.models import Application
from applicants.calls.form_versions import LoadedForm, LoadedSection, form_version
from applicants.calls.models import FormVersion
from applicants.calls.section_form import SectionForm, section_form

SHOWN = re.compile(r"(\d{1,9})(\.plain)?(?::([\w,-]{0,5000}))?", re.ASCII)
TURN = re.compile(r"\d{1,9}", re.ASCII)


def shown(form: LoadedForm, section: LoadedSection) -> str:
    """Stands in the page: the form version of which it is, whether its sensitive questions were left out, and which of the questions that are not
    always asked it shows: what it did not show it does not answer."""
    plain = ".plain" if section.is_plain else ""
    sometimes = f":{','.join(sorted(section.conditional))}" if form.any_section(section.key).conditional else ""
    return f"{form.id}{plain}{sometimes}"


@dataclass(frozen=True)
class Sent:
    """The page that was sent. `now` is the form of the application: a newer one when the page is older. Both are whole, `section` is as it was shown."""

    now: LoadedForm
    form: LoadedForm
    section: LoadedSection

    @property
    def is_old(self) -> bool:
        return self.form.id != self.now.id

    @property
    def sensitive(self) -> frozenset[str]:
        """The keys of the questions for whose answers consent is needed, by the form that was shown or by the one of now."""
        return sensitive_in(self.section, self.now)

    def without(self, keys: Collection[str]) -> Sent:
        return Sent(self.now, self.form, self.section.without(keys)) if keys else self

    def only(self, keys: Collection[str]) -> Sent:
        return Sent(self.now, self.form, self.section.only(keys))

    def form_of(
        self, application: Application, fields: QueryDict, files: MultiValueDict[str, UploadedFile[Any]] | None = None
    ) -> SectionForm:
        """Bound to what was sent, over the answers as the page's own form knows them."""
        places = placed(self.section, self.form, self.now)
        answers = {key: known(application, place) for key, place in places.items()}
        return section_form(self.section, answers, fields, files)


def sent(application: Application, key: str, fields: QueryDict) -> Sent:
    """The page on which these fields were filled in. One that does not say, or names a form of another call, counts as one of now. Raises Http404."""
    now = form_version(application.form_version_id)
    told = SHOWN.fullmatch(fields.get(".form", ""))
    form = form_of_call(int(told[1]), application) if told and int(told[1]) != now.id else now
    try:
        section = form.any_section(key)
    except KeyError as error:
        raise Http404 from error
    if section.conditional:
        section = form.narrowed(section, ((told and told[3]) or "").split(","))
    return Sent(now, form, section.plain if told and told[2] else section)


def form_of_call(pk: int, application: Application) -> LoadedForm:
    """A version of the application's own call, else the version of now. One statement: pages of an older form are rare."""
    ours = FormVersion.objects.filter(pk=pk, call=application.call_id).exists()
    return form_version(pk if ours else application.form_version_id)


def save_sent(
    page: Sent, application: Application, form: SectionForm, fields: QueryDict, at: datetime, only: Collection[str] | None = None
) -> tuple[Read, Saved]:
    """Store what stands in the form (`only` these questions of it). Raises NotForYou, NotEditable."""
    found = read(form, application=application, only=only)
    saved = save_section(
        application_id=application.pk,
        person=application.writer,
        section=page.section,
        values=found.values,
        unfinished=found.unfinished,
        at=at,
        page=written_on(page, fields),
    )
    discard_files(application, {key: found.values.get(key) for key in saved.withheld})
    return found, saved


def save_changes(page: Sent, application: Application, form: SectionForm, fields: QueryDict, at: datetime, keys: Collection[str]) -> Saved:
    """Store what the form says to these questions of it alone, in an application that is locked already. Raises NotEditable."""
    found = read(form, application=application, only=keys)
    saved = save_locked(
        application=application,
        person=application.writer,
        section=page.section,
        values=found.values,
        unfinished=found.unfinished,
        at=at,
        page=written_on(page, fields),
    )
    discard_files(application, {key: found.values.get(key) for key in saved.withheld})
    return saved


def written_on(page: Sent, fields: QueryDict) -> Page:
    """What merging asks of the page: its mark, what it had seen, the how manyth of its saves this is."""
    turn = fields.get(".turn", "")
    return Page(fields.get(".page", "")[:16], fields.get(".base", ""), int(turn) if TURN.fullmatch(turn) else 0, page.form)
