"""What staff fill in to set up a call."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.keys import is_taken
from applicants.calls.models import Call, Question, Section
from applicants.calls.publish import problems_of_dates, problems_of_notice
from applicants.calls.reserved_words import RESERVED_KEYS
from fundportal.web.local_time import LocalDateTimeField, in_zone, of_zone
from fundportal.web.row_admin import RowForm
from fundportal.web.zones import zone_choices

WIDE = {"class": "vTextField"}
TALL = {"class": "vLargeTextField", "rows": 4}


class CallForm(RowForm[Call]):
    """A call. Times are typed on the clock of the call's own time zone; the deadline of a published call moves by extending it."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices, initial="America/Mexico_City")
    opens_at = LocalDateTimeField(label=_("Opens"), help_text=_("On the clock of the time zone above."))
    closes_at = LocalDateTimeField(
        label=_("Closes"), help_text=_("On the same clock. Once the call is published, the deadline moves by “Extend the deadline”.")
    )

    class Meta:
        model = Call
        fields = [
            *(
                "cohort",
                "slug",
                "folio_prefix",
                "title_es",
                "title_en",
                "summary_es",
                "summary_en",
                "who_es",
                "who_en",
                "needs_es",
                "needs_en",
            ),
            *(
                "decided_es",
                "decided_en",
                "time_zone",
                "opens_at",
                "closes_at",
                "grace_minutes",
                "outage_minutes",
                "decision_by",
                "offer_days",
                "minutes",
                "notice",
            ),
            "is_sample",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_zone(self, *[name for name in ("opens_at", "closes_at") if name in self.fields])
        if "notice" in self.fields:
            notices: Any = self.fields["notice"]
            notices.queryset = notices.queryset.filter(Q(published_at__isnull=False) | Q(pk=self.instance.notice_id))

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = in_zone(self, *[name for name in ("opens_at", "closes_at") if name in self.fields])
        cohort, notice = cleaned.get("cohort") or getattr(self.instance, "cohort", None), cleaned.get("notice")
        if cohort and cohort.strand.mode != cohort.strand.Mode.SELECTION:
            self.add_error("cohort", ValidationError(gettext("This strand has open registration: it needs no call."), code="open"))
        if cohort and notice and notice.program_code != cohort.strand.program.code:
            self.add_error("notice", ValidationError(gettext("This notice belongs to another programme."), code="foreign"))
        if self.instance.status == Call.Status.PUBLISHED:
            self.hold_promises(cleaned)
        return cleaned

    def hold_promises(self, cleaned: dict[str, Any]) -> None:
        """What a call needed to become public it needs as long as it is."""
        wanted = copy(self.instance)
        for name in ("opens_at", "decision_by", "notice"):
            setattr(wanted, name, cleaned.get(name, getattr(wanted, name)))
        found = {
            "notice": problems_of_notice(wanted, wanted.form_version.document) if "notice" in cleaned else [],  # type: ignore[union-attr]
            "decision_by": problems_of_dates(wanted),
        }
        for name, sentences in found.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, ValidationError(sentence, code="promised"))


