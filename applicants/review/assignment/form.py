"""The rules of a plan as staff write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.form_versions import form_version
from applicants.calls.places.plain import plain
from applicants.review.assignment.rules import Rules
from applicants.review.models import Round
from applicants.review.panel.models import ReviewerProfile
from applicants.review.panel.topics import topic_questions
from applicants.review.rounds.assign import reviewers_of
from fundportal.web.bilingual import pick

LANGUAGES = [
    ("must", gettext_lazy("has to be understood")),
    ("wish", gettext_lazy("should be understood where that can be")),
    ("off", gettext_lazy("does not count")),
]


class RulesForm(forms.Form):
    """What an assignment has to keep, and what it looks at."""

    slack = forms.IntegerField(
        label=gettext_lazy("Loads may lie from the fair share by"),
        min_value=0,
        max_value=5000,
        help_text=gettext_lazy("Applications more or less for each reviewer. Who wished for fewer gets no more than that."),
    )
    languages = forms.ChoiceField(label=gettext_lazy("The language of an application"), choices=LANGUAGES, widget=forms.RadioSelect)
    pool = forms.ChoiceField(
        label=gettext_lazy("At least one reviewer of the pool"),
        required=False,
        help_text=gettext_lazy("Pools are written on the panel's page."),
    )
    shared = forms.IntegerField(
        label=gettext_lazy("Applications that each two reviewers share"),
        min_value=0,
        max_value=500,
        required=False,
        help_text=gettext_lazy(
            "So that strict and mild reviewers can be told apart. Empty: as many as cost one hundredth of the fit at most. 0: no such rule."
        ),
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What an application is about stands in"), widget=forms.CheckboxSelectMultiple, required=False
    )
    by_topic = forms.IntegerField(label=gettext_lazy("Weight: knows the topic well"), min_value=0, max_value=10)
    by_wish = forms.IntegerField(label=gettext_lazy("Weight: would like to read it"), min_value=0, max_value=10)
    by_language = forms.IntegerField(label=gettext_lazy("Weight: understands the language"), min_value=0, max_value=10)
    keep = forms.BooleanField(
        label=gettext_lazy("What is assigned stays where it can"),
        required=False,
        help_text=gettext_lazy(
            "Moves as little as possible, after a withdrawal or when a reviewer drops out. What is begun stays in any case."
        ),
    )

    def __init__(self, *args: Any, round: Round, last: Rules | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = topic_questions(form_version(round.call.form_version_id)) if round.call.form_version_id else {}
        self.choose("topics", [(key, pick(question["label"])) for key, question in questions.items()])
        self.choose("pool", [("", _("no such rule")), *pools_of(round.call.program_code).items()])
        rules = last or Rules(topics=tuple(questions))
        self.initial = {**rules.as_json(), "topics": [key for key in rules.topics if key in questions]}
        if not questions:
            del self.fields["topics"]

    def choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def rules(self) -> Rules:
        """Once the form is valid."""
        return Rules.from_json({"topics": [], **self.cleaned_data})


def pools_of(program_code: str) -> dict[str, str]:
    """The pools in which somebody is who reviews now: plain name -> as it is written."""
    rows = ReviewerProfile.objects.filter(program_code=program_code, reviewer__in=reviewers_of(program_code).order_by())
    return {plain(name): name for pools in rows.values_list("pools", flat=True) for name in pools}
