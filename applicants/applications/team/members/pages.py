"""The pages on which a team is made, changed and left."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.rights import Right
from applicants.applications.team.members.answer import accept, decline, find, require_open
from applicants.applications.team.members.forms import InviteForm, RightForm
from applicants.applications.team.members.invite import CannotInvite, give_right, invite, leave, remove
from applicants.applications.team.members.models import Member
from applicants.applications.team.overview import overview
from fundportal.web.steady import repeatable


@never_cache
@login_required
def team(request: PersonRequest, folio: str) -> HttpResponse:
    """Who writes along, for all of them; the lead invites here."""
    application = own(request.user, folio, right=Right.LEAD if request.method == "POST" else Right.READ)
    sent = request.POST if request.method == "POST" else None
    form = InviteForm(sent, initial={"right": Member.Right.EDIT.value, "language": request.user.language})
    if form.is_valid():
        try:
            invite(application=application, person=request.user, **form.cleaned_data)
        except CannotInvite as refusal:
            form.add_error("email", str(refusal.message))
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect("team", folio)
    return render(request, "applications/team/team.html", {**overview(application), "form": form})


@never_cache
@login_required
@repeatable
def team_member(request: PersonRequest, folio: str, pk: int) -> HttpResponse:
    """Another right for one of them, or the end of the part. The lead's."""
    application = own(request.user, folio)
    member = Member.objects.filter(application=application, pk=pk).select_related("person").first()
    if member is None:
        raise Http404
    if member.declined_at or member.ended_at:
        return redirect("team", folio)
    form = RightForm(request.POST if request.POST.get("answer") == "right" else None, initial={"right": member.right})
    if request.method == "POST" and request.POST.get("answer") == "remove":
        remove(application=application, person=request.user, member_id=member.pk)
        messages.success(request, _("%(name)s no longer takes part.") % {"name": member})
        return redirect("team", folio)
    if form.is_valid():
        give_right(application=application, person=request.user, member_id=member.pk, right=form.cleaned_data["right"])
        messages.success(request, _("Saved."))
        return redirect("team", folio)
    return render(request, "applications/team/member.html", {"application": application, "member": member, "form": form})


@never_cache
@login_required
@repeatable
def team_leave(request: PersonRequest, folio: str) -> HttpResponse:
    """A member goes: what will happen, then doing it. The lead withdraws instead, and a facilitator is no member."""
    application = own(request.user, folio, right=Right.READ)
    if application.is_led or (application.hand and application.hand.helps):
        raise Http404
    if request.method == "POST":
        leave(application=application, person=request.user)
        messages.success(request, _("You no longer take part in %(folio)s.") % {"folio": folio})
        return redirect("applications")
    return render(request, "applications/team/leave.html", {"application": application})


@never_cache
@login_not_required
@repeatable
def team_invitation(request: PersonRequest, token: str) -> HttpResponse:
    """GET shows who asks for what; POST accepts, signed in with the address that was asked, or declines, which anybody may who holds the link."""
    member = find(token)
    person = request.user if request.user.is_authenticated else None
    if request.method == "POST" and request.POST.get("answer") == "no":
        decline(member=member, person=None)
        return render(request, "applications/team/declined.html", {"member": member})
    require_open(member, person)
    if member.accepted_at or (request.method == "POST" and person is not None and request.POST.get("answer") == "yes"):
        assert person is not None  # noqa: S101 (who has accepted is known by now)
        return redirect("application", accept(member=member, person=person).folio)
    return render(request, "applications/team/invitation.html", {"member": member, "application": member.application})
