"""What a person has told already may be offered as an answer, to be looked at and changed (WCAG 2.2, 3.3.7 Redundant Entry)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.questions.base import Question
from fundportal.accounts.models import User
from fundportal.web.zones import city, is_zone

if TYPE_CHECKING:
    from applicants.calls.section_form import SectionForm


class Fact(NamedTuple):
    """Something about a person, and the kind of question that it answers. `of_account`: the account knows it; else it stands in earlier applications."""

    label: str | Promise
    kind: str
    of_account: bool = False


FACTS = {
    "name": Fact(gettext_lazy("The name of the account"), "short_text", of_account=True),
    "email": Fact(gettext_lazy("The e-mail address of the account"), "short_text", of_account=True),
    "time_zone": Fact(gettext_lazy("The time zone of the account"), "short_text", of_account=True),
    "phone": Fact(gettext_lazy("The telephone, as answered in an earlier application"), "short_text"),
    "country": Fact(gettext_lazy("The country, as answered in an earlier application"), "country"),
    "entity": Fact(gettext_lazy("The state, as answered in an earlier application"), "entity"),
    "municipality": Fact(gettext_lazy("The municipality, as answered in an earlier application"), "municipality"),
}


def facts_for(kind: str) -> list[tuple[str, str | Promise]]:
    """(code, label) of what questions of this kind may be filled in with."""
    return [(code, fact.label) for code, fact in FACTS.items() if fact.kind == kind]


def problems_of_prefill(q: Question) -> list[str]:
    """What is wrong with what a question is filled in with, in sentences."""
    code = q.get("prefill")
    if not code:
        return []
    if code not in FACTS or FACTS[code].kind != q["kind"]:
        return [_("It cannot be filled in beforehand with that.")]
    return [_("Sensitive data are never filled in beforehand.")] if q["sensitive"] else []


def told_in_the_account(person: User) -> dict[str, str]:
    """Those facts that the account knows."""
    zone = city(person.time_zone) if person.time_zone and is_zone(person.time_zone) else ""
    return {"name": person.name, "email": person.email, "time_zone": zone}


def mark(form: SectionForm, q: Question) -> None:
    """Before the question's help: that it is filled in already, and from where."""
    told = _("From your account: check it.") if FACTS[q["prefill"]].of_account else _("From your earlier application: check it.")
    bound = form[q["key"]]
    bound.help_text = format_html('<span class="fp-tag fp-tag--go">{}</span> {}', told, bound.help_text)
