"""The call publishes a newer form while people have pages of the older one open."""

import re

import pytest

from tests.applications.build import OPTIONS, client_of, make_call, make_draft, page_fields, publish_form, question, section
from tests.applications.reading import at, autosave, fresh, words

pytestmark = pytest.mark.django_db
OLD = [section("film", question("title"), question("synopsis", "long_text", words=10)), section("you", question("town"))]


@pytest.fixture
def draft():
    return make_draft(make_call(OLD))


def test_page_says_of_which_form_it_is(draft):
    page = client_of(draft.applicant).get(at(draft, "film")).content.decode()
    assert f'name=".form" value="{draft.form_version_id}"' in page


def test_a_question_that_the_page_did_not_show_is_not_cleared(draft):
    client = client_of(draft.applicant)
    client.post(at(draft, "you"), page_fields(draft, town="Bacalar"))
    sent = page_fields(draft, title="Agua", synopsis="Una laguna.")
    publish_form(draft.call, [section("film", question("title"), question("synopsis", "long_text", words=10), question("town"))])
    response = client.post(at(draft, "film"), sent, follow=True)
    assert fresh(draft).answers == {"title": "Agua", "synopsis": "Una laguna.", "town": "Bacalar"}
    assert "El formulario de esta convocatoria cambió" in words(response) or "The form of this call has changed" in words(response)


def test_what_was_written_goes_to_where_the_question_is_now_and_the_person_is_told(draft):
    sent = page_fields(draft, title="Agua", synopsis="Una laguna.")
    publish_form(draft.call, [section("work", question("synopsis", "long_text", words=10)), section("you", question("title", "date"))])
    response = client_of(draft.applicant).post(f"/en/solicitudes/{draft.folio}/film/", sent, follow=True)
    assert response.redirect_chain == [(f"/en/solicitudes/{draft.folio}/secciones/", 302)]
    assert fresh(draft).answers == {"synopsis": "Una laguna.", "title~short_text": "Agua"}
    assert "“title?” is asked in another way: answer it again. “synopsis?” is now in the section “Work”." in words(response)


def test_autosave_from_an_old_page_keeps_what_is_no_longer_asked(draft):
    client = client_of(draft.applicant)
    publish_form(draft.call, [section("you", question("town"))])
    response = autosave(
        client, f"/en/solicitudes/{draft.folio}/film/", "title", title="Agua", **{".form": str(draft.form_version_id), ".page": "aaaa"}
    )
    assert (response.status_code, response.json()["keys"]) == (200, ["title"])
    assert "has changed" in response.json()["saved"]
    assert fresh(draft).answers == {"title~short_text": "Agua"}
    publish_form(draft.call, OLD)
    assert 'value="Agua"' in client.get(at(draft, "film")).content.decode()


@pytest.mark.parametrize("form", ["999999999", "x", "{foreign}"])
def test_a_page_of_no_form_of_this_call_counts_as_one_of_now(draft, form):
    form = form.format(foreign=make_call().form_version_id)
    response = client_of(draft.applicant).post(at(draft, "film"), page_fields(draft, title="Agua", **{".form": form}))
    assert response["Location"] == at(draft, "you")
    assert fresh(draft).answers == {"title": "Agua"}


def test_what_was_only_typed_and_what_waits_for_a_choice_go_along(draft):
    client = client_of(draft.applicant)
    base = page_fields(draft)
    client.post(at(draft, "film"), {**base, "title": "De A", "synopsis": "palabra " * 11, ".page": "aaaa"})
    client.post(at(draft, "film"), {**base, "title": "De B", "synopsis": "", ".page": "bbbb"})
    kept = (fresh(draft).unfinished, fresh(draft).conflicts)
    publish_form(draft.call, [section("film", question("title", "choice", options=OPTIONS), question("synopsis", "date"))])
    assert client.get(at(draft, "film")).status_code == 200
    assert "two versions" not in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    assert (fresh(draft).unfinished, fresh(draft).conflicts) == (
        {"synopsis~long_text": kept[0]["synopsis"]},
        {"title~short_text": kept[1]["title"]},
    )
    publish_form(draft.call, OLD)
    page = client.get(at(draft, "film"))
    assert (fresh(draft).unfinished, fresh(draft).conflicts) == kept
    assert re.findall(r'name="\.choose" value="(.*?)"', page.content.decode())[0] == "title:keep"


