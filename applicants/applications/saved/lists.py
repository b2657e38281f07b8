"""The lists of which views can be kept, as their admin pages register them; and how many rows a view shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import IntegerField, QuerySet, Subquery
from django.http import QueryDict

from applicants.applications.saved.models import SavedView
from applicants.applications.saved.save import may_remove
from applicants.applications.staff.filtering import Asked, canonical, dropped, is_costly, narrowed
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission

MOST_COUNTED = 1000


class Kept(NamedTuple):
    """A list: the admin that shows it, the name of its address, the permissions of which one is needed to open it."""

    model_admin: Any
    url: str
    permissions: tuple[Permission, ...]


LISTS: dict[str, Kept] = {}


def may_open(user: User, of: str) -> bool:
    return of in LISTS and any(user.may_somewhere(each) for each in LISTS[of].permissions)


def cleaned(of: str, query: str) -> tuple[str, tuple[str, ...]]:
    """The address of a list in canonical form, and the parameters that it does not know."""
    asked, model_admin = QueryDict(query), LISTS[of].model_admin
    return canonical(model_admin, asked), tuple(dropped(model_admin, asked))


def views_of(user: User, of: str) -> QuerySet[SavedView]:
    """Those of a list that the person sees, their own first."""
    rows = SavedView.objects.visible_to(user).filter(of=of).select_related("owner", "program")
    return rows.order_by("program__order", "name", "pk")


def shown_views(user: User, of: str) -> dict[str, Any]:
    """What a list shows of its views: those of the person, each with whether they may change or remove it. One statement."""
    views = [*views_of(user, of)]
    for view in views:
        view.may_remove = may_remove(user, view)  # type: ignore[attr-defined]
    return {"kept_list": of, "views": views}


class Bounded(Subquery):
    """How many rows a subquery has; it stops at its limit."""

    template = "(SELECT count(*) FROM (%(subquery)s) one)"
    output_field = IntegerField()


def counts_of(user: User, views: Iterable[SavedView]) -> dict[int, int]:
    """View -> how many rows it shows this person, counted no further than MOST_COUNTED; without those that take long to work out. One statement for all of
    them (and one for each filter that looks something up)."""
    numbers = {
        f"v{view.pk}": Bounded(rows_of(user, view).order_by().values("pk")[: MOST_COUNTED + 1])
        for view in views
        if may_open(user, view.of) and not is_costly(LISTS[view.of].model_admin, user, QueryDict(view.query))
    }
    if not numbers:
        return {}
    counted: dict[str, Any] = User.objects.filter(pk=user.pk).values(**numbers).get()  # type: ignore[assignment]
    return {int(name[1:]): number for name, number in counted.items()}


def rows_of(user: User, view: SavedView) -> QuerySet[Any]:
    """What the view shows the person: never more than the list itself would."""
    model_admin = LISTS[view.of].model_admin
    query = QueryDict(canonical(model_admin, QueryDict(view.query)))
    return narrowed(model_admin, user, model_admin.get_queryset(Asked(user, query)), query)
