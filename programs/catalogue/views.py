"""Public pages of the fund and its programmes."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from fundportal.web.public import keep_until, public_page
from programs.catalogue.models import Organization, Partnership, Program
from programs.catalogue.tickets import next_flip, tickets_of


def zone_of(request: HttpRequest) -> str:
    return request.user.time_zone if request.user.is_authenticated else ""


def by_role(partnerships: Iterable[Partnership]) -> list[tuple[str, list[Organization]]]:
    """Organizations by what they do, in the order of the roles: ("Designed by", [AMACC, Netflix])."""
    found: dict[str, list[Organization]] = {}
    for partnership in sorted(partnerships, key=lambda row: list(Partnership.Role).index(Partnership.Role(row.role))):
        found.setdefault(str(partnership.get_role_display()), []).append(partnership.organization)
    return list(found.items())


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """The fund, and with whom it works."""
    programs = Program.objects.public()
    partners = {row.organization.pk: row.organization for program in programs for row in program.partnerships.all()}
    return render(request, "programs/about.html", {"programs": programs, "partners": list(partners.values())})


@public_page
def program(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme: what it is, its partners, its strands and cohorts, its calls."""
    shown = get_object_or_404(Program.objects.public(), slug=slug)
    tickets = tickets_of(shown)
    context = {
        "program": shown,
        "roles": by_role(shown.partnerships.all()),
        "strands": shown.strands.all(),
        "tickets": [ticket for ticket in tickets if ticket.state != "closed"],
        "zone": zone_of(request),
    }
    return keep_until(render(request, "programs/program.html", context), next_flip(tickets))
