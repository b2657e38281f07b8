"""What was found, application by application, as staff see it and decide."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.models import Application
from applicants.applications.staff.page import ONE_ID, StaffRequest, staff_page
from applicants.calls.form_versions import LoadedForm, form_version
from applicants.review.blinding.files import for_eyes, with_files_for_eyes
from applicants.review.blinding.hunt import look, progress
from applicants.review.blinding.models import UNREADABLE, FileCover, Leak, LeakHunt, LeakScan
from applicants.review.blinding.redact import CannotCover, decide, withhold
from applicants.review.models import Round
from applicants.review.rounds.assigning import round_for
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.files.models import StoredFile
from fundportal.web.bilingual import pick

A_PAGE = 20
SHOWN = ("open", "decided", "unread", "eyes")


class Found(NamedTuple):
    """A finding, and where it stands, in words."""

    leak: Leak
    where: str


class Block(NamedTuple):
    """One application with its findings, its files that are covered or could not be read, whether any finding is in a file, and the pictures, sounds
    and videos that a person has to look at."""

    application: Application
    found: list[Found]
    covers: list[FileCover]
    unread: list[StoredFile]
    is_unread: bool
    in_files: bool
    eyes: list[StoredFile]


def round_with_names(request: StaffRequest, pk: int) -> Round:
    """The round, for who assigns and may also read applications with names."""
    round_for(request, pk, Permission.ASSIGN)
    return round_for(request, pk, Permission.READ_APPLICATION)


def leaks_page(request: StaffRequest, pk: int) -> HttpResponse:
    """GET lists applications with findings at the round's degree of blindness; POST has them looked for. Each view is written into the audit record."""
    round = round_with_names(request, pk)
    if request.method == "POST":
        look(round=round, by=request.user, again="again" in request.POST)
        messages.success(request, _("Names are being looked for. Come back to this page at any time: it goes on without you."))
        return redirect("admin:round_leaks", pk)
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "open"
    rows = listed(request, round, show)
    page = Paginator(rows.order_by("folio"), A_PAGE).get_page(request.GET.get("p"))
    record(
        actor=request.user, verb="view_names_found", target=f"{round.call.slug}:{round.ordinal}", program_code=round.call.program_code,
        applications=[application.pk for application in page],
    )  # fmt: skip
    visible = Leak.objects.shown_in(round.blind_tier).filter(application__in=listed(request, round, "all"))
    return staff_page(
        request,
        "admin/applicants/round/leaks.html",
        title=_("Names in what reviewers read"),
        round=round,
        show=show,
        page=page,
        blocks=blocks(round, list(page), show),
        counts=visible.aggregate(
            **{state.value: Count("pk", filter=Q(state=state)) for state in Leak.State}, all=Count("application", distinct=True)
        ),
        hunt=LeakHunt.objects.filter(round=round).select_related("by").first(),
        progress=progress(round),
        ways=FileCover.Way.choices,
        for_eyes=listed(request, round, "eyes").count(),
    )


def listed(request: StaffRequest, round: Round, show: str) -> QuerySet[Application]:
    """The round's applications that the reader may see, by what there is to do in them."""
    rows = Application.objects.visible_to(request.user).filter(pk__in=round.taken)
    leaks = Leak.objects.shown_in(round.blind_tier).filter(application=OuterRef("pk"))
    if show == "open":
        rows = rows.filter(Exists(leaks.open()))
    elif show == "decided":
        covers = FileCover.objects.filter(application=OuterRef("pk"))
        rows = rows.filter(Exists(leaks.exclude(state=Leak.State.OPEN)) | Exists(covers))
    elif show == "unread":
        rows = rows.filter(Exists(LeakScan.objects.filter(application=OuterRef("pk")).exclude(unread=[])))
    elif show == "eyes":
        return with_files_for_eyes(rows).select_related("call", "submission").defer("answers", "revisions")
    return rows.select_related("call", "submission").only("folio", "call", "submission__form_version_id")


