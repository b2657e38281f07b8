"""What a community or collective says of itself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.applications.draft.reading import with_plain_breaks
from applicants.applications.team.collective.models import Kind

LONGEST = 2000


class CollectiveForm(forms.Form):
    """All of it but name and representative is optional."""

    kind = forms.ChoiceField(label=_("What are you?"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.COMMUNITY)
    name = forms.CharField(label=_("Its name"), max_length=200, help_text=_("As you call yourselves, in your own language if you like."))
    place = forms.CharField(label=_("Where it is"), max_length=200, required=False)
    representative = forms.CharField(label=_("Who speaks for it in this application"), max_length=200)
    decided = forms.CharField(
        label=_("How did you decide to apply?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: in the assembly of 3 May, with minutes; or among the six of us."),
    )
    shown = forms.CharField(
        label=_("What may be shown, and to whom?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ceremonies, places, songs, faces: what is only for who evaluates, what for nobody else, what for everybody."),
    )
    asked = forms.CharField(
        label=_("Who has to be asked before something is shown or used?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Authorities, elders, an assembly, a family; and how to reach them."),
    )
    seen = forms.IntegerField(required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def facts(self) -> dict[str, str]:
        """Kind and words, as they are stored."""
        return {name: with_plain_breaks(value) for name, value in self.cleaned_data.items() if name != "seen"}
