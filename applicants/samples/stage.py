"""All that the applications of one scene have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from random import Random

from django.utils.translation import override

from applicants.applications.consents.asking import wording
from applicants.applications.folio import RANDOM_CHARACTERS, UNMISTAKABLE, check_character
from applicants.applications.pages.check import DeclarationForm
from applicants.calls.form_versions import LoadedForm, form_version
from applicants.calls.models import Call
from applicants.samples.course import Calendar
from applicants.samples.rounds import Reading
from applicants.selection.models import Release
from fundportal.consents.models import Purpose

LANGUAGES = ("es-mx", "en")


@dataclass
class Stage:
    """A call on which applications are written: its calendar, its readers, the release of its decisions, and the member of staff who did it all.

    `folios` are those that are taken.
    """

    call: Call
    calendar: Calendar
    reading: Reading
    staff: int
    random: Random
    release: Release | None = None
    folios: set[str] = field(default_factory=set)
    positions: Iterator[int] = field(default_factory=lambda: count(1))

    @cached_property
    def form(self) -> LoadedForm:
        return form_version(self.call.form_version_id or 0)

    @cached_property
    def abroad(self) -> bool:
        """Whether people from all of Latin America may apply: then the form asks for the country."""
        return self.form.first_of("country") is not None

    @cached_property
    def asks_about_people(self) -> bool:
        """Whether the call's notice speaks of self-descriptions."""
        return self.call.notice is not None and Purpose.MONITORING in self.call.notice.purposes

    @cached_property
    def needs_sensitive(self) -> bool:
        """Whether nobody can apply without consent to the use of sensitive data."""
        return any(q["sensitive"] and q["required"] for q in self.form.questions.values())

    @cached_property
    def wordings(self) -> dict[tuple[str, str], str]:
        """The sentence beside each box, by purpose and language."""
        found = {}
        for language in LANGUAGES:
            with override(language):
                for purpose in Purpose:
                    found[purpose.value, language] = wording(purpose, self.call.notice)  # type: ignore[arg-type]
        return found

    @cached_property
    def declarations(self) -> dict[str, str]:
        """The sentence that is agreed to with an application, by language."""
        found = {}
        for language in LANGUAGES:
            with override(language):
                found[language] = str(DeclarationForm.base_fields["declaration"].label)
        return found

    def new_folio(self) -> str:
        """A folio that is free, the same for the same random numbers."""
        while True:
            body = "".join(self.random.choices(UNMISTAKABLE, k=RANDOM_CHARACTERS))
            check = check_character(self.call.folio_prefix + body)
            folio = f"{self.call.folio_prefix}-{body}{check}"
            if check in UNMISTAKABLE and folio not in self.folios:
                self.folios.add(folio)
                return folio
