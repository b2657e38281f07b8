"""The markup of the sample forms, which hold every type of question: empty, refused and filled; the Nu HTML checker finds no error in it."""

import pytest

from applicants.applications.models import Application
from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from applicants.samples.seed import seed
from tests import nu
from tests.accounts.people import make_person, signed_in
from tests.applications.build import make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(db, settings):
    settings.PUBLIC_PAGE_CACHE = False
    seed(applications=40, number=7)


def test_the_sample_forms(everything, tmp_path):
    pages = {}
    for call in Call.objects.filter(slug__in=("asistentes-de-produccion", "laboratorio-morelia", "nuevas-fronteras")):
        empty = make_draft(call, make_person())
        filled = Application.objects.filter(call=call).exclude(submission=None).order_by("pk").first()
        for draft in filter(None, (empty, filled)):
            client = signed_in(draft.applicant)
            at = {"check": "revisar/", "tasks": "secciones/", "status": ""}
            at |= {section.key: f"{section.key}/" for section in form_version(draft.form_version_id).sections}
            for name, path in at.items():
                address = f"/es/solicitudes/{draft.folio}/{path}"
                pages[f"{call.slug} {draft.state} {name}"] = client.get(address, follow=True).content
                if draft is empty:
                    pages[f"{call.slug} refused {name}"] = client.post(address, follow=True).content
    assert len(pages) > 60
    wrong = nu.errors(pages, tmp_path)
    assert not wrong, "\n".join(wrong)
