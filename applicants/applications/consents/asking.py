"""The consents that an application needs, and the sentences with which they are asked."""

from __future__ import annotations

from typing import cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applicants.calls.form_versions import LoadedForm
from applicants.calls.models import Call
from fundportal.consents.models import Notice, Purpose
from fundportal.web.prepared import Prepared


def with_notice(calls: QuerySet[Call]) -> QuerySet[Call]:
    """With what the pages of consent say of them: the short notice, not the full one."""
    return calls.select_related(None).select_related("notice").order_by().defer("notice__body_es", "notice__body_en")


CALL_BY_SLUG = Prepared(lambda slug: with_notice(Call.objects.public()).filter(slug=slug), slug=str)


def notice_of(call: Call) -> Notice:
    """The notice of a call that was published once: the database holds that it has one."""
    return cast(Notice, call.notice)


def asked(form: LoadedForm) -> list[Purpose]:
    """The purposes for which the form needs consent. Publicity is asked when a place is accepted, monitoring on its own page."""
    return [Purpose.EVALUATE, Purpose.SENSITIVE] if form.sensitive else [Purpose.EVALUATE]


def wording(purpose: str, notice: Notice) -> str:
    """The sentence beside the box, in the language of the moment. It is kept with the consent, word for word."""
    names = {"controller": notice.controller_name, "version": notice.version}
    if purpose == Purpose.SENSITIVE:
        return (
            _(
                "I agree that %(controller)s uses the sensitive data that I give (self-ascription, health, origin) to evaluate my application."
            )
            % names
        )
    if purpose == Purpose.PUBLICITY:
        return _("Yes, you may publish my name and the place that I come from as a participant.")
    if purpose == Purpose.MONITORING:
        return (
            _(
                "I agree that %(controller)s keeps what I say about myself (self-ascription, language, origin, gender, daily life, household) apart from my application and counts it together with that of others, to know whom its calls reach."
            )
            % names
        )
    return _("I agree that %(controller)s uses my answers to evaluate my application and to write to me about it.") % names


class ConsentForm(forms.Form):
    """One unticked box a purpose (LFPDPPP arts. 7-9: express, per purpose). Those named by `needed` have to be ticked to go on."""

    def __init__(self, *args: object, notice: Notice, purposes: list[Purpose], needed: set[Purpose], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for purpose in purposes:
            self.fields[purpose.value] = forms.BooleanField(label=wording(purpose, notice), required=purpose in needed)

    def ticked(self) -> dict[str, str]:
        """Purpose -> the sentence to which the person has agreed."""
        return {name: str(field.label) for name, field in self.fields.items() if self.cleaned_data[name]}
