"""The editor of a plan: rules as rows, with a button for each thing that a script would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.selection.composer.models import Vote
from applicants.selection.composer.plan import Plan, Rule
from applicants.selection.composer.points import THOUSAND
from applicants.selection.composer.pool import Countable, Pool
from applicants.selection.composer.words import rule_in_words
from applicants.selection.models import Decision

MOST_RULES, MOST_NAMED, EMPTY_ROWS = 40, 60, 2
MOST_PLACES = 1000


class WholeForm(forms.Form):
    """What is not a row."""

    name = forms.CharField(label=_("Name of the scenario"), max_length=80)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=MOST_PLACES)
    band = forms.DecimalField(
        label=_("Tie band, in points of the whole cohort"),
        min_value=0,
        max_value=MOST_PLACES * 100,
        decimal_places=1,
        help_text=_(
            "Cohorts whose totals are no more than this below the best one count as equally good. Floors on self-descriptions choose among these."
        ),
    )


class RuleForm(forms.Form):
    """A row: at least or at most so many with one of these answers."""

    codes = forms.MultipleChoiceField(
        label=_("Answers"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one answer.")},
    )
    side = forms.ChoiceField(label=_("Rule"), choices=[("least", _("at least")), ("most", _("at most"))])
    number = forms.IntegerField(label=_("How many"), min_value=0, max_value=MOST_PLACES)
    ground = forms.CharField(
        label=_("By which law and which point of the call"),
        max_length=300,
        help_text=_("This question is about sensitive data: say what allows a rule about it. It stays with the scenario."),
    )

    def __init__(self, *args: Any, countable: Countable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.countable = countable
        self.fields["codes"].choices = [  # type: ignore[attr-defined]
            (code, label if count is None else f"{label} ({count})") for code, label, count in countable.options
        ]
        if countable.is_self:
            del self.fields["side"]
        if not countable.needs_ground:
            del self.fields["ground"]

    @property
    def ticked(self) -> list[str]:
        """The answers as they are ticked by now, in words."""
        return [self.countable.name(code) for code in self["codes"].value() or []]

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if not number and (self.countable.is_self or self.data.get(self.add_prefix("side")) == "least"):
            raise ValidationError(gettext("A floor of none is no rule."))
        return number

    def rule(self) -> Rule:
        data = self.cleaned_data
        return Rule(self.countable.key, tuple(data["codes"]), data["number"], data.get("side", "least") == "least", data.get("ground", ""))

    @staticmethod
    def initial_of(rule: Rule) -> dict[str, Any]:
        return {"codes": list(rule.codes), "side": "least" if rule.is_floor else "most", "number": rule.number, "ground": rule.ground}


def known_folio(typed: str, pool: Pool) -> str:
    """Empty, or that of a candidate. Raises ValidationError."""
    folio = typed.strip().upper()
    if folio and folio not in pool.by_folio:
        raise ValidationError(gettext("This folio is not among the applications of the round that can be decided."))
    return folio


class NamedForm(forms.Form):
    """A row: one application that is set or left out, and why. Without a folio it is none."""

    folio = forms.CharField(label=_("Folio"), max_length=20, required=False)
    way = forms.ChoiceField(label=_("What"), choices=[("in", _("is set")), ("out", _("is left out"))], required=False)
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, pool: Pool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool = pool

    def clean_folio(self) -> str:
        return known_folio(self.cleaned_data["folio"], self.pool)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("folio") and not self.cleaned_data.get("why", "").strip():
            self.add_error("why", gettext("Say why: it stays with the scenario."))
        return self.cleaned_data


def places_free(rows: Sequence[forms.Form], most: int) -> list[int]:
    """The numbers of rows that are not taken."""
    taken = {int(form.prefix[1:]) for form in rows if form.prefix}
    return [place for place in range(most) if place not in taken]


class Editor:
    """The whole page: `whole`, `rules` and `named`, and in words the rules of the plan that can no longer be stated (`lost`) and
    what finds no row any more (`full`). Read from a plan (an empty one without), or from what was sent: to be judged, or only to be shown again
    with a row more or less."""

    def __init__(self, pool: Pool, *, sent: QueryDict | None = None, judged: bool = True, plan: Plan | None = None, name: str = "") -> None:
        self.pool, self.countables = pool, pool.countables
        self.whole: WholeForm
        self.rules: list[RuleForm] = []
        self.named: list[NamedForm] = []
        self.lost: list[str] = []
        self.full: list[str] = []
        if sent is None:
            self.from_plan(plan or Plan(pool.round.call.cohort.places or 30, band=5 * THOUSAND), name)
        else:
            self.from_sent(sent, judged)

    def from_plan(self, plan: Plan, name: str) -> None:
        self.whole = WholeForm(initial={"name": name, "places": plan.places, "band": Decimal(plan.band) / THOUSAND})
        for place, rule in enumerate(plan.rules):
            if rule.what not in self.countables:
                self.lost.append(rule_in_words(rule, self.pool))
            else:
                self.rules.append(RuleForm(prefix=f"r{place}", countable=self.countables[rule.what], initial=RuleForm.initial_of(rule)))
        self.named = [self.named_row(place, pk, way, why) for place, (pk, way, why) in enumerate(named_in(plan))]
        self.add_empty_rows()

    def from_sent(self, sent: QueryDict, judged: bool) -> None:
        def given(prefix: str, *names: str) -> dict[str, Any]:
            dash = f"{prefix}-" if prefix else ""
            values = {name: sent.getlist(dash + name) if name == "codes" else sent.get(dash + name, "") for name in names}
            return {"data": sent} if judged else {"initial": values}

        self.whole = WholeForm(**given("", "name", "places", "band"))
        for prefix in (f"r{place}" for place in range(MOST_RULES)):
            what = sent.get(f"{prefix}-what", "")
            if what in self.countables:
                own = given(prefix, "codes", "side", "number", "ground")
                self.rules.append(RuleForm(prefix=prefix, countable=self.countables[what], **own))
        for prefix in (f"n{place}" for place in range(MOST_NAMED)):
            if f"{prefix}-folio" in sent:
                self.named.append(NamedForm(prefix=prefix, pool=self.pool, **given(prefix, "folio", "way", "why")))

    def named_row(self, place: int, pk: int | None, way: str, why: str) -> NamedForm:
        candidate = self.pool.candidates.get(pk or 0)
        initial = {"folio": candidate.folio if candidate else "", "way": way, "why": why}
        return NamedForm(prefix=f"n{place}", pool=self.pool, initial=initial)

    def add_empty_rows(self) -> None:
        free = places_free(self.named, MOST_NAMED)
        self.named += [NamedForm(prefix=f"n{place}", pool=self.pool) for place in free[:EMPTY_ROWS]]
        if not free:
            words = gettext("A plan sets or leaves out %(most)d applications at most: there is no further row.")
            self.full.append(words % {"most": MOST_NAMED})

    def add_rule(self, what: str) -> None:
        """An empty row behind the others, if there is one left."""
        free = places_free(self.rules, MOST_RULES)
        if not free:
            self.full.append(gettext("A plan has %(most)d rules at most: none was added.") % {"most": MOST_RULES})
        elif what in self.countables:
            self.rules.append(RuleForm(prefix=f"r{free[0]}", countable=self.countables[what]))

    def fill_up(self) -> None:
        """Rows for more names behind those that are taken."""
        self.named = [form for form in self.named if any(form.initial.get(name) for name in ("folio", "why"))]
        self.add_empty_rows()

    def drop_rule(self, prefix: str) -> None:
        self.rules = [form for form in self.rules if form.prefix != prefix]

    def name_one(self, candidate: int, way: str) -> None:
        """Set or leave out one more; the reason is still to be written."""
        self.named = [form for form in self.named if form.initial.get("folio")]
        self.named.append(self.named_row(len(self.named), candidate, way, ""))
        self.add_empty_rows()

    def is_valid(self) -> bool:
        """All of it is asked, so that everything that is wrong is told at once."""
        forms_are = [self.whole.is_valid(), *(form.is_valid() for form in self.rules), *(form.is_valid() for form in self.named)]
        twice = self.twice()
        for form in twice:
            form.add_error("folio", gettext("This application stands in two rows."))
        return all(forms_are) and not twice

    def twice(self) -> list[NamedForm]:
        seen, found = set[str](), []
        for form in self.named:
            folio = form.cleaned_data.get("folio", "")
            if folio and folio in seen:
                found.append(form)
            seen.add(folio)
        return found

    def plan(self) -> Plan:
        """Of forms that are valid."""
        named = [form.cleaned_data for form in self.named if form.cleaned_data.get("folio")]
        pins, bans = (
            {self.pool.by_folio[row["folio"]].pk: row["why"].strip() for row in named if (row["way"] or "in") == way}
            for way in ("in", "out")
        )
        data = self.whole.cleaned_data
        return Plan(data["places"], tuple(form.rule() for form in self.rules), pins, bans, int(data["band"] * THOUSAND))


def named_in(plan: Plan) -> Iterator[tuple[int, str, str]]:
    for pk, why in plan.pins.items():
        yield pk, "in", why
    for pk, why in plan.bans.items():
        yield pk, "out", why


class VoteForm(forms.Form):
    """About the scenario as a whole, or about one application in it."""

    folio = forms.CharField(
        label=_("Folio"), max_length=20, required=False, help_text=_("Empty: your vote is about the scenario as a whole.")
    )
    stand = forms.ChoiceField(label=_("Your vote"), choices=Vote.Stand.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, pool: Pool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool = pool

    def clean_folio(self) -> str:
        return known_folio(self.cleaned_data["folio"], self.pool)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("stand") in (Vote.Stand.FOR, Vote.Stand.AGAINST) and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", gettext("A vote for or against needs its reason: it stays with the scenario."))
        return self.cleaned_data


class ConfirmForm(forms.Form):
    """What is decided about one application."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason, for the record"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
