import json
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from applicants.applications.models import Application, Submission
from applicants.applications.states import State
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.files.models import StoredFile
from tests.files.contents import CONTENTS
from tests.review.make import (
    DOCUMENT,
    in_review,
    make_application,
    make_call,
    make_cohort,
    make_program,
    make_review,
    make_round,
    make_sample,
    question,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def samples(settings, tmp_path):
    settings.SAMPLE_LOGINS = True
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path, "base_url": None}}
    }


@pytest.fixture
def staff(client):
    person = make_sample(Role.COORDINATOR)
    client.force_login(person)
    return person


def page(application):
    return f"/admin/applicants/application/{application.pk}/change/"


def test_all_that_was_submitted_can_be_read(client, staff):
    application = make_application(make_call())
    Application.objects.filter(pk=application.pk).update(answers={"logline": "Otra cosa, sin enviar."})
    shown = client.get(page(application)).content.decode()
    for words in (
        "Una partera filma su pueblo.",
        "55 0000 0000",
        "Escuela de Cine",
        application.applicant.name,
        application.applicant.email,
    ):
        assert words in shown
    assert "Otra cosa" not in shown


def test_each_view_is_recorded(client, staff):
    application = make_application(make_call())
    client.get(page(application))
    client.get(page(application))
    entries = Entry.objects.filter(verb="view_application").values_list("actor_email", "target", "program_code")
    assert list(entries) == [(staff.email, application.folio, "morelia")] * 2


@pytest.mark.parametrize(
    "make", [lambda: make_application(make_call(make_cohort(make_program("ccc")))), lambda: make_application(make_call(), State.DRAFT)]
)
def test_foreign_ones_and_drafts_do_not_exist(client, staff, make):
    assert client.get(page(make())).status_code == 404
    assert not Entry.objects.filter(verb="view_application").exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_others_stay_out(client, role):
    client.force_login(make_sample(role))
    assert client.get(page(make_application(make_call()))).status_code == 403


def test_a_withdrawn_one_stays_readable(client, staff):
    assert client.get(page(make_application(make_call(), State.WITHDRAWN))).status_code == 200


def test_few_statements(client, staff, django_assert_max_num_queries):
    application = make_application(make_call())
    with django_assert_max_num_queries(21):
        client.get(page(application))


FORM = {
    "sections": [
        {
            **DOCUMENT["sections"][0],
            "questions": [question("film", "file", types=["pdf"], max_mb=5), question("letter", "file", tier=1, types=["pdf"], max_mb=5)],
        }
    ]
}


def make_file(application, name="Guión de Ana.pdf"):
    stored = StoredFile(
        owner=application.applicant,
        about=application.folio,
        name=name,
        media_type="application/pdf",
        size=len(CONTENTS["pdf"]),
        sha256="0" * 64,
    )
    stored.blob.save(uuid4().hex, ContentFile(CONTENTS["pdf"]), save=False)
    stored.save()
    return stored


def with_files(call):
    application = make_application(call, State.IN_REVIEW, answers={})
    files = {key: make_file(application) for key in ("film", "letter", "draft")}
    answers = {
        key: {"file": str(f.pk), "name": f.name, "size": f.size, "sha256": f.sha256, "media_type": f.media_type}
        for key, f in files.items()
        if key != "draft"
    }
    document = json.dumps({"answers": answers})
    made = Submission.objects.create(
        application=application, number=2, form_version=application.form_version, document=document, sha256="0" * 64,
        received_at=application.submitted_at, code=f"files-{application.pk}", key_id="test", signature="",
    )  # fmt: skip
    Application.objects.filter(pk=application.pk).update(submission=made)
    return application, files


def test_staff_open_what_was_submitted_under_its_own_name(client, staff):
    application, files = with_files(make_call(document=FORM))
    address = f"/admin/applicants/application/{application.pk}/files/"
    assert f"{address}{files['film'].pk}/" in client.get(page(application)).content.decode()
    answer = client.get(f"{address}{files['film'].pk}/")
    assert b"".join(answer.streaming_content) == CONTENTS["pdf"]
    assert "filename*=utf-8''Gui%C3%B3n%20de%20Ana.pdf" in answer["Content-Disposition"]
    assert client.get(f"{address}{files['draft'].pk}/").status_code == 404
    assert client.get(f"{address}{uuid4()}/").status_code == 404
    assert Entry.objects.get(verb="view_file").target == application.folio


def test_reviewers_open_what_the_round_shows_under_a_neutral_name(client):
    call, reviewer = make_call(document=FORM), make_sample(Role.REVIEWER)
    application, files = with_files(call)
    review = in_review(make_review(make_round(call), application, reviewer))
    client.force_login(reviewer)
    address = f"/admin/applicants/review/desk/{review.pk}/"
    shown = client.get(address).content.decode()
    assert f"{address}files/{files['film'].pk}/" in shown
    assert "Ana" not in shown
    answer = client.get(f"{address}files/{files['film'].pk}/")
    assert answer["Content-Disposition"] == f'attachment; filename="{application.folio}-film.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    for hidden in ("letter", "draft"):
        assert client.get(f"{address}files/{files[hidden].pk}/").status_code == 404
    review.conflict = "declared"
    review.save()
    assert client.get(f"{address}files/{files['film'].pk}/").status_code == 404


def test_texts_are_shown_in_the_reader_s_language(client, staff):
    application = make_application(make_call())
    assert "¿logline?" in client.get(page(application), headers={"accept-language": "es"}).content.decode()
