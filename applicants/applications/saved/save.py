"""Keep a view, change it, take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.saved.models import SavedView
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal
from programs.catalogue.models import Program

if TYPE_CHECKING:
    from fundportal.accounts.models import User

MOST, LONGEST = 50, 2000


class NameTaken(Refusal):
    """One's own, or the team's, with this name is there already."""

    title = _("There is a view with this name")

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a view named “%(name)s” already, yours or the team's. Give another name.") % {"name": name})


class TooMany(Refusal):
    title = _("You have many views")

    def __init__(self) -> None:
        super().__init__(_("You have %(n)d views. Take one away first.") % {"n": MOST})


class TooLong(Refusal):
    title = _("This view is too long")

    def __init__(self) -> None:
        super().__init__(_("This view narrows the list by too much to be kept. Take something away first."))


def may_share(user: User, program: Program) -> bool:
    return user.may(Permission.READ_APPLICATION, program.code)


def may_change(user: User, view: SavedView) -> bool:
    return view.owner_id == user.pk


def may_remove(user: User, view: SavedView) -> bool:
    """Its owner; of a shared one also who runs the programme."""
    return may_change(user, view) or (view.program is not None and user.may(Permission.MANAGE_PROGRAM, view.program.code))


def save(*, by: User, of: str, name: str, query: str, program: Program | None = None, pinned: bool = False) -> SavedView:
    """Keep it. Raises NameTaken (also of two at once), TooMany, TooLong, PermissionDenied where one may not share; then nothing has happened."""
    if program is not None and not may_share(by, program):
        raise PermissionDenied
    if SavedView.objects.filter(owner=by).count() >= MOST:
        raise TooMany
    if len(query) > LONGEST:
        raise TooLong
    view = SavedView(owner=by, of=of, name=name, query=query, program=program, pinned=pinned)
    return written(view, "save_view", by)


def change(*, view: SavedView, by: User, name: str, program: Program | None, pinned: bool) -> SavedView:
    """Another name, shared or not, on the first page or not. Raises NameTaken, PermissionDenied."""
    if not may_change(by, view) or (program is not None and program.pk != view.program_id and not may_share(by, program)):
        raise PermissionDenied
    view.name, view.program, view.pinned = name, program, pinned
    return written(view, "change_view", by)


def written(view: SavedView, verb: str, by: User) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
            if view.program is not None:
                record(actor=by, verb=verb, target=f"view:{view.pk}", program_code=view.program.code, name=view.name)
    except IntegrityError as error:
        raise NameTaken(view.name) from error
    return view


@transaction.atomic
def remove(*, view: SavedView, by: User) -> None:
    """Raises PermissionDenied."""
    if not may_remove(by, view):
        raise PermissionDenied
    if view.program is not None:
        record(actor=by, verb="remove_view", target=f"view:{view.pk}", program_code=view.program.code, name=view.name)
    view.delete()
