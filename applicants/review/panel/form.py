"""A reviewer's profile as it is written: lists are lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.places.entities import OUTSIDE_MEXICO, entities, entity_name
from applicants.calls.places.plain import plain
from applicants.review.panel.languages import COMMON, code_of, written
from applicants.review.panel.models import ReviewerProfile
from fundportal.web.plain_text import one_line

MOST_LINES, LONGEST_LINE = 40, 80


class LinesField(forms.CharField):
    """A list of short texts, one a line; one that is there twice counts once."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("widget", forms.Textarea({"rows": 4, "cols": 40}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [line for line in map(one_line, (super().to_python(value) or "").splitlines()) if line]
        found = list({plain(line): line for line in reversed(lines)}.values())[::-1]
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("Write at most %(most)d lines.") % {"most": MOST_LINES})
        for line in found:
            if len(line) > LONGEST_LINE:
                raise forms.ValidationError(
                    _("A line has at most %(most)d characters: “%(line)s…”") % {"most": LONGEST_LINE, "line": line[:20]}
                )
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial or []) != (data or ""))


class LanguagesField(LinesField):
    """Indigenous languages by the names that they are called; their codes."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(written, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        codes = []
        for line in super().to_python(value):
            code = code_of(line)
            if not code:
                raise forms.ValidationError(
                    _("“%(name)s” is no language of the catalogue, or several are called so. Write the variant's name.") % {"name": line}
                )
            codes.append(code)
        return list(dict.fromkeys(codes))


class ProfileForm(forms.Form):
    """What the reviewer writes; with `staff` also the pools."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("I read and understand"), choices=list(COMMON.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    indigenous = LanguagesField(
        label=gettext_lazy("Indigenous languages"),
        help_text=gettext_lazy("One a line, by the name that it is called. Name the variant where one does not understand the others."),
    )
    knows = LinesField(
        label=gettext_lazy("Knows well"),
        help_text=gettext_lazy("One a line, in the words of the options that applicants choose from (below), or their codes."),
    )
    likes = LinesField(label=gettext_lazy("Would like to read"), help_text=gettext_lazy("The same words. A wish, no promise."))
    avoids = LinesField(label=gettext_lazy("Would rather not read"), help_text=gettext_lazy("The same words. A wish, no promise."))
    load = forms.IntegerField(
        label=gettext_lazy("Applications at most in a round"),
        min_value=0,
        max_value=5000,
        required=False,
        help_text=gettext_lazy("Empty: as many as everybody."),
    )
    organisations = LinesField(
        label=gettext_lazy("Organisations"),
        help_text=gettext_lazy("Where you work, study or teach, one a line. Only used to find conflicts of interest."),
    )
    entity = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    locality = forms.CharField(
        label=gettext_lazy("Town or municipality"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only used to find conflicts of interest."),
    )
    pools = LinesField(
        label=gettext_lazy("Pools"),
        help_text=gettext_lazy(
            "Groups of which an assignment can ask for at least one, one a line: “alumni”, “producers”. Only staff see and write them."
        ),
    )

    def __init__(self, *args: Any, profile: ReviewerProfile | None, staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Any = self.fields["entity"]
        places.choices = [("", "–"), *((code, entity_name(code)) for code in (*entities(), OUTSIDE_MEXICO))]
        if not staff:
            del self.fields["pools"]
        if profile is not None:
            self.initial = {name: getattr(profile, name) for name in self.fields if name != "indigenous"}
            self.initial["languages"] = [code for code in profile.languages if code in COMMON]
            self.initial["indigenous"] = [code for code in profile.languages if code not in COMMON]

    def clean_locality(self) -> str:
        return one_line(self.cleaned_data["locality"])

    @property
    def values(self) -> dict[str, Any]:
        """What is kept, by the names of the columns. Once the form is valid."""
        values = dict(self.cleaned_data)
        values["languages"] = [*values["languages"], *values.pop("indigenous")]
        return values
