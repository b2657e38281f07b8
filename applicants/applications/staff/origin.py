"""Filters of the list of applications by programme and strand, by where people live or come from, and by language."""

from __future__ import annotations

from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import JSONField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.staff.filtering import ManyFilter
from applicants.applications.staff.finding import ids
from applicants.applications.staff.page import ONE_ID
from applicants.calls.form_versions import LoadedForm, form_version
from applicants.calls.models import Call
from applicants.calls.places.countries import OTHER_COUNTRY, countries, country_name
from applicants.calls.places.entities import OUTSIDE_MEXICO, entities, entity_name
from programs.catalogue.models import Program, Strand

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class ProgramFilter(ManyFilter):
    """The programmes of the reader; hidden where there is but one."""

    title = _("programme")
    parameter_name = "program"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(program.code, str(program.short_name)) for program in Program.objects.visible_to(self.user).order_by("order", "pk")]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1 or bool(self.values)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(call__cohort__strand__program__code__in=self.values)


class StrandFilter(ManyFilter):
    """The strands of the programmes that the reader manages."""

    title = _("strand")
    parameter_name = "strand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Strand.objects.visible_to(self.user).order_by("program__order", "order", "pk")
        return [(str(strand.pk), str(strand.name)) for strand in rows[:100]]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1 or bool(self.values)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(call__cohort__strand__in=ids(self.values))


class AnswerFilter(ManyFilter):
    """Answers as handed in last. Which question holds them is a matter of the call's form: so one call is chosen first."""

    kinds: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        return key_of(self.user, self.request.GET.getlist("call"), self.kinds)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return self.places() if self.key else []

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if not self.key:
            return rows.none()
        found = Q()
        for value in self.values:
            found |= Q(origin__startswith=value)
        answers = KeyTransform("answers", Cast("submission__document", JSONField()))
        named: QuerySet[Any] = rows.annotate(origin=KeyTextTransform(self.key, answers))
        return named.filter(found)

    def label_of(self, name: str, value: str) -> str | Promise:
        return super().label_of(name, value) if self.key else _("only within one call that asks for it")

    def places(self) -> list[tuple[str, str]]:
        raise NotImplementedError


class EntityFilter(AnswerFilter):
    """A municipality begins with the two digits of its entity."""

    title = _("entity")
    parameter_name = "entity"
    kinds = ("entity", "municipality")

    def places(self) -> list[tuple[str, str]]:
        return [*((entity.code, entity.name) for entity in entities().values()), (OUTSIDE_MEXICO, entity_name(OUTSIDE_MEXICO))]


class CountryFilter(AnswerFilter):
    title = _("country")
    parameter_name = "country"
    kinds = ("country",)

    def places(self) -> list[tuple[str, str]]:
        return [
            *sorted(((country.code, country.name) for country in countries().values()), key=itemgetter(1)),
            (OTHER_COUNTRY, country_name(OTHER_COUNTRY)),
        ]


class LanguageFilter(ManyFilter):
    """The language in which the form was filled in when it was handed in last; within chosen calls."""

    title = _("language of the form")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES) if self.request.GET.get("call") else []

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        spoken = KeyTextTransform("language", Cast("submission__document", JSONField()))
        named: QuerySet[Any] = rows.annotate(spoken=spoken)
        return named.filter(spoken__in=self.values)


def key_of(user: User, calls: list[str], kinds: tuple[str, ...]) -> str:
    """The key of the first question of such a kind in the form of the one call that the list is filtered by; empty without one."""
    if len(calls) != 1 or not ONE_ID.fullmatch(calls[0]):
        return ""
    version = Call.objects.visible_to(user).filter(pk=calls[0]).values_list("form_version", flat=True).first()
    return first_of(form_version(version), kinds) if version else ""


def first_of(form: LoadedForm, kinds: tuple[str, ...]) -> str:
    return next((key for key, question in form.questions.items() if question["kind"] in kinds and not form.section_of[key].repeat), "")