@pytest.mark.parametrize(
    "kind", ["date", "table", "people", "money", "file", "choices", "whole_number", "municipality", "link", "declaration"]
)
def test_an_answer_of_another_shape_breaks_no_page(draft, kind):
    config = {
        "table": {"columns": [{"code": "item", "es": "Concepto", "kind": "text"}], "currency": "MXN", "max_rows": 3},
        "people": {"min_people": 1, "max_people": 2},
        "money": {"currencies": ["MXN"]},
        "file": {"types": ["pdf"], "max_mb": 1},
        "choices": {"options": OPTIONS},
    }
    publish_form(draft.call, [section("film", question("title", kind, **config.get(kind, {})))])
    client = client_of(draft.applicant)
    client.get(at(draft, "film"))
    for shape in ("pronto", ["x"], [{"y": 1}], {"z": "1"}, 7, True):
        type(draft).objects.filter(pk=draft.pk).update(answers={"title": shape})
        for page in ("film", "revisar"):
            assert client.get(at(draft, page)).status_code == 200, (shape, page)


TABLE = {"currency": "MXN", "columns": [{"code": code, "es": code, "en": code, "kind": "text"} for code in ("item", "note")]}
WIDE = [
    section(
        "every",
        question("stage", "choice", options=OPTIONS),
        question("help", "choices", options=OPTIONS),
        question("cash", "money", currencies=["MXN", "USD"]),
        question("budget", "table", **TABLE, max_rows=9),
        question("team", "people", min_people=1, max_people=5, email=True),
    )
]
NARROW = [
    section(
        "every",
        question("stage", "choice", options=OPTIONS[:1]),
        question("help", "choices", options=OPTIONS[:1]),
        question("cash", "money", currencies=["MXN"]),
        question("budget", "table", currency="MXN", columns=TABLE["columns"][:1], max_rows=2),
        question("team", "people", min_people=1, max_people=1),
    )
]
GIVEN = {
    "stage": "script",
    "help": ["idea", "script"],
    "cash": {"amount": "100", "currency": "USD"},
    "budget": [{"item": f"{n}", "note": "x"} for n in range(4)],
    "team": [{"name": "Itzel", "role": "Dirección", "email": "i@example.org"}, {"name": "Ana", "role": "Sonido"}],
}


def boxes(page):
    """What a browser sends of the page as it stands."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        told = dict(re.findall(r'([\w.-]+)="([^"]*)"', tag))
        if told.get("type") not in ("checkbox", "radio") or " checked" in tag:
            found.setdefault(told["name"], []).append(told.get("value", "on" if "checked" in tag else ""))
    for name, body in re.findall(r'(?s)<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page):
        found[name] = re.findall(r"<option selected>(\w+)", body)
    return found


def test_what_is_no_longer_offered_stays_until_the_person_changes_it():
    draft = make_draft(make_call(WIDE), answers=GIVEN)
    publish_form(draft.call, NARROW)
    client = client_of(draft.applicant)
    page = client.get(f"/en/solicitudes/{draft.folio}/every/")
    assert "“stage?” is no longer offered or asked. It stays as it is until you change it." in words(page)
    client.post(at(draft, "every"), {name: each for name, each in boxes(page.content.decode()).items() if name != "csrfmiddlewaretoken"})
    assert fresh(draft).answers == GIVEN
    missing = words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    for key in ("stage?", "help?", "cash?", "budget?", "team?"):
        assert f"{key} " in missing.partition("Every Stage")[0].partition("before you can submit")[2], key
    client.post(at(draft, "every"), page_fields(draft, stage="idea", help="idea"))
    assert (fresh(draft).answers["stage"], fresh(draft).answers["help"]) == ("idea", ["idea"])
