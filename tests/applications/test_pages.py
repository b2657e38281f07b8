import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from applicants.applications.models import Application, DraftEntry, Submission
from applicants.applications.withdraw import withdraw
from fundportal.consents.give import withdraw as take_back
from fundportal.consents.models import Consent
from fundportal.files.models import StoredFile
from tests.applications.build import COMPLETE, EVERY, client_of, hand_in, make_call, make_draft, make_person, page_fields, publish_form, question, section

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def words(response):
    """What a reader sees, with single spaces."""
    body = re.sub(r"(?s)<(script|style|svg).*?</\1>", " ", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def title(response):
    return unescape(re.search("<title>(.*?)</title>", response.content.decode(), re.S)[1])


def fresh(application):
    return Application.objects.select_related("submission").get(pk=application.pk)


def at(application, *rest):
    return "/".join(["/es/solicitudes", application.folio, *rest, ""])


# -- starting


def test_apply_leads_through_signing_in():
    call = make_call()
    response = Client().get(f"/es/convocatorias/{call.slug}/solicitar/")
    assert response.status_code == 302
    assert response["Location"] == f"/es/cuenta/login/?next=/es/convocatorias/{call.slug}/solicitar/"


def test_apply_asks_for_consent_with_unticked_boxes_before_the_first_answer():
    call = make_call([section("film", question("title"), question("people", sensitive=True))])
    response = client_of(make_person()).get(f"/es/convocatorias/{call.slug}/solicitar/")
    assert response.status_code == 200
    assert "Aviso corto" in words(response)
    assert "IMCINE : coordinar" in words(response)
    boxes = re.findall(r'<input type="checkbox"[^>]*>', response.content.decode())
    assert [re.search('name="(.*?)"', box)[1] for box in boxes] == ["evaluate", "sensitive"]
    assert [box for box in boxes if "checked" in box] == []


def test_apply_without_the_needed_consent_starts_nothing():
    call = make_call()
    response = client_of(make_person()).post(f"/es/convocatorias/{call.slug}/solicitar/", {})
    assert response.status_code == 200
    assert title(response).startswith("Error:")
    assert Application.objects.count() == 0


def test_apply_starts_the_draft_and_keeps_the_sentence_that_was_read():
    call, person = make_call(), make_person()
    response = client_of(person).post(f"/en/convocatorias/{call.slug}/solicitar/", {"evaluate": "on"})
    application = Application.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/en/solicitudes/{application.folio}/")
    consent = Consent.objects.get()
    assert consent.wording == "I agree that CCC uses my answers to evaluate my application and to write to me about it."
    assert (consent.about, consent.language) == (application.folio, "en")


def test_apply_twice_leads_to_the_same_draft():
    call, person = make_call(), make_person()
    client = client_of(person)
    addresses = {client.post(f"/es/convocatorias/{call.slug}/solicitar/", {"evaluate": "on"})["Location"] for _again in range(2)}
    assert len(addresses) == 1
    assert client.get(f"/es/convocatorias/{call.slug}/solicitar/")["Location"] in addresses


@pytest.mark.parametrize("method", ["get", "post"])
def test_apply_to_a_closed_call_is_refused_on_a_page(method):
    call = make_call(closes=timezone.now() - timedelta(minutes=1))
    response = getattr(client_of(make_person()), method)(f"/en/convocatorias/{call.slug}/solicitar/", {"evaluate": "on"})
    assert response.status_code == 409
    assert "It closed on" in words(response)
    assert 'href="/en/convocatorias/"' in response.content.decode()


def test_apply_to_a_call_that_is_not_public_is_not_found():
    call = make_call()
    call.status = "draft"
    call.save()
    assert client_of(make_person()).get(f"/es/convocatorias/{call.slug}/solicitar/").status_code == 404


# -- the task list


def test_task_list_counts_sections_and_says_what_is_left():
    draft = make_draft(answers={"title": "Agua", "town": "Bacalar"})
    response = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/")
    assert title(response).startswith("Your application: 1 of 2 sections")
    assert "1 of 2 sections ready." in words(response)
    assert "Film Half done You Ready" in words(response)
    assert "8 days left." in words(response)
    assert "Saved today at" in words(response)


def test_task_list_shows_two_clocks_to_who_lives_elsewhere():
    person = make_person(time_zone="America/Cancun")
    draft = make_draft(make_call(closes=timezone.now() + timedelta(days=9)), person)
    assert "on your clock, Cancún:" in words(client_of(person).get(f"/en/solicitudes/{draft.folio}/"))


def test_task_list_of_a_closed_call_says_so():
    draft = make_draft()
    draft.call.closes_at = timezone.now() - timedelta(minutes=1)
    draft.call.save()
    response = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/")
    assert response.status_code == 200
    assert "The call has closed, so this draft cannot be submitted." in words(response)


def test_list_shows_ones_own_applications_only():
    mine, other = make_draft(), make_draft()
    response = client_of(mine.applicant).get("/es/solicitudes/")
    assert mine.folio in words(response)
    assert other.folio not in words(response)


PAGES = ("", "secciones", "film", "revisar", "comprobante", "enviado", "retirar")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_persons_folio_is_not_found(page, method):
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = client_of(make_person())
    assert getattr(client, method)(at(draft, *filter(None, [page])), {"title": "mío"}).status_code == 404
    assert fresh(draft).answers == COMPLETE


@pytest.mark.parametrize("page", ["", "film", "revisar", "comprobante", "comprobante.pdf", "enviado", "retirar", "archivos/0"])
def test_a_forged_folio_is_not_found(page):
    response = client_of(make_person()).get(f"/es/solicitudes/CCC27-ZZZZZZ/{page}{'/' if page and '.' not in page else ''}")
    assert response.status_code == 404


def test_a_forged_section_is_not_found():
    draft = make_draft()
    client = client_of(draft.applicant)
    assert client.get(at(draft, "oculta")).status_code == 404
    assert client.post(at(draft, "oculta"), {"title": "x"}).status_code == 404


# -- a section


def test_section_shows_what_is_stored():
    draft = make_draft(answers=COMPLETE)
    response = client_of(draft.applicant).get(at(draft, "film"))
    assert response.status_code == 200
    assert 'value="Agua que vuelve"' in response.content.decode()
    assert title(response) == "Film · Equidad Creativa"


def test_section_saves_and_goes_on_to_the_next_and_then_to_the_check():
    draft = make_draft()
    client = client_of(draft.applicant)
    response = client.post(at(draft, "film"), page_fields(draft, title="Agua", synopsis="Una laguna."))
    assert (response.status_code, response["Location"]) == (302, at(draft, "you"))
    response = client.post(at(draft, "you"), page_fields(draft, town="Bacalar", note=""))
    assert response["Location"] == at(draft, "revisar")
    assert fresh(draft).answers == {"title": "Agua", "synopsis": "Una laguna.", "town": "Bacalar"}


def test_section_saves_and_leaves():
    draft = make_draft()
    response = client_of(draft.applicant).post(at(draft, "film"), page_fields(draft, title="Agua", accion="salir"))
    assert response["Location"] == at(draft, "secciones")
    assert fresh(draft).answers == {"title": "Agua"}


def test_section_with_an_error_saves_the_rest_and_keeps_what_was_typed():
    draft = make_draft()
    client = client_of(draft.applicant)
    long = "palabra " * 11
    response = client.post(f"/en/solicitudes/{draft.folio}/film/", page_fields(draft, title="Agua", synopsis=long))
    assert response.status_code == 200
    assert title(response).startswith("Error:")
    assert "There is 1 word too many. The maximum is 10." in words(response)
    assert fresh(draft).answers == {"title": "Agua"}
    later = client.get(f"/en/solicitudes/{draft.folio}/film/")
    assert long.strip() in words(later)
    assert "Still to correct here" in words(later)
    assert "Film To correct" in words(client.get(f"/en/solicitudes/{draft.folio}/"))


def test_section_says_which_answers_an_error_page_has_seen():
    draft = make_draft()
    response = client_of(draft.applicant).post(at(draft, "film"), page_fields(draft, title="Agua", synopsis="palabra " * 11))
    assert 'name=".base" value="1;synopsis=0"' in response.content.decode()
    assert 'name=".page" value="a1b2c3d4"' in response.content.decode()


def test_section_ignores_unknown_fields():
    draft = make_draft()
    client_of(draft.applicant).post(at(draft, "film"), page_fields(draft, title="Agua", town="Bacalar", state="confirmed", folio="X"))
    assert (fresh(draft).answers, fresh(draft).state, fresh(draft).folio) == ({"title": "Agua"}, "draft", draft.folio)


@pytest.mark.parametrize("base", ["", "x", "-1", "99999", "1;title=9", "0" * 5000])
def test_section_with_a_wrong_base_loses_nothing(base):
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    response = client.post(at(draft, "film"), page_fields(draft, title="Otra", synopsis=COMPLETE["synopsis"], **{".base": base}))
    assert response.status_code == 302
    assert fresh(draft).answers["title"] == COMPLETE["title"]
    assert DraftEntry.objects.get(application=draft, conflict=True).changes == {"title": "Otra"}


def test_two_versions_are_both_shown_and_one_is_chosen():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    old = page_fields(draft, synopsis=COMPLETE["synopsis"])
    client.post(at(draft, "film"), {**old, "title": "Del teléfono", ".page": "aaaa"})
    response = client.post(at(draft, "film"), {**old, "title": "De la compu", ".page": "bbbb"}, follow=True)
    assert response.redirect_chain == [(at(draft, "film"), 302)]
    assert "Del teléfono" in words(response)
    assert "De la compu" in words(response)
    choices = re.findall(r'name="\.choose" value="(.*?)"', response.content.decode())
    assert choices[0] == "title:keep"
    response = client.post(at(draft, "film"), page_fields(draft, title="Del teléfono", synopsis=COMPLETE["synopsis"], **{".choose": choices[1]}))
    assert response["Location"] == at(draft, "film") + "#div_id_title"
    assert (fresh(draft).answers["title"], fresh(draft).conflicts) == ("De la compu", {})


@pytest.mark.parametrize("choice", ["x", "title:999999999999", "title:-1", "town:1", ":", "title:²"])
def test_a_forged_choice_changes_nothing(choice):
    draft = make_draft(answers=COMPLETE)
    response = client_of(draft.applicant).post(at(draft, "film"), page_fields(draft, **{"title": COMPLETE["title"], "synopsis": COMPLETE["synopsis"], ".choose": choice}))
    assert response.status_code == 302
    assert fresh(draft).answers == COMPLETE


def test_section_after_the_deadline_of_what_was_submitted():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    draft.call.closes_at = timezone.now() - timedelta(minutes=1)
    draft.call.save()
    client = client_of(draft.applicant)
    assert client.get(at(draft, "film"))["Location"] == at(draft)
    response = client.post(f"/en/solicitudes/{draft.folio}/film/", {"title": "Tarde"})
    assert response.status_code == 409
    assert "Your answers can no longer be changed" in words(response)
    assert f'href="/en/solicitudes/{draft.folio}/"' in response.content.decode()


def test_a_new_form_version_carries_the_draft_over():
    draft = make_draft(answers=COMPLETE)
    publish_form(draft.call, [section("film", question("title"), question("logline")), section("you", question("town"))])
    response = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/")
    assert "1 of 2 sections ready." in words(response)
    assert fresh(draft).answers == COMPLETE
    assert client_of(draft.applicant).get(at(draft, "film")).status_code == 200


def test_every_kind_of_question_is_saved_and_shown_again():
    draft = make_draft(make_call(EVERY))
    client = client_of(draft.applicant)
    fields = {
        "line": "Agua", "story": "Una laguna crece.", "stage": "script", "help": ["idea", "script"], "state": "23", "place_0": "23", "place_1": "Bacalar",
        "land": "MX", "born_0": "27", "born_1": "3", "born_2": "1996", "years": "7", "cash": "45,000", "cash_currency": "MXN",
        "teaser": "https://example.org/v", "fits": "on", "budget-0-item": "Cámara", "budget-0-cost": "2,500", "team-0-name": "Itzel", "team-0-role": "Dirección",
        "paper": SimpleUploadedFile("Carpeta ꞌë.pdf", PDF, "text/html"),
    }  # fmt: skip
    response = client.post(at(draft, "every"), page_fields(draft, **fields))
    assert (response.status_code, response["Location"]) == (302, at(draft, "revisar"))
    stored = StoredFile.objects.get()
    assert fresh(draft).answers == {
        "line": "Agua",
        "story": "Una laguna crece.",
        "stage": "script",
        "help": ["idea", "script"],
        "state": "23",
        "place": "23010",
        "land": "MX",
        "born": "1996-03-27",
        "years": 7,
        "cash": {"amount": "45000", "currency": "MXN"},
        "teaser": "https://example.org/v",
        "fits": True,
        "budget": [{"item": "Cámara", "cost": "2500"}],
        "team": [{"name": "Itzel", "role": "Dirección"}],
        "paper": {"file": str(stored.pk), "name": "Carpeta ꞌë.pdf", "size": len(PDF), "sha256": stored.sha256, "media_type": "application/pdf"},
    }
    assert fresh(draft).progress == {"every": "done"}
    shown = words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    for answer in ("Agua", "Una laguna crece.", "Script", "Quintana Roo", "Bacalar", "Mexico", "27 March 1996", "45,000", "Cámara", "Itzel", "Carpeta ꞌë.pdf"):
        assert answer in shown
    submission = hand_in(draft)
    assert submission.content["answers"] == fresh(draft).answers
    assert submission.content["files"] == [
        {"id": str(stored.pk), "name": "Carpeta ꞌë.pdf", "size": len(PDF), "media_type": "application/pdf", "sha256": stored.sha256}
    ]


WRONG = {
    "line": "x" * 500, "story": "palabra " * 61, "stage": "nada", "help": ["nada"], "state": "77", "place_0": "23", "place_1": "Ningún lado", "land": "XX",
    "born_0": "31", "born_1": "2", "born_2": "2000", "years": "muchos", "cash": "cuarenta", "cash_currency": "MXN", "teaser": "no es enlace",
    "budget-0-item": "Cámara", "budget-0-cost": "mucho", "team-0-name": "", "team-0-role": "Dirección", "team-0-email": "x",
}  # fmt: skip


def test_every_kind_of_question_keeps_what_was_typed_wrong():
    draft = make_draft(make_call(EVERY))
    client = client_of(draft.applicant)
    response = client.post(at(draft, "every"), page_fields(draft, **WRONG, paper=SimpleUploadedFile("a.pdf", b"<html>", "application/pdf")))
    assert response.status_code == 200
    assert fresh(draft).answers == {}
    assert StoredFile.objects.count() == 0
    again = client.get(at(draft, "every"))
    assert again.status_code == 200
    assert sorted(fresh(draft).unfinished) == sorted(
        ["line", "story", "stage", "help", "state", "place", "land", "born", "years", "cash", "teaser", "budget", "team"]
    )
    for typed in ("x" * 500, "palabra palabra", 'value="31"', 'value="Ningún lado"', 'value="muchos"', 'value="cuarenta"', 'value="no es enlace"', 'value="mucho"'):
        assert typed in again.content.decode()
    assert client.get(at(draft, "revisar")).status_code == 200


def test_add_row_saves_and_shows_one_row_more():
    draft = make_draft(make_call(EVERY))
    client = client_of(draft.applicant)
    fields = {**page_fields(draft), "budget-0-item": "Cámara", "budget-0-cost": "2,500", "budget-add": "1"}
    del fields["accion"]
    response = client.post(at(draft, "every"), fields)
    assert response.status_code == 200
    assert 'name="budget-1-item"' in response.content.decode()
    assert fresh(draft).answers == {"budget": [{"item": "Cámara", "cost": "2500"}]}


def test_a_file_can_be_seen_replaced_and_removed():
    draft = make_draft(make_call(EVERY))
    client = client_of(draft.applicant)

    def send(**fields):
        return client.post(at(draft, "every"), page_fields(draft, **fields))

    send(paper=SimpleUploadedFile("uno.pdf", PDF))
    first = fresh(draft).answers["paper"]["file"]
    page = client.get(at(draft, "every")).content.decode()
    assert f'href="/es/solicitudes/{draft.folio}/archivos/{first}/"' in page
    got = client.get(f"/es/solicitudes/{draft.folio}/archivos/{first}/")
    assert (b"".join(got.streaming_content), got["Content-Disposition"]) == (PDF, 'attachment; filename="uno.pdf"')
    send()
    assert fresh(draft).answers["paper"]["file"] == first
    send(paper=SimpleUploadedFile("dos.pdf", PDF))
    assert fresh(draft).answers["paper"]["name"] == "dos.pdf"
    send(**{"paper-clear": "on"})
    assert "paper" not in fresh(draft).answers


def test_a_file_is_nobodys_but_its_owners_as_long_as_it_is_in_a_draft():
    draft = make_draft(make_call(EVERY))
    client_of(draft.applicant).post(at(draft, "every"), page_fields(draft, paper=SimpleUploadedFile("uno.pdf", PDF)))
    file = fresh(draft).answers["paper"]["file"]
    address = f"/es/solicitudes/{draft.folio}/archivos/{file}/"
    assert client_of(make_person()).get(address).status_code == 404
    assert client_of(make_person(is_staff=True, is_superuser=True)).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_consent_to_sensitive_data_is_asked_before_its_questions_are_shown():
    call = make_call([section("film", question("title")), section("roots", question("people", sensitive=True))])
    draft = make_draft(call, purposes=["evaluate"])
    client = client_of(draft.applicant)
    page = client.get(at(draft, "roots"))
    assert 'name="people"' not in page.content.decode()
    assert 'name="sensitive"' in page.content.decode()
    assert client.post(at(draft, "roots"), {".consent": "1"}).status_code == 200
    assert client.post(at(draft, "roots"), {".consent": "1", "sensitive": "on"})["Location"] == at(draft, "roots")
    assert 'name="people"' in client.get(at(draft, "roots")).content.decode()
    assert Consent.objects.filter(about=draft.folio, purpose="sensitive").count() == 1


def test_sensitive_answers_that_come_without_consent_wait_for_it():
    call = make_call([section("roots", question("people", sensitive=True))])
    draft = make_draft(call)
    client = client_of(draft.applicant)
    take_back(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    page = client.post(at(draft, "roots"), page_fields(draft, people="Zoque"))
    assert 'name="sensitive"' in page.content.decode()
    assert fresh(draft).answers == {}
    page = client.post(at(draft, "roots"), {".consent": "1", "sensitive": "on"}, follow=True)
    assert fresh(draft).answers == {"people": "Zoque"}
    assert 'value="Zoque"' in page.content.decode()


# -- autosave


def autosave(client, address, keys, **fields):
    return client.post(address, {".keys": keys, **fields}, headers={"X-Autosave": "1"})


def test_autosave_stores_the_questions_that_it_names():
    draft = make_draft(answers=COMPLETE)
    response = autosave(client_of(draft.applicant), f"/en/solicitudes/{draft.folio}/film/", "title", title="Otra", **{".base": "2", ".page": "aaaa"})
    told = response.json()
    assert (response.status_code, told["revision"], told["keys"], told["conflicts"]) == (200, 3, ["title"], [])
    assert re.fullmatch(r"Saved today at \d\d:\d\d\.", told["saved"])
    assert fresh(draft).answers == {**COMPLETE, "title": "Otra"}


def test_autosave_leaves_choices_that_it_does_not_name():
    draft = make_draft(make_call(EVERY), answers={"help": ["idea"], "fits": True, "line": "Agua"})
    autosave(client_of(draft.applicant), at(draft, "every"), "line", line="Otra", **{".base": "1"})
    assert fresh(draft).answers == {"help": ["idea"], "fits": True, "line": "Otra"}
    autosave(client_of(draft.applicant), at(draft, "every"), "help fits", **{".base": "2"})
    assert fresh(draft).answers == {"line": "Otra"}


def test_autosave_keeps_text_that_is_too_long():
    draft = make_draft()
    response = autosave(client_of(draft.applicant), at(draft, "film"), "synopsis", synopsis="palabra " * 11, **{".base": "0"})
    assert response.json()["keys"] == ["synopsis"]
    assert fresh(draft).unfinished == {"synopsis": "palabra " * 11}


def test_autosave_tells_of_another_device():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    autosave(client, at(draft, "film"), "title", title="De A", **{".base": "1", ".page": "aaaa"})
    response = autosave(client, at(draft, "film"), "title", title="De B", **{".base": "1", ".page": "bbbb"})
    assert response.json()["conflicts"] == ["title"]
    assert fresh(draft).answers["title"] == "De A"


def test_autosave_of_who_is_signed_out_says_what_to_do():
    draft = make_draft()
    response = autosave(Client(), f"/en/solicitudes/{draft.folio}/film/", "title", title="Agua")
    assert response.status_code == 401
    assert response.json()["refused"].startswith("You are signed out.")


def test_autosave_after_the_deadline_of_what_was_submitted_is_refused():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    draft.call.closes_at = timezone.now() - timedelta(minutes=1)
    draft.call.save()
    response = autosave(client_of(draft.applicant), at(draft, "film"), "title", title="Tarde")
    assert response.status_code == 409
    assert set(response.json()) == {"refused"}


# -- a session that is over


def test_what_was_typed_when_the_session_was_over_is_kept_and_saved_after_signing_in():
    draft = make_draft()
    client = Client()
    response = client.post(at(draft, "film"), page_fields(draft, title="Agua", synopsis="palabra " * 11))
    assert response["Location"] == f"/es/cuenta/login/?next={at(draft, 'film')}"
    assert fresh(draft).answers == {}
    client.force_login(draft.applicant, backend="fundportal.accounts.backends.PortalBackend")
    page = client.get(f"/en/solicitudes/{draft.folio}/film/")
    assert fresh(draft).answers == {}, "another address, other words"
    page = client.get(at(draft, "film"))
    assert fresh(draft).answers == {"title": "Agua"}
    assert "palabra palabra" in words(page)
    assert client.get(at(draft, "film")).status_code == 200
    assert DraftEntry.objects.count() == 1


def test_what_was_parked_is_not_shown_to_another_person():
    draft = make_draft()
    client = Client()
    client.post(at(draft, "film"), page_fields(draft, title="Secreto"))
    client.force_login(make_person(), backend="fundportal.accounts.backends.PortalBackend")
    assert client.get(at(draft, "film")).status_code == 404
    assert fresh(draft).answers == {}


# -- checking, submitting, the receipt


def checked(client, application):
    page = client.get(at(application, "revisar")).content.decode()
    return re.search('name="checked" value="(.*?)"', page)[1]


def test_check_shows_what_is_missing_with_links():
    draft = make_draft(answers={"title": "Agua"})
    response = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/revisar/")
    assert "2 things are missing before you can submit" in words(response)
    assert f'href="/en/solicitudes/{draft.folio}/film/#div_id_synopsis"' in response.content.decode()
    assert not title(response).startswith("Error:")


def test_submit_without_the_declaration_says_so_and_counts_as_an_attempt():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    response = client.post(at(draft, "revisar"), {"checked": checked(client, draft)})
    assert title(response).startswith("Error:")
    assert fresh(draft).state == "draft"
    assert fresh(draft).first_attempt_at is not None


def test_submit_of_what_is_incomplete_shows_what_is_missing():
    draft = make_draft(answers={"title": "Agua"})
    client = client_of(draft.applicant)
    response = client.post(at(draft, "revisar"), {"checked": checked(client, draft), "declaration": "on"})
    assert response.status_code == 200
    assert title(response).startswith("Error:")
    assert fresh(draft).first_attempt_at is not None


def test_submit_ends_at_the_receipt_every_time_it_is_sent():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    fields = {"checked": checked(client, draft), "declaration": "on"}
    for _again in range(2):
        response = client.post(at(draft, "revisar"), fields)
        assert (response.status_code, response["Location"]) == (302, at(draft, "comprobante"))
    submission = Submission.objects.get()
    assert submission.content["declaration"] == "What I say is true, and I meet the requirements of the call."
    page = words(client.get(at(draft, "comprobante")))
    assert draft.folio in page
    assert " ".join(submission.sha256[n : n + 4] for n in range(0, 64, 4)) in page


def test_submit_of_answers_that_another_window_has_changed_asks_to_check_again():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    old = checked(client, draft)
    client.post(at(draft, "film"), page_fields(draft, title="Otra", synopsis=COMPLETE["synopsis"]))
    response = client.post(f"/en/solicitudes/{draft.folio}/revisar/", {"checked": old, "declaration": "on"})
    assert response.status_code == 200
    assert "Your answers have changed since this page was opened" in words(response)
    assert "Otra" in words(response)
    assert Submission.objects.count() == 0


def test_submit_after_the_deadline_is_refused_and_nothing_is_lost():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    fields = {"checked": checked(client, draft), "declaration": "on"}
    draft.call.closes_at = timezone.now() - timedelta(minutes=1)
    draft.call.save()
    response = client.post(f"/en/solicitudes/{draft.folio}/revisar/", fields)
    assert response.status_code == 409
    assert "Your submission arrived after the deadline" in words(response)
    assert fresh(draft).answers == COMPLETE


def test_submit_counts_from_the_arrival_that_the_trusted_proxy_has_stamped(settings):
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    fields = {"checked": checked(client, draft), "declaration": "on"}
    now = timezone.now()
    draft.call.closes_at = now - timedelta(seconds=30)
    draft.call.save()
    response = client.post(at(draft, "revisar"), fields, **{"fundportal.arrived_at": (now - timedelta(seconds=31)).timestamp()})
    assert response.status_code == 302
    assert Submission.objects.get().received_at < draft.call.closes_at


def test_status_page_tells_the_promised_date_and_what_can_be_done():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    page = words(client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/"))
    for part in ("We have your application", "Fri 30 April 2027", "Correct my application", "Withdraw my application", "See my receipt", "See what I submitted"):
        assert part in page
    assert "changes that are not submitted" not in page


def test_status_page_tells_of_changes_that_are_not_submitted():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = client_of(draft.applicant)
    client.post(at(draft, "film"), page_fields(draft, title="Otra", synopsis=COMPLETE["synopsis"]))
    assert "You have changes that are not submitted." in words(client.get(f"/en/solicitudes/{draft.folio}/"))
    assert "Agua que vuelve" in words(client.get(at(draft, "enviado")))
    client.post(at(draft, "revisar"), {"checked": checked(client, draft), "declaration": "on"})
    assert Submission.objects.count() == 2
    assert "You have changes that are not submitted." not in words(client.get(f"/en/solicitudes/{draft.folio}/"))


@pytest.mark.parametrize("state", ["ineligible", "in_review", "shortlisted", "selected", "waitlisted", "declined", "offered", "confirmed", "offer_declined", "offer_expired"])
def test_status_page_of_every_state(state):
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    Application.objects.filter(pk=draft.pk).update(state=state)
    client = client_of(draft.applicant)
    assert client.get(at(draft)).status_code == 200
    assert client.get("/es/solicitudes/").status_code == 200
    assert client.get(at(draft, "film"))["Location"] == at(draft)
    assert client.get(at(draft, "revisar"))["Location"] == at(draft)


@pytest.mark.parametrize("state", ["shortlisted", "selected"])
def test_what_is_decided_but_not_released_is_not_shown(state):
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = client_of(draft.applicant)
    pages = []
    for each in ("in_review", state):
        Application.objects.filter(pk=draft.pk).update(state=each)
        pages.append([words(client.get(address)) for address in (at(draft), "/es/solicitudes/", at(draft, "comprobante"))])
    assert pages[0] == pages[1]


def test_receipt_as_pdf():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    response = client_of(draft.applicant).get(f"/es/solicitudes/{draft.folio}/comprobante.pdf")
    assert (response["Content-Type"], response["Content-Disposition"]) == ("application/pdf", f'attachment; filename="{draft.folio}-1.pdf"')
    assert response.content.startswith(b"%PDF-")
    assert len(response.content) < 100_000


def test_document_is_the_one_that_was_hashed():
    draft = make_draft(answers=COMPLETE)
    submission = hand_in(draft)
    response = client_of(draft.applicant).get(f"/es/solicitudes/{draft.folio}/comprobante.json")
    assert response.content == submission.document.encode()


def test_draft_has_no_receipt():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    for page in ("comprobante/", "comprobante.pdf", "comprobante.json", "enviado/"):
        assert client.get(at(draft) + page).status_code == 404


# -- verifying


def test_anybody_verifies_a_receipt_and_learns_neither_name_nor_answers():
    draft = make_draft(answers=COMPLETE)
    submission = hand_in(draft)
    response = Client().get(f"/en/verificar/{submission.code}/")
    assert response.status_code == 200
    assert "The receipt is genuine" in words(response)
    assert draft.folio in words(response)
    for secret in ("Itzel", "Canul", draft.applicant.email, *COMPLETE.values()):
        assert secret not in words(response)


def test_receipt_of_an_earlier_submission_still_verifies():
    draft = make_draft(answers=COMPLETE)
    first = hand_in(draft)
    client = client_of(draft.applicant)
    client.post(at(draft, "film"), page_fields(draft, title="Otra", synopsis=COMPLETE["synopsis"]))
    hand_in(draft)
    page = words(Client().get(f"/en/verificar/{first.code}/"))
    assert "The receipt is genuine" in page
    assert "A later submission of this application has a receipt of its own." in page


def test_receipt_under_another_key_cannot_be_checked(settings):
    submission = hand_in(make_draft(answers=COMPLETE))
    settings.SIGNING_KEYS = "new:" + "A" * 43 + "="
    assert "its key is not" in words(Client().get(f"/en/verificar/{submission.code}/"))


def test_receipt_that_was_tampered_with_does_not_hold(monkeypatch):
    submission = hand_in(make_draft(answers=COMPLETE))
    monkeypatch.setattr("applicants.applications.pages.verify.verdict", lambda **facts: False)
    assert "The receipt does not hold" in words(Client().get(f"/en/verificar/{submission.code}/"))


def test_code_may_be_typed_carelessly():
    code = hand_in(make_draft(answers=COMPLETE)).code
    response = Client().get("/es/verificar/", {"codigo": f" {code.lower().replace('-', ' ')} "})
    assert response["Location"] == f"/es/verificar/{code}/"
    assert Client().get(f"/es/verificar/{code.lower()}/")["Location"] == f"/es/verificar/{code}/"


@pytest.mark.parametrize("code", ["x", "BCDFG-BCDFG-BCDFG-BCDFG", "%27--", "ñ" * 30])
def test_unknown_code_is_told_on_a_page(code):
    response = Client().get(f"/en/verificar/{code}/")
    assert response.status_code == 404
    assert "There is no receipt with this code" in words(response)


def test_public_keys_are_public():
    assert [sorted(key) for key in Client().get("/es/verificar/llaves.json").json()["keys"]] == [["id", "kind", "public_key_base64"]]


# -- withdrawing


def test_withdrawing_says_what_happens_and_then_does_it_once():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = client_of(draft.applicant)
    page = client.get(f"/en/solicitudes/{draft.folio}/retirar/")
    assert "It cannot be undone." in words(page)
    assert fresh(draft).state == "submitted"
    for _again in range(2):
        assert client.post(at(draft, "retirar"))["Location"] == at(draft)
    assert fresh(draft).state == "withdrawn"
    assert "You withdrew your application" in words(client.get(f"/en/solicitudes/{draft.folio}/"))


def test_what_is_over_cannot_be_withdrawn():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    Application.objects.filter(pk=draft.pk).update(state="declined")
    client = client_of(draft.applicant)
    assert client.get(at(draft, "retirar"))["Location"] == at(draft)
    assert client.post(at(draft, "retirar")).status_code == 409


def test_withdrawn_draft_can_be_looked_at():
    draft = make_draft(answers=COMPLETE)
    withdraw(application=draft, person=draft.applicant)
    assert client_of(draft.applicant).get(at(draft)).status_code == 200
