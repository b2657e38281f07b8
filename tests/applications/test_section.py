import re
from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.models import DraftEntry
from tests.applications.build import COMPLETE, client_of, hand_in, make_draft, page_fields, publish_form, question, section
from tests.applications.reading import at, fresh, title, words

pytestmark = pytest.mark.django_db


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
    assert 'name=".base" value="0;synopsis=1;title=1"' in response.content.decode()
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
    response = client.post(
        at(draft, "film"), page_fields(draft, title="Del teléfono", synopsis=COMPLETE["synopsis"], **{".choose": choices[1]})
    )
    assert response["Location"] == at(draft, "film") + "#div_id_title"
    assert (fresh(draft).answers["title"], fresh(draft).conflicts) == ("De la compu", {})


@pytest.mark.parametrize("choice", ["x", "title:999999999999", "title:-1", "town:1", ":", "title:²"])
def test_a_forged_choice_changes_nothing(choice):
    draft = make_draft(answers=COMPLETE)
    response = client_of(draft.applicant).post(
        at(draft, "film"), page_fields(draft, **{"title": COMPLETE["title"], "synopsis": COMPLETE["synopsis"], ".choose": choice})
    )
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
    assert fresh(draft).answers == {"title": COMPLETE["title"], "town": COMPLETE["town"], "synopsis~long_text": COMPLETE["synopsis"]}
    assert client_of(draft.applicant).get(at(draft, "film")).status_code == 200


@pytest.mark.parametrize(("text", "status"), [("palabra " * 1_250_000, 413), ("nulo \0", 400)])
def test_section_refuses_what_no_person_types_and_keeps_what_was_there(text, status):
    draft = make_draft(answers=COMPLETE)
    response = client_of(draft.applicant).post(at(draft, "film"), page_fields(draft, synopsis=text))
    assert response.status_code == status
    assert fresh(draft).answers == COMPLETE


def test_section_keeps_a_text_of_a_megabyte_as_typed():
    draft = make_draft()
    text = "palabra " * 125_000
    assert client_of(draft.applicant).post(at(draft, "film"), page_fields(draft, synopsis=text)).status_code == 200
    assert fresh(draft).unfinished == {"synopsis": text}
