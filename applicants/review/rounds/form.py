"""Rounds and their rubric as staff write them: a criterion's scores are lines, the lowest first."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applicants.review.models import Criterion, Round
from applicants.review.rounds.rubric import FEWEST, MOST, descriptors, lines

LARGEST = 2**31 - 1


def new_seed() -> int:
    return secrets.randbelow(LARGEST)


class Unlabelled(forms.HiddenInput):
    """The admin draws a label for each field; one that nobody sees must not be labelled."""

    def id_for_label(self, id_: str | None) -> str:
        return ""


class RoundForm(forms.ModelForm[Round]):
    """A round. `once` is the number by which a form that is sent twice is known to be the same; it becomes the round's seed."""

    takes = forms.ChoiceField(
        label=_("Who takes part"),
        required=False,
        choices=[("", _("as usual: all in the first round, the shortlist in later ones")), *Round.Takes.choices],
    )
    once = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=Unlabelled, initial=new_seed)

    class Meta:
        model = Round
        fields = ["call", "name_es", "name_en", "reviews_wanted", "takes", "blind_tier", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "takes" in self.fields:
            self.fields["takes"].choices = Round.Takes.choices  # type: ignore[attr-defined]

    def clean_takes(self) -> str:
        """As chosen; by the place among the call's rounds where nothing was."""
        return self.cleaned_data["takes"] or (self.instance.takes if self.instance.pk else "")


class CriterionForm(forms.ModelForm[Criterion]):
    """A criterion without its key (made from the title) and with its descriptors as two texts."""

    descriptors_es = forms.CharField(
        label=_("Scores (Spanish)"),
        help_text=_("One score a line, the lowest first: three to six lines."),
        widget=forms.Textarea(attrs={"rows": 5, "cols": 40}),
    )
    descriptors_en = forms.CharField(
        label=_("Scores (English)"),
        required=False,
        help_text=_("The same number of lines, or none."),
        widget=forms.Textarea(attrs={"rows": 5, "cols": 40}),
    )

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
        if not FEWEST <= len(lines(text)) <= MOST:
            raise forms.ValidationError(_("Write three to six lines, one for each score."))
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
