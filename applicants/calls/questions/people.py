"""The people of a team: [{"name", "role", "email"}]."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions import sql
from applicants.calls.questions.base import Column, Config, Paper, Question, QuestionType, Shown, is_answered
from applicants.calls.questions.table import is_rows, with_retired_cells
from fundportal.web.pack import columns as pack
from fundportal.web.pack.table import TableField

MOST_PEOPLE = 50


class PeopleConfig(Config):
    min_people = forms.IntegerField(label=_("At least"), min_value=1, max_value=MOST_PEOPLE, initial=1)
    max_people = forms.IntegerField(label=_("At most"), min_value=1, max_value=MOST_PEOPLE, initial=12)
    email = forms.BooleanField(label=_("Ask for e-mail addresses (they stay optional)"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("min_people", 0) > cleaned.get("max_people", MOST_PEOPLE):
            raise ValidationError(gettext("“At least” is more than “at most”."), code="order")
        return cleaned


class People(QuestionType):
    kind = "people"
    label = _("People")
    hint = _("The team: name, role and, if wanted, e-mail address.")
    order = 150
    tier = 1  # names and contacts
    config_form = PeopleConfig
    stateful = True

    def fits(self, value: Any) -> bool:
        return is_rows(value)

    def field(self, q: Question) -> forms.Field:
        config = q["config"]
        columns = [pack.text_column("name", gettext("Name")), pack.text_column("role", gettext("Role"))]
        if config.get("email"):
            columns.append(pack.email_column("email", gettext("E-mail (optional)")))
        return TableField(columns, min_rows=config["min_people"], max_rows=config["max_people"], **self.common(q))

    def holding(self, field: Any, value: Any, q: Question) -> forms.Field:
        return with_retired_cells(field, value, self.common(q))

    def to_json(self, cleaned: Any, q: Question) -> list[dict[str, str]] | None:
        return [{key: cell for key, cell in row.items() if cell} for row in cleaned or []] or None

    def show(self, value: Any, q: Question) -> Shown:
        if not is_answered(value):
            return Shown("none")
        keys = ["name", "role", *(["email"] if any(row.get("email") for row in value) else [])]
        heads = {"name": gettext("Name"), "role": gettext("Role"), "email": gettext("E-mail")}
        rows = [[(row.get(key, ""), False) for key in keys] for row in value]
        return Shown("table", {"head": [(heads[key], False) for key in keys], "rows": rows, "total": None})

    def boxes(self, q: Question) -> int:
        return int(q["config"]["max_people"]) * (4 if q["config"].get("email") else 3)

    def paper(self, q: Question) -> Paper:
        heads = [gettext("Name"), gettext("Role"), *([gettext("E-mail (optional)")] if q["config"].get("email") else [])]
        return Paper("table", min(q["config"]["max_people"], 6), tuple(heads))

    def example(self, q: Question) -> list[dict[str, str]]:
        count = range(1, q["config"]["min_people"] + 1)
        return [{"name": gettext("Example person %(n)d") % {"n": n}, "role": gettext("Production")} for n in count]

    def limits(self, q: Question) -> list[str]:
        return [gettext("From %(least)d to %(most)d people") % {"least": q["config"]["min_people"], "most": q["config"]["max_people"]}]

    def columns(self, q: Question) -> list[Column]:
        person = "concat_ws(', ', item->>'name', item->>'role', item->>'email')"
        count = sql.joined(q["key"], "'x'", "")
        return [
            self.column(q, sql.listed(q["key"], person, "; ")),
            self.column(q, f"length({count})", "count", is_number=True, label={"es": "cuántas", "en": "how many"}),
        ]
