"""An application that says more than it should, in texts and files."""

from django.core.files.uploadedfile import SimpleUploadedFile

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.questions.file import stored_answer
from fundportal.files.limits import Limits
from fundportal.files.store import store
from tests.review.make import make_application, make_call, make_person, question, text

NAME = "Xóchitl Tlapaltecatl"
FORM = {
    "sections": [
        {
            "key": "film",
            "title": text("Tu película", "Your film"),
            "help": text(""),
            "questions": [
                question("logline"),
                question("story", "long_text", words=300),
                question("teaser", "link"),
                question("dossier", "file", types=["pdf", "docx"], max_mb=5),
                question("school", tier=2),
                question("phone", tier=1),
                question("team", "people", tier=1, min_people=1, max_people=5, email=True),
            ],
        }
    ]
}


def stored(person, folio, content, name="guion.pdf"):
    upload = SimpleUploadedFile(name, content)
    return store(owner=person, about=folio, upload=upload, limits=Limits(("pdf", "docx"), 10**6))


def make_telling(answers, content=None, name="guion.pdf", call=None, person=None):
    """An application in review with these answers, and with a file of this content."""
    person = person or make_person(NAME, email="xochi@example.org")
    call = call or make_call(document=FORM)
    file = stored(person, "-", content, name) if content else None
    made = make_application(call, State.IN_REVIEW, person, answers | ({"dossier": stored_answer(file)} if file else {}))
    if file:
        type(file).objects.filter(pk=file.pk).update(about=made.folio)
    return Application.objects.select_related("applicant", "submission", "call__cohort__strand__program").get(pk=made.pk)
