"""Filters of staff's lists that combine: several values of each, days from and to; all of it in the address. What is chosen stands above the list, each
thing with a link that takes it away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from fundportal.accounts.models import User

MANY_CHOICES = 14
"""More choices than these are a list to choose from instead of boxes to tick."""
MOST_VALUES, LONGEST = 40, 200
GONE = _("no longer there")


class Asked:
    """What filters and the search need of a request."""

    def __init__(self, user: Any, query: QueryDict) -> None:
        self.user, self.GET = user, query


class Choice(NamedTuple):
    value: str
    label: str | Promise
    is_chosen: bool


class Chip(NamedTuple):
    """One thing that is chosen, and the address without it."""

    what: str | Promise
    label: str | Promise
    without: str


class Filter(admin.ListFilter):
    """A filter of one or more parameters, each with any number of values. Made for a page, or to count what an address would show (see `narrowed`)."""

    parameters: tuple[str, ...] = ()
    kind = "boxes"

    def __init__(self, request: Any, params: dict[str, list[str]], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.model_admin = model_admin
        self.given = {name: [*dict.fromkeys(value for value in params.pop(name, []) if value)][:MOST_VALUES] for name in self.parameters}
        self.used_parameters.update({name: values[-1] for name, values in self.given.items() if values})

    @property
    def user(self) -> User:
        user: User = self.request.user  # type: ignore[assignment]
        return user

    def expected_parameters(self) -> list[str | None]:
        return list(self.parameters)

    def choices(self, changelist: ChangeList) -> Any:
        return ()

    @property
    def is_costly(self) -> bool:
        """Whether what is asked for takes so long that it is not counted beside other things."""
        return False

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.narrow(queryset) if any(self.given.values()) else queryset

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that have what was given; something was."""
        raise NotImplementedError

    def label_of(self, name: str, value: str) -> str | Promise:
        raise NotImplementedError


class ManyFilter(Filter):
    """One parameter; rows with any of its values. What is no value of it finds nothing, and says so."""

    parameter_name = ""
    only_one = False
    """Where each choice excludes the others."""

    def __init_subclass__(cls) -> None:
        cls.parameters = (cls.parameter_name,)

    @property
    def values(self) -> list[str]:
        return self.given[self.parameter_name]

    @cached_property
    def lookup_choices(self) -> list[tuple[str, Any]]:
        return list(self.lookups(self.request, self.model_admin))

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        raise NotImplementedError

    def has_output(self) -> bool:
        return bool(self.lookup_choices) or bool(self.values)

    @property
    def kind(self) -> str:  # type: ignore[override]
        return "list" if len(self.lookup_choices) > MANY_CHOICES else "boxes"

    @property
    def shown(self) -> list[Choice]:
        return [Choice(value, label, value in self.values) for value, label in self.lookup_choices]

    def label_of(self, name: str, value: str) -> str | Promise:
        label: str | Promise = dict(self.lookup_choices).get(value, GONE)
        return label

    def choices(self, changelist: ChangeList) -> Any:
        """For lists that show their filters beside them, as links: each takes its value or leaves it."""
        name = self.parameter_name
        yield {"selected": not self.values, "query_string": changelist.get_query_string(remove=[name]), "display": _("All")}
        for value, label, is_chosen in self.shown:
            values = [each for each in self.values if each != value] if is_chosen else [*self.values, value]
            yield {"selected": is_chosen, "query_string": changelist.get_query_string({name: values}), "display": label}


class ConditionFilter(ManyFilter):
    """Each value stands for a condition."""

    def conditions(self) -> dict[str, Q]:
        raise NotImplementedError

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        conditions, found = self.conditions(), Q(pk__in=[])
        for value in self.values:
            found |= conditions.get(value, Q(pk__in=[]))
        return rows.filter(found)


