"""A file of one's own application, as a download."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from applicants.applications.asked import answered_form, asked_form
from applicants.applications.draft.log import waiting
from applicants.applications.draft.merge import as_read
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.rights import Right
from applicants.applications.team.hands import hands_of
from applicants.calls.questions.base import file_in
from fundportal.files.models import StoredFile
from fundportal.files.serve import serve


@never_cache
@login_required
def application_file(request: PersonRequest, folio: str, pk: UUID) -> HttpResponseBase:
    """For those who read the application, whoever of them sent it; what answers a sensitive question is the applicant's alone. Staff and reviewers
    open files in the admin, where a second factor is asked for and the opening is written down."""
    application = own(request.user, folio, "submission", right=Right.READ)
    shown = application.is_led or str(pk) in files_shown(application)
    stored = StoredFile.objects.filter(pk=pk, about=folio, owner__in=hands_of(application)).first() if shown else None
    if stored is None:
        raise Http404
    return serve(request, stored, to_owner=stored.owner_id == request.user.pk)


def files_shown(application: Application) -> set[str]:
    """The files that answer a question in the draft, also beside a text that has to be corrected or in a version that waits for a choice, or in what was
    handed in, and are no sensitive answers."""
    asked = asked_form(application)
    documents = [(asked, application.answers), (asked, application.unfinished)]
    documents += [
        (asked, {key: slot.value})
        for entry in (waiting(application, application.conflicts) if application.conflicts else [])
        for key, slot in as_read(entry.changes).items()
    ]
    if application.submission:
        handed_in = application.submission.content["answers"]
        documents.append((answered_form(application.submission, handed_in), handed_in))
    return {
        found["file"]
        for loaded, answers in documents
        for key, answer in answers.items()
        if key in loaded.questions and not loaded.questions[key]["sensitive"] and (found := file_in(answer))
    }
