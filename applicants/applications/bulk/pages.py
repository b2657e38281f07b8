"""A job on its page: what it would do, how far it is, what it did; and the last jobs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.bulk.begin import ChangedMeanwhile, NothingChosen, confirm, require, take
from applicants.applications.bulk.look import look
from applicants.applications.bulk.models import BulkJob, BulkRow
from applicants.applications.bulk.stop import go_on, stop
from applicants.applications.bulk.verbs import VERBS, Verb
from applicants.applications.bulk.why import sentence
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from fundportal.accounts.roles import Permission
from programs.catalogue.models import Program

A_PAGE, JOBS_SHOWN = 50, 50
QUIET = 60  # seconds without a sign of life, after which the page says that nobody is at it
SHOWS = {"left": (BulkRow.Outcome.LEFT, BulkRow.Outcome.FAILED), "moved": (BulkRow.Outcome.MOVED,), "waiting": (BulkRow.Outcome.WAITING,)}


def begun(request: StaffRequest, verb: Verb, chosen: QuerySet[Application], **more: Any) -> HttpResponse | None:
    """Leads to the page of a new job about these applications; None, with a message, when there are none."""
    try:
        job = take(verb=verb, chosen=chosen, by=request.user, **{"back": request.get_full_path(), **more})
    except NothingChosen as refusal:
        messages.warning(request, str(refusal.message))
        return None
    return redirect("admin:bulk_job", job.pk)


def jobs_page(request: StaffRequest) -> HttpResponse:
    """The last jobs of one's programmes, the newest first."""
    if not request.user.may_somewhere(Permission.READ_APPLICATION):
        raise PermissionDenied
    jobs = list(BulkJob.objects.visible_to(request.user).defer("params").select_related("by", "call").order_by("-pk")[:JOBS_SHOWN])
    names = names_of(code for job in jobs if job.call is None for code in job.programs)
    rows = [(job, title_of(job), where(job, names)) for job in jobs]
    return staff_page(request, "admin/applicants/bulk/jobs.html", title=_("Bulk actions"), rows=rows)


def job_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Before: what will happen. Then: how far it is. POST confirms, stops, or goes on."""
    if not request.user.may_somewhere(Permission.READ_APPLICATION):
        raise PermissionDenied
    job = get_object_or_404(BulkJob.objects.visible_to(request.user).select_related("by", "call__cohort__strand__program"), pk=pk)
    if job.state == BulkJob.State.OPEN:
        return opened(request, job)
    if "stop" in request.POST:
        stop(job=job, by=request.user)
    elif "go_on" in request.POST:
        go_on(job=job, by=request.user)
    if request.method == "POST":
        return redirect("admin:bulk_job", pk)
    return running(request, job)


def opened(request: StaffRequest, job: BulkJob) -> HttpResponse:
    """The dry run; with `confirm` the job begins, exactly as it was shown."""
    verb, refused = require(job, request.user), ""
    form = verb.form(job, request.POST if "confirm" in request.POST else None)
    if "confirm" in request.POST and (form is None or form.is_valid()):
        try:
            confirm(job=job, by=request.user, params=verb.kept(form) if form else {}, seen=request.POST.get("seen", ""))
        except (ChangedMeanwhile, NothingChosen) as refusal:
            refused = str(refusal.message)
        else:
            return redirect("admin:bulk_job", job.pk)
    looked = look(job, verb, request.user)
    context = {"count": looked.count, "named": looked.named, "more": looked.more, **verb.shown(request, job, looked, form)}
    return staff_page(
        request,
        "admin/applicants/bulk/opened.html",
        title=verb.title,
        job=job,
        what=verb.template,
        groups=list(looked.left.values()),
        seen=f"{looked.fingerprint}.{looked.count}",
        form=form,
        refused=refused,
        status=409 if refused else 400 if form and form.errors else 200,
        **{"blocked": "" if looked.count else _("There is nothing to do here."), **context},
    )


def running(request: StaffRequest, job: BulkJob) -> HttpResponse:
    """How far it is, and what became of whom: of who is left as it was, of the others, of those whose turn has not come."""
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWS else "left" if job.left + job.failed else "moved"
    rows = job.rows.filter(outcome__in=SHOWS[show], application__in=Application.objects.visible_to(request.user))
    page = Paginator(rows.select_related("application__applicant").order_by("place"), A_PAGE).get_page(request.GET.get("p"))
    verb, silent = VERBS.get(job.verb), int((timezone.now() - (job.seen_at or job.begun_at or job.made_at)).total_seconds())
    return staff_page(
        request,
        "admin/applicants/bulk/running.html",
        title=title_of(job),
        job=job,
        percent=100 * job.settled // max(1, job.total),
        how_far=how_far(job, silent),
        where=where(job, names_of(job.programs)),
        counts=[
            ("left", _("left as they were"), job.left + job.failed),
            ("moved", _("were done"), job.moved),
            ("waiting", _("not begun"), job.rest),
        ],
        show=show,
        page=page,
        lines=[(row, sentence(row.why, row.said) if row.why else row.get_outcome_display()) for row in page],
        still="still" in request.GET,
        mine=job.by_id == request.user.pk,
        may_stop=verb is not None and all(request.user.may(verb.permission, code) for code in job.programs),
    )


def how_far(job: BulkJob, silent: int) -> list[str]:
    """In sentences: how many, and when something was last heard of it."""
    settled = ngettext("%(settled)d of %(total)d application", "%(settled)d of %(total)d applications", job.total)
    if job.held:
        heard = _("It waits: %(why)s") % {"why": job.held}
    elif job.seen_at is None and silent <= QUIET:
        heard = _("It begins in some seconds.")
    elif silent > QUIET:
        heard = _("Nobody is at it at this moment; it goes on by itself. Nothing is half done.")
    else:
        heard = ngettext("Last sign of life %(n)d second ago.", "Last sign of life %(n)d seconds ago.", silent) % {"n": silent}
    return [settled % {"settled": job.settled, "total": job.total}, heard]


def title_of(job: BulkJob) -> Any:
    verb = VERBS.get(job.verb)
    return verb.title if verb else job.verb


def names_of(codes: Any) -> dict[str, str]:
    """Code -> programme. One statement."""
    return {program.code: str(program) for program in Program.objects.filter(code__in=set(codes))}


def where(job: BulkJob, names: dict[str, str]) -> str:
    """The call, or the programmes."""
    return str(job.call) if job.call else ", ".join(names.get(code, code) for code in job.programs)
