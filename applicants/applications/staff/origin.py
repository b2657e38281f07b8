"""Filters of the list of applications by programme, and by where people live or come from."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from django.contrib import admin
from django.db.models import JSONField, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from applicants.applications.staff.page import ONE_ID
from applicants.calls.form_versions import LoadedForm, form_version
from applicants.calls.models import Call
from applicants.calls.places.countries import OTHER_COUNTRY, countries, country_name
from applicants.calls.places.entities import OUTSIDE_MEXICO, entities, entity_name
from programs.catalogue.models import Program


class ProgramFilter(admin.SimpleListFilter):
    """The programmes of the reader; hidden where there is but one."""

    title = _("programme")
    parameter_name = "program"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        user: Any = request.user
        return [(program.code, str(program.short_name)) for program in Program.objects.visible_to(user).order_by("order", "pk")]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(call__cohort__strand__program__code=self.value()) if self.value() else queryset


class PlaceFilter(admin.SimpleListFilter):
    """Answers as handed in last. Which question holds the place is a matter of the call's form: so a call is chosen first."""

    kinds: tuple[str, ...]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.key = key_of(request, self.kinds)
        return self.places() if self.key else []

    def places(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value() or not self.key:
            return queryset
        answers = KeyTransform("answers", Cast("submission__document", JSONField()))
        rows: QuerySet[Any] = queryset.annotate(origin=KeyTextTransform(self.key, answers))
        return rows.filter(origin__startswith=self.value())


class EntityFilter(PlaceFilter):
    """A municipality begins with the two digits of its entity."""

    title = _("entity")
    parameter_name = "entity"
    kinds = ("entity", "municipality")

    def places(self) -> list[tuple[str, str]]:
        return [*((entity.code, entity.name) for entity in entities().values()), (OUTSIDE_MEXICO, entity_name(OUTSIDE_MEXICO))]


class CountryFilter(PlaceFilter):
    title = _("country")
    parameter_name = "country"
    kinds = ("country",)

    def places(self) -> list[tuple[str, str]]:
        return [
            *sorted(((country.code, country.name) for country in countries().values()), key=itemgetter(1)),
            (OTHER_COUNTRY, country_name(OTHER_COUNTRY)),
        ]


def key_of(request: HttpRequest, kinds: tuple[str, ...]) -> str:
    """The key of the first question of such a kind in the form of the call that the list is filtered by; empty without one."""
    user: Any = request.user
    chosen = request.GET.get("call", "")
    if not ONE_ID.fullmatch(chosen):
        return ""
    version = Call.objects.visible_to(user).filter(pk=chosen).values_list("form_version", flat=True).first()
    return first_of(form_version(version), kinds) if version else ""


def first_of(form: LoadedForm, kinds: tuple[str, ...]) -> str:
    return next((key for key, question in form.questions.items() if question["kind"] in kinds and not form.section_of[key].repeat), "")