class DaysFilter(Filter):
    """From one day to another, both included, by the reader's clock."""

    kind = "days"
    column = ""

    def has_output(self) -> bool:
        return True

    def day(self, name: str) -> date | None:
        values = self.given[name]
        try:
            return date.fromisoformat(values[-1]) if values else None
        except ValueError:
            return None

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for name, way, more in zip(self.parameters, ("gte", "lt"), (0, 1), strict=True):
            if not self.given[name]:
                continue
            day = self.day(name)
            if day is None or not 1900 < day.year < 9999:
                return rows.none()
            begins = datetime.combine(day + timedelta(days=more), time(), timezone.get_current_timezone())
            rows = rows.filter(**{f"{self.column}__{way}": begins})
        return rows

    @property
    def shown(self) -> list[tuple[str, str | Promise, str]]:
        """(parameter, its label, the day as it was given) of both ends."""
        labels = (pgettext_lazy("day", "from"), pgettext_lazy("day", "to"))
        return [(name, label, (self.given[name] or [""])[-1]) for name, label in zip(self.parameters, labels, strict=True)]

    def label_of(self, name: str, value: str) -> str | Promise:
        which = {parameter: label for parameter, label, _value in self.shown}[name]
        return f"{which} {value}" if self.day(name) else f"{which} {value[:LONGEST]}: {_('not a day')}"


def chips(changelist: ChangeList) -> list[Chip]:
    """What the list is narrowed by, the words searched for first."""
    found = []
    if changelist.query:
        found.append(
            Chip(
                _("words"),
                changelist.query,
                changelist.get_query_string(remove=[SEARCH_VAR]) if SEARCH_VAR in changelist.filter_params else "?",
            )
        )
    for spec in changelist.filter_specs:
        if isinstance(spec, Filter):
            found += [
                Chip(spec.title, spec.label_of(name, value), without(changelist, name, value))  # type: ignore[arg-type]
                for name, values in spec.given.items()
                for value in values
            ]
    return found


def shown(changelist: ChangeList, **more: Any) -> dict[str, Any]:
    """What the page shows above its list (templates/admin/applicants/filters.html)."""
    pairs = [(name, value) for name, values in sorted(changelist.filter_params.items()) for value in values]
    return {"chips": chips(changelist), "address": urlencode(pairs), **more}


def without(changelist: ChangeList, name: str, value: str) -> str:
    """The address without this one value."""
    pairs = [(key, each) for key, values in sorted(changelist.filter_params.items()) for each in values if (key, each) != (name, value)]
    return f"?{urlencode(pairs)}"


def known_parameters(model_admin: Any) -> set[str]:
    """What an address of this list may hold."""
    return {SEARCH_VAR, ORDER_VAR, *(name for each in model_admin.list_filter for name in each.parameters)}


def canonical(model_admin: Any, query: QueryDict) -> str:
    """The part of an address that says what is shown: known parameters alone, sorted, each value once. Two addresses that show the same become one."""
    known = known_parameters(model_admin)
    pairs = sorted(
        {(name, value[:LONGEST]) for name, values in query.lists() if name in known for value in values if value and "\0" not in value}
    )
    return urlencode(pairs[:MOST_VALUES])


def dropped(model_admin: Any, query: QueryDict) -> list[str]:
    """The parameters that a list does not know (any more)."""
    return sorted(set(query) - known_parameters(model_admin))


def is_costly(model_admin: Any, user: User, query: QueryDict) -> bool:
    return any(each(Asked(user, query), dict(query.lists()), model_admin.model, model_admin).is_costly for each in model_admin.list_filter)


def narrowed(model_admin: Any, user: User, rows: QuerySet[Any], query: QueryDict) -> QuerySet[Any]:
    """The rows of a list that this address would show the person. No statement, but for the words searched for."""
    asked = Asked(user, query)
    for each in model_admin.list_filter:
        found = each(asked, dict(query.lists()), model_admin.model, model_admin)
        rows = found.queryset(asked, rows)
    words = query.get(SEARCH_VAR, "").strip()
    return model_admin.get_search_results(asked, rows, words)[0] if words else rows