class KeyField(forms.SlugField):
    """A key: small letters, digits and underscores; left empty it is made of the Spanish text."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault(
            "help_text", _("How exports and versions know it. Left empty, it is made of the Spanish text. It stays once published.")
        )
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        cleaned: str = super().clean(value)
        if cleaned and not re.fullmatch(r"[a-z][a-z0-9_]*", cleaned):
            raise ValidationError(gettext("Only small letters a to z, digits and _, beginning with a letter."), code="key")
        return cleaned


def key_out_of(text: str, taken: Callable[[str], bool], longest: int) -> str:
    """A key out of a text, one that is not `taken`."""
    words = slugify(text).replace("-", "_").strip("_")
    base = (words if words[:1].isalpha() else f"k_{words}")[: longest - 3].strip("_") or "k"
    base = base.rstrip("_0123456789") or "k"
    return next(key for number in range(1, 1000) if not taken(key := base if number == 1 else f"{base}{number}"))


class SectionDetails(forms.ModelForm[Section]):
    """A page of the form."""

    key = KeyField(label=_("Key"), max_length=30)

    class Meta:
        model = Section
        fields = ["title_es", "title_en", "help_es", "help_en", "key"]
        widgets = {
            "title_es": forms.TextInput(WIDE),
            "title_en": forms.TextInput(WIDE),
            "help_es": forms.Textarea(TALL),
            "help_en": forms.Textarea(TALL),
        }

    def __init__(self, *args: Any, call: Call, frozen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = set(call.sections.exclude(pk=self.instance.pk).values_list("key", flat=True)) | RESERVED_KEYS
        self.fields["key"].disabled = frozen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "key" in cleaned and not cleaned["key"]:
            cleaned["key"] = key_out_of(cleaned.get("title_es", ""), self.taken.__contains__, 30)
        if cleaned.get("key") in self.taken:
            self.add_error("key", ValidationError(gettext("This key cannot be used here. Choose another one."), code="taken"))
        return cleaned


class QuestionDetails(forms.ModelForm[Question]):
    """A question, without what its type needs: that is a form of its own below."""

    key = KeyField(label=_("Key"), max_length=40)

    class Meta:
        model = Question
        fields = ["label_es", "label_en", "help_es", "help_en", "required", "sensitive", "tier", "key"]
        widgets = {
            "label_es": forms.TextInput(WIDE),
            "label_en": forms.TextInput(WIDE),
            "help_es": forms.Textarea(TALL),
            "help_en": forms.Textarea(TALL),
        }

    def __init__(self, *args: Any, call: Call, frozen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = set(Question.objects.filter(section__call=call).exclude(pk=self.instance.pk).values_list("key", flat=True))
        self.fields["key"].disabled = frozen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "key" in cleaned and not cleaned["key"]:
            cleaned["key"] = key_out_of(cleaned.get("label_es", ""), self.is_taken, 40)
        elif "key" in cleaned and cleaned["key"] != self.initial.get("key") and self.is_taken(cleaned["key"]):
            self.add_error("key", ValidationError(gettext("This key cannot be used here. Choose another one."), code="taken"))
        return cleaned

    def is_taken(self, key: str) -> bool:
        return is_taken(key, self.taken)


class ExtendForm(forms.Form):
    """A later deadline on the call's clock, the date of decision that is promised with it, and why. The reason is public."""

    closes_at = LocalDateTimeField(label=_("New deadline"))
    decision_by = forms.DateField(
        label=_("Promised date of decision"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Not before the new deadline. It stands on the call's page and in the letters."),
    )
    reason_es = forms.CharField(
        label=_("Reason (Spanish)"),
        max_length=300,
        widget=forms.TextInput(WIDE),
        help_text=_("Shown on the call's page and in the letters."),
    )
    reason_en = forms.CharField(label=_("Reason (English)"), max_length=300, required=False, widget=forms.TextInput(WIDE))

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        self.instance = call
        super().__init__(*args, **kwargs)
        self.fields["closes_at"].initial = call.closes_at.astimezone(call.zone).replace(tzinfo=None)
        self.fields["decision_by"].initial = call.decision_by

    def clean(self) -> dict[str, Any]:
        cleaned = in_zone(self, "closes_at")
        moment: datetime | None = cleaned.get("closes_at")
        if moment and moment <= self.instance.closes_at:
            self.add_error("closes_at", ValidationError(gettext("The new deadline must be later than the standing one."), code="early"))
        elif moment and moment <= timezone.now():
            self.add_error("closes_at", ValidationError(gettext("The new deadline must be in the future."), code="past"))
        promised = cleaned.get("decision_by")
        if moment and promised and promised < moment.astimezone(self.instance.zone).date():
            self.add_error("decision_by", ValidationError(gettext("The promised date of decision is before the deadline."), code="early"))
        return cleaned
