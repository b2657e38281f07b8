"""A whole form takes the place of the one that staff have been writing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from applicants.calls.easy.keep import facts
from applicants.calls.easy.models import Sound
from applicants.calls.form_versions import build
from applicants.calls.models import Call, Question, Section
from applicants.calls.publish import NotAsConfirmed
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.web.canonical import canonical, sha256

Document = Mapping[str, Any]


def mark_of(document: Document) -> str:
    """Of the form that would be replaced, as the person has seen it."""
    return sha256(canonical(document))


@transaction.atomic
def replace_form(*, call: Call, document: Document, by: User, confirmed: str, source: str) -> None:
    """Write the document as the call's sections and questions, with its keys. What was published and answered stays as it is until it is published again.

    `confirmed` is the mark of the form as it was when the person agreed to lose it, `source` says where the document comes from. Raises
    NotAsConfirmed when somebody has changed the form meanwhile.
    """
    Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    if mark_of(build(call)) != confirmed:
        raise NotAsConfirmed
    call.sections.all().delete()
    write_form(call, document, sounds=Sound.objects.visible_to(by))
    record(
        actor=by, verb="form_replaced", target=f"call:{call.slug}", program_code=call.program_code, source=source, sha256=mark_of(document)
    )


def write_form(call: Call, document: Document, *, sounds: QuerySet[Sound] | None = None) -> None:
    """Sections and questions of a call that has none, out of a form's document. A document names sounds and does not hold them: those that are among
    `sounds` (None: all that there are) are given to this call as well, any other is left out."""
    heard = Heard(call, Sound.objects.all() if sounds is None else sounds)
    for order, section in enumerate(document["sections"]):
        written = Section.objects.create(
            call=call,
            key=section["key"],
            **columns(section, "title", "help"),
            **{name: section.get(name, {}) for name in ("show_when", "repeat")},
            order=order,
        )
        Question.objects.bulk_create(
            Question(
                section=written,
                **columns(q, "label", "help", "easy"),
                **heard.columns(q.get("audio", {})),
                **{name: q[name] for name in ("key", "kind", "required", "tier", "sensitive", "config")},
                show_when=q.get("show_when", {}),
                prefill=q.get("prefill", ""),
                order=place,
            )
            for place, q in enumerate(section["questions"])
        )


def columns(row: Document, *names: str) -> dict[str, str]:
    """The bilingual columns of these texts."""
    return {f"{name}_{language}": row.get(name, {}).get(language, "") for name in names for language in ("es", "en")}


class Heard:
    """The sounds that a call gets with a form: its own as they are, those of other calls as copies, each once."""

    def __init__(self, call: Call, sounds: QuerySet[Sound]) -> None:
        self.call, self.sounds = call, sounds
        self.given: dict[str, Sound | None] = {}

    def columns(self, named: Mapping[str, Any]) -> dict[str, Sound | None]:
        return {f"audio_{language}": self.sound(named[language]) for language in ("es", "en") if language in named}

    def sound(self, told: Mapping[str, Any]) -> Sound | None:
        """The one that a document tells of; None when it is not there, or is another one by now."""
        if told["id"] not in self.given:
            found = self.sounds.filter(pk=told["id"]).first()
            self.given[told["id"]] = self.own(found) if found and facts(found) == told else None
        return self.given[told["id"]]

    def own(self, sound: Sound) -> Sound:
        if sound.call_id != self.call.pk:
            sound.pk, sound.call, sound._state.adding = uuid.uuid4(), self.call, True
            sound.save(force_insert=True)
        return sound
