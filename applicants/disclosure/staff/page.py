"""The figures of one cohort: one question, or two of them crossed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.disclosure.aggregate import Row, Table, aggregate
from applicants.disclosure.crosstab import crosstab
from applicants.disclosure.rule import INTERNAL, PUBLIC, Rule
from applicants.disclosure.staff.models import CohortDisclosure
from applicants.disclosure.staff.population import about, groups, population
from applicants.disclosure.subjects import Subject, subjects
from applicants.disclosure.wording import newest
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import pick

RULES = {INTERNAL.code: INTERNAL, PUBLIC.code: PUBLIC}
NAMES = {
    INTERNAL.code: _("Within the team: exact, from 5 people on"),
    PUBLIC.code: _("To go out: rounded to 5, from 10 people on"),
}


class Choice(forms.Form):
    """What is asked of the service. `rules` are those that the reader may use, the first one where nothing was chosen."""

    question = forms.ChoiceField(label=_("Question"))
    beside = forms.ChoiceField(label=_("Crossed with"), required=False)
    rule = forms.ChoiceField(label=_("Figures"), required=False)

    def __init__(self, data: Any, *, countable: Mapping[str, Subject], beside: Mapping[str, Subject], rules: list[str]) -> None:
        super().__init__(data)
        self.fields["question"].choices = listed(countable)  # type: ignore[attr-defined]
        self.fields["beside"].choices = [("", _("nothing")), *[(code, each.title) for code, each in beside.items()], *listed(countable)]  # type: ignore[attr-defined]
        self.fields["rule"].choices = [(code, NAMES[code]) for code in rules]  # type: ignore[attr-defined]


def listed(countable: Mapping[str, Subject]) -> list[tuple[Any, Any]]:
    """By the pages on which they are asked; what is worked out of answers first, earlier wordings last."""
    wording = newest()
    parts = [(part.title, [(asked.key, countable[asked.key].title) for asked in part.questions]) for part in wording.parts]
    derived = [(key, pick(rule)) for key, rule in wording.derived.items()]
    earlier = [(code, each.title) for code, each in countable.items() if "@" in code]
    return [(_("Worked out of several answers"), derived), *parts, *([(_("Earlier wordings"), earlier)] if earlier else [])]


def rules_of(user: User, program_code: str) -> list[str]:
    """How closely the person may look: staff of the programme choose, the others see what may go out."""
    return list(RULES) if user.may(Permission.VIEW_DISCLOSURE_CLOSELY, program_code) else [PUBLIC.code]


@never_cache
@require_GET
def figures(request: StaffRequest, pk: int) -> HttpResponse:
    """Each look is written in the audit record; nothing is shown before something was chosen."""
    cohort = get_object_or_404(CohortDisclosure.objects.visible_to(request.user).select_related("strand__program"), pk=pk)
    code = cohort.strand.program.code
    countable, beside = subjects(), groups(cohort)
    form = Choice(request.GET or None, countable=countable, beside=beside, rules=rules_of(request.user, code))
    context: dict[str, Any] = {"cohort": cohort, "form": form, "opts": CohortDisclosure._meta}
    context["members"] = members = population(cohort) if form.is_valid() else []
    if form.is_valid() and members:
        rule: Rule = RULES[form.cleaned_data["rule"] or rules_of(request.user, code)[0]]
        asked: dict[str, Any] = {
            "population": members,
            "about": about(cohort),
            "rule": rule,
            "by": request.user,
            "program_code": code,
        }
        first, other = countable[form.cleaned_data["question"]], {**countable, **beside}.get(form.cleaned_data["beside"])
        context["rule"] = rule
        if other and other.code != first.code:
            context["crossed"] = crosstab(rows=first, columns=other, **asked)
        else:
            context["table"] = made = aggregate(subject=first, **asked)
            context["bars"] = [(row, width(row, made)) for row in made.rows]
    return staff_page(request, "admin/applicants/cohortdisclosure/figures.html", title=cohort.name, **context)


def width(row: Row, made: Table) -> int | None:
    """Of a bar 100 units wide; None where there is no figure."""
    largest = max((each.people.value or 0 for each in made.rows), default=0)
    return round(100 * (row.people.value or 0) / largest) if row.people.is_shown and largest else None
