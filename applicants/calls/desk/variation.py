"""On which answers it depends whether something is asked, how often a section is there, what a question is filled in with: as staff set it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.conditions import BY_NUMBER, KINDS
from applicants.calls.form_versions import build
from applicants.calls.models import Call, Question, Section
from applicants.calls.prefill import facts_for
from applicants.calls.problems_of_variation import LARGEST
from applicants.calls.questions import question_type
from applicants.calls.repeats import MOST_TIMES
from fundportal.web.bilingual import pick

Row = dict[str, Any]


class Gate(NamedTuple):
    """An earlier question on the page: its fields, and whether it is one of those that count."""

    label: str
    fields: list[BoundField]
    counts: bool


class ConditionForm(forms.Form):
    """Every earlier question with a closed set of answers: which of them let this be asked. Nothing ticked: it is always asked."""

    match = forms.ChoiceField(
        label=_("It is asked"),
        choices=[("all", _("when all of the following hold")), ("any", _("when one of the following holds"))],
        widget=forms.RadioSelect,
        initial="all",
        required=False,
    )

    def __init__(self, data: Any, *, before: Sequence[Row], stored: Row) -> None:
        super().__init__(data, prefix="when", initial={"match": stored.get("match", "all")})
        self.before = [q for q in before if q["kind"] in KINDS]
        rules = {rule["key"]: rule for rule in stored.get("rules", [])}
        for q in self.before:
            rule = rules.get(q["key"], {})
            if q["kind"] in BY_NUMBER:
                for name, label in (("from", _("From")), ("to", _("Up to"))):
                    self.fields[f"{q['key']}-{name}"] = forms.IntegerField(
                        label=label, required=False, min_value=0, max_value=LARGEST, initial=rule.get(name)
                    )
            else:
                if q["kind"] != "declaration":  # which is ticked or has no answer
                    self.fields[f"{q['key']}-how"] = forms.ChoiceField(
                        label=_("The answer"),
                        choices=[("in", _("is one of these")), ("not_in", _("is none of these (without an answer, it is not asked)"))],
                        widget=forms.RadioSelect,
                        required=False,
                        initial="not_in" if "not_in" in rule else "in",
                    )
                self.fields[f"{q['key']}-in"] = forms.MultipleChoiceField(
                    label=pick(q["label"]),
                    choices=question_type(q["kind"]).counts(q),
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                    initial=rule.get("in", rule.get("not_in")),
                )

    def gates(self) -> Iterator[Gate]:
        for q in self.before:
            names = [name for part in ("how", "in", "from", "to") if (name := f"{q['key']}-{part}") in self.fields]
            counts = any(self[name].value() not in (None, "", []) for name in names if not name.endswith("-how"))
            yield Gate(pick(q["label"]), [self[name] for name in names], counts)

    def clean(self) -> dict[str, Any]:
        for q in self.before:
            ends = [self.cleaned_data.get(f"{q['key']}-{name}") for name in ("from", "to")]
            if None not in ends and ends != sorted(ends):  # type: ignore[type-var]
                self.add_error(f"{q['key']}-to", ValidationError(gettext("This is less than where it begins."), code="order"))
        return self.cleaned_data

    def to_condition(self) -> Row:
        rules = [rule for q in self.before if len(rule := self.rule(q)) > 1]
        return {"match": self.cleaned_data["match"] or "all", "rules": rules} if rules else {}

    def rule(self, q: Row) -> Row:
        values = {name: self.cleaned_data.get(f"{q['key']}-{name}") for name in ("in", "from", "to")}
        if self.cleaned_data.get(f"{q['key']}-how") == "not_in":
            values["not_in"] = values.pop("in")
        return {"key": q["key"], **{name: value for name, value in values.items() if value not in (None, [])}}


class RepeatForm(forms.Form):
    """How often a section is filled in; left empty, once."""

    min = forms.IntegerField(label=_("At least how many times"), required=False, min_value=1, max_value=MOST_TIMES)
    max = forms.IntegerField(
        label=_("At most how many times"),
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        help_text=_("Leave both empty for a section that is filled in once. Write its title in the singular: each gets its number."),
    )

    def clean(self) -> dict[str, Any]:
        least, most = self.cleaned_data.get("min"), self.cleaned_data.get("max")
        if (least and not most and "max" not in self.errors) or (least and most and least > most):
            self.add_error("max", ValidationError(gettext("“At most” has to be there, and not be less than “at least”."), code="order"))
        return self.cleaned_data

    def to_repeat(self) -> Row:
        most = self.cleaned_data.get("max")
        return {"min": self.cleaned_data.get("min") or 1, "max": most} if most else {}


class PrefillForm(forms.Form):
    """With what a question is filled in before anybody has answered it."""

    fact = forms.ChoiceField(
        label=_("Filled in beforehand with"),
        required=False,
        help_text=_("The person sees from where it comes, checks it and can change it. Nothing is kept before it is saved."),
    )

    def __init__(self, data: Any, *, kind: str, **options: Any) -> None:
        super().__init__(data, prefix="prefill", **options)
        fact: Any = self.fields["fact"]
        fact.choices = [("", _("nothing")), *facts_for(kind)]


class Variation:
    """The forms beside those of a section or a question."""

    def __init__(self, call: Call, row: Section | Question, data: Any) -> None:
        self.row = row
        self.condition = ConditionForm(data, before=before(call, row), stored=row.show_when)
        self.repeat = RepeatForm(data, prefix="repeat", initial=row.repeat) if isinstance(row, Section) else None
        offers = isinstance(row, Question) and facts_for(row.kind)
        self.prefill = PrefillForm(data, kind=row.kind, initial={"fact": row.prefill}) if isinstance(row, Question) and offers else None

    def is_valid(self) -> bool:
        results = [form.is_valid() for form in (self.condition, self.repeat, self.prefill) if form is not None]  # each says what is wrong
        return all(results)

    def apply(self) -> None:
        """Onto the row in memory."""
        self.row.show_when = self.condition.to_condition()
        if isinstance(self.row, Section) and self.repeat:
            self.row.repeat = self.repeat.to_repeat()
        if isinstance(self.row, Question) and self.prefill:
            self.row.prefill = self.prefill.cleaned_data["fact"]


def before(call: Call, row: Section | Question) -> list[Row]:
    """The questions on which something at this place may depend: what comes before it, and is not in a section that repeats unless that is its own."""
    found: list[Row] = []
    own = row.pk and row.key
    home = row.key if isinstance(row, Section) else row.section.key
    for section in build(call)["sections"]:
        if section["key"] == home:
            if isinstance(row, Question):
                keys = [q["key"] for q in section["questions"]]
                found += section["questions"][: keys.index(own) if own in keys else None]
            return found
        if not section.get("repeat"):
            found += section["questions"]
    return found
