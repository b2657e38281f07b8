"""“Bring over my answers”: which application, then question by question, with both texts."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from applicants.applications.asked import asked_form
from applicants.applications.bring.bring import Brought, bring
from applicants.applications.bring.match import matches
from applicants.applications.deadline import may_edit
from applicants.applications.draft.renew import renewed
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.summary import files_at
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose
from fundportal.web.arrival import arrived_at

TAKE, FROM = "take-", "from-"
KEY = re.compile(r"[-\w]{1,60}", re.ASCII)


@never_cache
@login_required
def bring_page(request: PersonRequest, folio: str) -> HttpResponse:
    """GET shows what could come from where; POST brings what is ticked."""
    application = renewed(own(request.user, folio), arrived_at(request))
    if not may_edit(application, arrived_at(request)):
        return redirect("application", folio)
    sources = earlier(request, application)
    asked = request.POST.get("de") or request.GET.get("de") or (sources[0].folio if len(sources) == 1 else "")
    source = next((row for row in sources if row.folio == asked), None)
    if request.method == "POST" and source:
        done = bring(
            folio=folio,
            source=source.folio,
            person=request.user,
            picks=picks(request),
            base=request.POST.get(".base", ""),
            at=arrived_at(request),
            mark=request.POST.get(".page", "")[:16],
        )
        tell(request, done)
        return redirect("sections", folio)
    return render(request, "applications/bring.html", context(request, application, sources, source))


def earlier(request: PersonRequest, application: Application) -> list[Application]:
    """The person's other applications with answers, the newest first; also those that were withdrawn."""
    rows = Application.objects.of(request.user).with_call().exclude(pk=application.pk).exclude(answers={})
    return list(rows.order_by("-saved_at", "-pk")[:30])


def picks(request: PersonRequest) -> dict[str, str]:
    """Key of now -> key of then: the boxes that are ticked, and what was chosen from the lists."""
    ticked = {name.removeprefix(TAKE): value for name, value in request.POST.items() if name.startswith(TAKE)}
    chosen = {name.removeprefix(FROM): value for name, value in request.POST.items() if name.startswith(FROM) and value}
    return {key: str(one) for key, one in (chosen | ticked).items() if KEY.fullmatch(key) and KEY.fullmatch(str(one))}


def context(request: PersonRequest, application: Application, sources: list[Application], source: Application | None) -> dict[str, Any]:
    found, left_out = [], []
    if source:
        now, was = asked_form(application), asked_form(source)
        agreed = Purpose.SENSITIVE in standing(request.user, application.folio)
        left_out = [] if agreed else [key for key, q in now.questions.items() if q["sensitive"] or was.questions.get(key, q)["sensitive"]]
        then = {key: value for key, value in source.answers.items() if agreed or not was.questions.get(key, {}).get("sensitive")}
        found = matches(was=was, then=then, now=now, answers=application.answers, left_out=left_out)
        left_out = [key for key in left_out if key in source.answers]
    return {
        "application": application,
        "call": application.call,
        "sources": sources,
        "source": source,
        "matches": found,
        "left_out": left_out,
        "base": application.revision,
        "mark": secrets.token_hex(8),
        "files_at": files_at(source.folio) if source else "",
    }


def tell(request: PersonRequest, done: Brought) -> None:
    count = len(done.answers) + len(done.to_correct)
    if count:
        words = ngettext("%(n)d answer came over and is saved.", "%(n)d answers came over and are saved.", count)
        messages.success(request, words % {"n": count})
    if done.to_correct:
        words = ngettext("%(n)d of them has to be corrected.", "%(n)d of them have to be corrected.", len(done.to_correct))
        messages.warning(request, words % {"n": len(done.to_correct)})
    if done.contested:
        messages.warning(request, _("Some had changed in the meantime: you find two versions of them, to choose from."))
    if done.left:
        messages.warning(request, _("Some could not come over: the file is gone, the question has changed, or it needs your consent."))
    if not (count or done.contested or done.left):
        messages.info(request, _("Nothing was chosen, so nothing was changed."))
