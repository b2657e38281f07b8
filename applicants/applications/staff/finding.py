"""Finding applications in a list of any length."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application
from applicants.applications.staff.filtering import ConditionFilter, DaysFilter, ManyFilter
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


class CallFilter(ManyFilter):
    """Only calls that the reader may see."""

    title = _("call")
    parameter_name = "call"
    path = "call"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        calls = Call.objects.visible_to(self.user).order_by("-closes_at", "-pk").only("title_es", "title_en", "folio_prefix")
        return [(str(call.pk), f"{call.folio_prefix} · {call}") for call in calls[:100]]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**{f"{self.path}__in": ids(self.values)})


def ids(values: Iterable[str]) -> list[int]:
    """Those that are ids."""
    return [int(value) for value in values if ONE_ID.fullmatch(value)]


class StateFilter(ConditionFilter):
    title = _("state")
    parameter_name = "state__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, label in State.choices if value != State.DRAFT]

    def conditions(self) -> dict[str, Q]:
        return {value: Q(state=value) for value in State.values}


class SubmittedFilter(DaysFilter):
    title = _("submitted")
    parameters = ("submitted_from", "submitted_to")
    column = "submitted_at"


class AskedFilter(ConditionFilter):
    """What staff have asked afterwards."""

    title = _("asked afterwards")
    parameter_name = "asked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("waits for an answer")), ("answered", _("answered")), ("late", _("not answered in time"))]

    def conditions(self) -> dict[str, Q]:
        now = timezone.now()
        rows = Clarification.objects.filter(application=OuterRef("pk"))
        late = rows.filter(answered_at=None, taken_back_at=None, due_at__lt=now)
        return {"open": Q(Exists(rows.open(now))), "answered": Q(Exists(rows.filter(answered_at__isnull=False))), "late": Q(Exists(late))}


def to_be_screened() -> Q:
    """Applications that wait for the check of requirements and can no longer be corrected: the deadline, the call's and their own, has passed (in sample
    calls, which are there to walk the whole way in an afternoon, at once)."""
    now = timezone.now()
    passed = Q(Q(closes_at=None) | Q(closes_at__lt=now), call__closes_at__lt=now)
    return Q(passed | Q(call__is_sample=True), state=State.SUBMITTED)


class ScreenedFilter(ConditionFilter):
    """What still waits for the check of requirements, what passed it and what did not."""

    title = _("screened")
    parameter_name = "screened"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("can be, and is not yet")), ("in", _("meets the requirements")), ("out", _("does not meet them"))]

    def conditions(self) -> dict[str, Q]:
        passed = ~Q(state__in=[State.SUBMITTED, State.INELIGIBLE, State.WITHDRAWN])
        return {"waiting": to_be_screened(), "in": passed, "out": Q(state=State.INELIGIBLE)}


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
