"""Rounds and their rubric as staff write them: a criterion's scores are lines, the lowest first."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applicants.review.models import Criterion, Round
from applicants.review.rounds.rubric import FEWEST, FEWEST_TO_SCREEN, MOST, descriptors, lines

LARGEST = 2**31 - 1
HELP = {
    "kind": _(
        "Screening: a checklist over those that wait, whose outcome stands beside the buttons of screening. Interview: the same desk, with names. "
        "Deliberation: reviews may be changed after reading the others'."
    ),
    "shows_names": _("Then reviewers may have the name shown at the desk. Each time is recorded, and the public rubric says so."),
    "opens_on": _("Until that day reviewers see nothing of the applications. Empty: at once."),
    "shows_earlier": _("Without the names of those who wrote them."),
}


def new_seed() -> int:
    return secrets.randbelow(LARGEST)


class Unlabelled(forms.HiddenInput):
    """The admin draws a label for each field; one that nobody sees must not be labelled."""

    def id_for_label(self, id_: str | None) -> str:
        return ""


class RoundForm(forms.ModelForm[Round]):
    """A round. `once` is the number by which a form that is sent twice is known to be the same; it becomes the round's seed."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=Round.Kind.choices, initial=Round.Kind.REVIEW)
    takes = forms.ChoiceField(
        label=_("Who takes part"),
        required=False,
        choices=[("", _("as usual: all in the first round, the shortlist in later ones")), *Round.Takes.choices],
    )
    peers = forms.ChoiceField(
        label=_("Reviewers read one another's reviews"), required=False, choices=Round.Peers.choices, initial=Round.Peers.NEVER
    )
    once = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=Unlabelled, initial=new_seed)

    class Meta:
        model = Round
        fields = [
            *("call", "name_es", "name_en", "kind", "reviews_wanted", "takes", "blind_tier", "shows_names", "opens_on", "due_on", "peers"),
            "shows_earlier",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "takes" in self.fields:
            self.fields["takes"].choices = Round.Takes.choices  # type: ignore[attr-defined]
        for name, words in HELP.items():
            if name in self.fields:
                self.fields[name].help_text = words

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or self.instance.kind

    def clean_peers(self) -> str:
        return self.cleaned_data["peers"] or self.instance.peers

    def clean_takes(self) -> str:
        """As chosen; by the kind, and by the place among the call's rounds, where nothing was."""
        if self.cleaned_data.get("kind", self.instance.kind) == Round.Kind.SCREENING:
            return Round.Takes.SUBMITTED
        return self.cleaned_data["takes"] or (self.instance.takes if self.instance.pk else "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind", self.instance.kind)
        if kind != Round.Kind.SCREENING and cleaned.get("takes") == Round.Takes.SUBMITTED:
            self.add_error("takes", _("Only a round of screening takes those that wait for the screening."))
        if kind == Round.Kind.INTERVIEW and not cleaned.get("shows_names", self.instance.shows_names):
            self.add_error("shows_names", _("Whoever is interviewed is met: let the round show names."))
        return cleaned


class CriterionForm(forms.ModelForm[Criterion]):
    """A criterion without its key (made from the title) and with its descriptors as two texts."""

    descriptors_es = forms.CharField(
        label=_("Scores (Spanish)"),
        help_text=_("One score a line, the lowest first: three to six lines; for a screening two are enough."),
        widget=forms.Textarea(attrs={"rows": 5, "cols": 40}),
    )
    descriptors_en = forms.CharField(
        label=_("Scores (English)"),
        required=False,
        help_text=_("The same number of lines, or none."),
        widget=forms.Textarea(attrs={"rows": 5, "cols": 40}),
    )

    fewest = FEWEST

    class Meta:
        model = Criterion
        fields = ["title_es", "title_en", "weight", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.descriptors or []
        self.initial.setdefault("descriptors_es", "\n".join(line["es"] for line in kept))
        self.initial.setdefault("descriptors_en", "\n".join(line["en"] for line in kept if line.get("en")))

    def clean_descriptors_es(self) -> str:
        text: str = self.cleaned_data["descriptors_es"]
        if not self.fewest <= len(lines(text)) <= MOST:
            raise forms.ValidationError(
                _("Write %(fewest)d to %(most)d lines, one for each score.") % {"fewest": self.fewest, "most": MOST}
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        spanish, english = lines(cleaned.get("descriptors_es", "")), lines(cleaned.get("descriptors_en", ""))
        if spanish and english and len(spanish) != len(english):
            self.add_error(
                "descriptors_en", _("There are %(es)d scores in Spanish and %(en)d here.") % {"es": len(spanish), "en": len(english)}
            )
        return cleaned

    def save(self, commit: bool = True) -> Criterion:
        self.instance.descriptors = descriptors(self.cleaned_data["descriptors_es"], self.cleaned_data["descriptors_en"])
        if not self.instance.key:
            self.instance.key = self.free_key()
        return super().save(commit)

    def free_key(self) -> str:
        """A key out of the title that no other criterion of the round has."""
        wanted = slugify(self.instance.title_es)[:24] or "criterion"
        taken = (
            set(Criterion.objects.filter(round=self.instance.round_id).values_list("key", flat=True)) if self.instance.round_id else set()
        )
        return next(key for key in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if key not in taken)


class CriterionFormSet(forms.BaseInlineFormSet[Criterion, Round, forms.ModelForm[Criterion]]):
    """A check of a screening may have two scores: no and yes."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.instance.kind == Round.Kind.SCREENING:
            form.fewest = FEWEST_TO_SCREEN
