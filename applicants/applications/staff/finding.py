"""Finding applications in a list of any length."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.staff.page import ONE_ID
from applicants.applications.states import State
from applicants.calls.models import Call

MOST_COUNTED = 10_000


class BoundedPaginator(Paginator[Application]):
    """Counts no further than MOST_COUNTED, or `most`: whoever wants more narrows the list by a filter or a search."""

    def __init__(self, *args: Any, most: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        self.most = most or MOST_COUNTED

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        counted: int = rows.order_by()[: self.most].count()
        return counted


def filtered(rows: QuerySet[Any], path: str, value: str | None) -> QuerySet[Any]:
    """The rows that lead to the id given in an address; all without one, none for what is no id."""
    if not value:
        return rows
    return rows.filter(**{path: value}) if ONE_ID.fullmatch(value) else rows.none()


class CallFilter(admin.SimpleListFilter):
    """Only calls that the reader may see."""

    title = _("call")
    parameter_name = "call"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        calls = Call.objects.visible_to(request.user).order_by("-closes_at", "-pk").only("title_es", "title_en", "folio_prefix")  # type: ignore[arg-type]
        return [(str(call.pk), f"{call.folio_prefix} · {call}") for call in calls[:100]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filtered(queryset, "call", self.value())


class ScreenedFilter(admin.SimpleListFilter):
    """What still waits for the check of requirements, what passed it and what did not."""

    title = _("screened")
    parameter_name = "screened"
    CONDITIONS = {
        "waiting": Q(state=State.SUBMITTED),
        "in": ~Q(state__in=[State.SUBMITTED, State.INELIGIBLE, State.WITHDRAWN]),
        "out": Q(state=State.INELIGIBLE),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("not yet")), ("in", _("meets the requirements")), ("out", _("does not meet them"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.CONDITIONS[self.value()]) if self.value() in self.CONDITIONS else queryset  # type: ignore[index]


def unaccented(text: str) -> str:
    """A name as its sort key has it (`fundportal.web.sortkey`): small letters, without accents, ñ kept apart."""
    decomposed = unicodedata.normalize("NFKD", text.lower()).replace("n\u0303", "n~")
    return "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f")


def matching(term: str, folio: str = "folio", person: str = "applicant") -> Q:
    """By folio, e-mail address or part of the name; every word must be found. `folio` and `person` are the ways to them from the rows searched."""
    found = Q()
    for word in term.split():
        name = Q(**{f"{person}__sort_name__contains": unaccented(word)})
        found &= Q(**{f"{folio}__istartswith": word}) | Q(**{f"{person}__email__startswith": word.lower()}) | name
    return found


def counts_by_state(rows: QuerySet[Application], link: Callable[[str], str]) -> list[tuple[str, int, str]]:
    """(state, how many, address) of each state that occurs. One statement."""
    counted = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return [(str(label), counted[value], link(value)) for value, label in State.choices if value in counted]
