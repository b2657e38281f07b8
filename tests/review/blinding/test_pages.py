import pytest
from django.urls import reverse

from applicants.review.blinding.models import Leak
from applicants.review.blinding.scan import scan
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.files.models import StoredFile
from tests.review.blinding.apply import NAME, make_telling
from tests.review.blinding.documents import pdf_of
from tests.review.make import make_person, make_round

pytestmark = pytest.mark.django_db


def at(round, *more):
    return "/".join(["/admin/applicants/round", str(round.pk), "leaks", *map(str, more), ""])


def test_findings_are_listed_with_what_stands_around_them(client, sign_in):
    sign_in()
    application = make_telling({"logline": "Una película de Xóchitl que camina.", "school": "Con Xóchitl"}, pdf_of([f"de {NAME}"]))
    scan(application)
    round = make_round(application.call, blind_tier=2)
    page = client.get(at(round)).content.decode()
    assert "Una película de <mark>Xóchitl</mark> que camina." in page
    assert f"<mark>{NAME}</mark>" in page and "guion.pdf" in page
    assert "Con <mark>" not in page  # hidden in this round
    assert Entry.objects.get(verb="view_names_found").detail == {"applications": [application.pk]}
    assert Leak.objects.count() == 3


def test_staff_decide_on_the_page_and_come_back_to_it(client, sign_in):
    sign_in()
    application = make_telling({"logline": "Xóchitl y Tlapaltecatl"}, pdf_of(["x"]))
    scan(application)
    round = make_round(application.call)
    first = Leak.objects.order_by("pk").first()
    answer = client.post(at(round, application.pk), {"leak": [str(first.pk)], "state": "covered", "back": "show=open&p=1"})
    assert answer.url == f"{at(round)}?show=open&p=1#a{application.pk}"
    assert sorted(Leak.objects.values_list("state", flat=True)) == ["covered", "open"]
    file = StoredFile.objects.get()
    client.post(at(round, application.pk), {"withhold": str(file.pk)})
    assert "guion.pdf" in client.get(f"{at(round)}?show=decided").content.decode()
    assert client.post(at(round, application.pk), {"withhold": "no-file"}).status_code == 400
    assert client.post(at(round, application.pk), {"leak": ["1"], "state": "burnt"}).status_code == 400
    assert client.get(at(round, application.pk)).status_code == 302


def test_looking_is_asked_for_on_the_page(client, sign_in):
    sign_in()
    application = make_telling({"logline": "Xóchitl"})
    round = make_round(application.call)
    assert client.post(at(round)).status_code == 302
    assert "<progress" in client.get(at(round)).content.decode()


def test_pictures_and_sounds_are_listed_for_a_person_to_look_at(client, sign_in):
    sign_in()
    application, other = make_telling({"logline": "x"}, pdf_of(["x"])), None
    StoredFile.objects.filter(about=application.folio).update(media_type="image/png", name="retrato.png")
    other = make_telling({"logline": "y"}, pdf_of(["y"]), call=application.call, person=make_person(NAME, email="otra@example.org"))
    round = make_round(application.call)
    assert "a person has to look" in client.get(at(round), headers={"accept-language": "en"}).content.decode()
    page = client.get(f"{at(round)}?show=eyes").content.decode()
    assert (application.folio in page, other.folio in page, page.count("retrato.png")) == (True, False, 1)
    file = StoredFile.objects.get(name="retrato.png")
    assert reverse("admin:application_file", args=[application.pk, file.pk]) in page
    client.post(at(round, application.pk), {"withhold": str(file.pk)})
    assert "retrato.png" in client.get(f"{at(round)}?show=decided").content.decode()


def test_others_stay_out(client, sign_in):
    application = make_telling({"logline": "Xóchitl"})
    round = make_round(application.call)
    sign_in(Role.REVIEWER)
    assert (client.get(at(round)).status_code, client.post(at(round, application.pk)).status_code) == (403, 403)
    sign_in(program="ccc")
    assert (client.get(at(round)).status_code, client.post(at(round, application.pk)).status_code) == (404, 404)


@pytest.mark.parametrize("rows", [1, 12])
def test_statements_do_not_grow(client, sign_in, rows, django_assert_max_num_queries):
    sign_in()
    call = None
    for n in range(rows):
        person = make_person(NAME, email=f"x{n}@example.org")
        application = make_telling({"logline": "Xóchitl"}, pdf_of([NAME]) if n < 2 else None, call=call, person=person)
        call = application.call
        scan(application)
    round = make_round(call)
    with django_assert_max_num_queries(25):
        assert client.get(at(round)).content.decode().count("fp-leaks") == rows
    StoredFile.objects.update(media_type="image/png")
    with django_assert_max_num_queries(25):
        assert client.get(f"{at(round)}?show=eyes").content.decode().count("/files/") == min(rows, 2)
