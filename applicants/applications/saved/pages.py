"""Views of a list: kept under a name, opened, changed, taken away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.saved.lists import LISTS, cleaned, may_open
from applicants.applications.saved.models import SavedView
from applicants.applications.saved.save import NameTaken, TooLong, TooMany, change, may_change, may_remove, remove, save
from applicants.applications.staff.page import StaffRequest, staff_page
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from programs.catalogue.models import Program


class ViewForm(forms.Form):
    """A name, for whom, and whether it stands on the first page."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    program = forms.ModelChoiceField(
        Program.objects.none(),
        label=gettext_lazy("Shared with"),
        required=False,
        empty_label=gettext_lazy("nobody: only you see it"),
        help_text=gettext_lazy("The programme's staff see the view; each sees in it what they may see."),
    )
    pinned = forms.BooleanField(label=gettext_lazy("On the first page, with its number"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Program.objects.visible_to(user).order_by("order", "pk")
        rows = rows if user.is_superuser else rows.filter(code__in=user.codes_with(Permission.READ_APPLICATION))
        self.fields["program"].queryset = rows  # type: ignore[attr-defined]


def address_of(of: str, query: str) -> str:
    return f"{reverse(LISTS[of].url)}?{query}"


def view_for(request: StaffRequest, pk: int) -> SavedView:
    """One that the person sees, of a list that they may open."""
    if not any(may_open(request.user, of) for of in LISTS):
        raise PermissionDenied
    found = get_object_or_404(SavedView.objects.visible_to(request.user).select_related("program", "owner"), pk=pk)
    if not may_open(request.user, found.of):
        raise Http404
    return found


def saving(request: StaffRequest) -> HttpResponse:
    """Keep what a list shows. GET with `of` and its parameters asks for the name; POST keeps it and leads back."""
    if not any(may_open(request.user, of) for of in LISTS):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    of = given.get("of", SavedView.List.APPLICATIONS)
    if not may_open(request.user, of):
        raise Http404
    if request.method == "POST":
        raw = request.POST.get("query", "")
    else:
        rest = request.GET.copy()
        rest.pop("of", None)
        raw = rest.urlencode()
    query, _unknown = cleaned(of, raw[:8000])
    form, refused = ViewForm(request.POST if request.method == "POST" else None, user=request.user), ""
    if form.is_bound and form.is_valid():
        try:
            save(by=request.user, of=of, query=query, **form.cleaned_data)
        except (NameTaken, TooLong, TooMany) as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The view is kept."))
            return redirect(address_of(of, query))
    status = 409 if refused else 400 if form.errors else 200
    back = address_of(of, query)
    context: dict[str, Any] = {"form": form, "of": of, "query": query, "refused": refused, "back": back, "status": status}
    return staff_page(request, "admin/applicants/saved/saving.html", title=_("Keep this view"), **context)


def opening(request: StaffRequest, pk: int) -> HttpResponse:
    """Leads to the list; what the list does not know any more is said, not passed over."""
    view = view_for(request, pk)
    query, unknown = cleaned(view.of, view.query)
    if unknown:
        words = _(
            "The view “%(name)s” narrows the list by something that is no longer there (%(what)s). What you see is wider than it was meant."
        )
        messages.warning(request, words % {"name": view.name, "what": ", ".join(unknown)})
    return redirect(address_of(view.of, query))


def changing(request: StaffRequest, pk: int) -> HttpResponse:
    """Its owner changes it or takes it away; of a shared one also who runs the programme may take it away."""
    view = view_for(request, pk)
    if not may_remove(request.user, view):
        raise PermissionDenied
    back = address_of(view.of, cleaned(view.of, view.query)[0])
    if "remove" in request.POST:
        remove(view=view, by=request.user)
        messages.success(request, _("The view is taken away."))
        return redirect(back)
    first = {"name": view.name, "program": view.program_id, "pinned": view.pinned}
    form, refused = ViewForm(request.POST if request.method == "POST" else None, user=request.user, initial=first), ""
    if form.is_bound and not may_change(request.user, view):
        raise PermissionDenied
    if form.is_bound and form.is_valid():
        try:
            change(view=view, by=request.user, **form.cleaned_data)
        except NameTaken as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The view is changed."))
            return redirect(back)
    status = 409 if refused else 400 if form.errors else 200
    context: dict[str, Any] = {
        "form": form,
        "view": view,
        "refused": refused,
        "back": back,
        "may_change": may_change(request.user, view),
        "status": status,
    }
    return staff_page(request, "admin/applicants/saved/changing.html", title=_("Saved view"), **context)