def blocks(round: Round, applications: list[Application], show: str) -> list[Block]:
    """Five statements at most for all of them."""
    leaks: dict[int, list[Leak]] = defaultdict(list)
    rows = Leak.objects.shown_in(round.blind_tier).filter(application__in=applications).select_related("by")
    for leak in rows.open() if show == "open" else rows:
        leaks[leak.application_id].append(leak)
    covers: dict[int, list[FileCover]] = defaultdict(list)
    for cover in FileCover.objects.filter(application__in=applications).select_related("file"):
        covers[cover.application_id].append(cover)
    unread = dict(LeakScan.objects.filter(application__in=applications).values_list("application", "unread"))
    ids = {file for files in unread.values() for file in files if file != UNREADABLE}
    ids |= {leak.place[2:] for each in leaks.values() for leak in each if leak.place.startswith("f:")}
    files = {str(file.pk): file for file in StoredFile.objects.filter(pk__in=ids)}
    eyes = for_eyes(round, applications) if show == "eyes" else {}
    found = []
    for application in applications:
        form = form_version(application.submission.form_version_id) if application.submission else None
        here = leaks[application.pk]
        missing = [files[file] for file in unread.get(application.pk, ()) if file in files]
        found.append(
            Block(
                application,
                [Found(leak, where(leak, form, files)) for leak in here],
                covers[application.pk],
                missing,
                UNREADABLE in unread.get(application.pk, ()),
                any(leak.place.startswith("f:") for leak in here),
                eyes.get(application.pk, []),
            )
        )
    return found


def where(leak: Leak, form: LoadedForm | None, files: dict[str, StoredFile]) -> str:
    """Where a finding stands, in words."""
    sort, key = leak.place[:1], leak.place[2:]
    question = form.questions.get(key) if form else None
    if sort == "f":
        name = files[key].name if key in files else ""
        if key in files and files[key].about.startswith("reference:"):
            return _("Letter of reference, file “%(name)s”, page %(page)d") % {"name": name, "page": leak.page}
        return _("File “%(name)s”, page %(page)d") % {"name": name, "page": leak.page}
    if sort == "t":
        return _("Transcript of “%(question)s”") % {"question": pick(question["label"]) if question else key}
    if sort == "c":
        return _("Asked afterwards, number %(number)s") % {"number": key}
    if sort == "k":
        return _("The collective or community")
    if sort == "r":
        return _("Letter of reference")
    return pick(question["label"]) if question else key


def deciding(request: StaffRequest, pk: int, application: int) -> HttpResponse:
    """POST decides the findings that were chosen, or what reviewers get of a file; GET leads back to the list."""
    round = round_with_names(request, pk)
    row = get_object_or_404(listed(request, round, "all"), pk=application)
    back = f"{reverse('admin:round_leaks', args=[pk])}?{request.POST.get('back', '')}#a{row.pk}"
    if request.method != "POST":
        return redirect(back)
    if file := request.POST.get("withhold") or request.POST.get("show"):
        withhold(round=round, application=row.pk, file=one_file(file), by=request.user, hidden="withhold" in request.POST)
        messages.success(request, _("%(folio)s: what reviewers get of the file was changed.") % {"folio": row.folio})
        return redirect(back)
    chosen: list[Any] = [int(value) for value in request.POST.getlist("leak")[:1000] if ONE_ID.fullmatch(value)]
    way = request.POST.get("way") or FileCover.Way.REDRAWN
    changed = decide(round=round, application=row.pk, leaks=chosen, state=request.POST.get("state", ""), by=request.user, way=way)
    said = ngettext("%(folio)s: %(count)d finding was decided.", "%(folio)s: %(count)d findings were decided.", changed)
    messages.success(request, said % {"folio": row.folio, "count": changed})
    return redirect(back)


def one_file(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise CannotCover(_("The page has changed. Load it again.")) from None
