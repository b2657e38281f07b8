"""A form in which answers decide what is asked, and a section of which there are several: from the page to what is handed in."""

import itertools
import re

import pytest
from django.utils import timezone

from applicants.applications.draft.copy_out import copied
from applicants.applications.draft.missing import gaps
from applicants.applications.draft.save import save_section
from applicants.applications.models import Application, DraftEntry
from applicants.applications.pages.summary import summary
from applicants.applications.remind import reminder
from applicants.applications.submit import Incomplete
from applicants.calls.form_versions import form_version
from tests.applications.build import client_of, hand_in, make_call, make_draft, make_person, page_fields, publish_form, question, section
from tests.applications.reading import at, autosave, checked, fresh, title, words
from tests.applications.test_statements import counted, warm

pytestmark = pytest.mark.django_db
WHO = [{"code": "alone", "es": "Sola", "en": "Alone"}, {"code": "group", "es": "Colectivo", "en": "Collective"}]
GROUP = {"match": "all", "rules": [{"key": "who", "in": ["group"]}]}
YES = {"match": "all", "rules": [{"key": "before", "in": ["true"]}]}


def varying(least=1, most=3):
    return [
        section("you", question("who", "choice", options=WHO), question("group_name") | {"show_when": GROUP}, question("before", "declaration", required=False)),
        section("collective", question("members"), question("help", "choices", options=WHO, required=False)) | {"show_when": GROUP},
        section("films", question("film"), question("year", "whole_number", required=False)) | {"show_when": YES, "repeat": {"min": least, "max": most}},
        section("end", question("why")),
    ]  # fmt: skip


@pytest.fixture
def draft():
    return make_draft(make_call(varying()))


@pytest.fixture
def client(draft):
    return client_of(draft.applicant)


def en(draft, *rest):
    return at(draft, *rest).replace("/es/", "/en/")


def form_of(client, draft, *rest):
    """What the page says it is of."""
    return re.search('name=".form" value="(.*?)"', client.get(at(draft, *rest)).content.decode())[1]


def tell(client, draft, key, accion="seguir", **fields):
    """Open a section's page, fill it in and press a button."""
    shown = form_of(client, draft, key)
    return client.post(en(draft, key), page_fields(draft, accion=accion, **{".form": shown}, **fields), follow=True)


def test_a_section_is_asked_once_an_earlier_answer_asks_for_it(draft, client):
    listed = words(client.get(en(draft)))
    assert "0 of 2 sections ready" in listed
    assert "Collective" not in listed
    response = tell(client, draft, "you", who="group")
    assert response.redirect_chain == [(f"{en(draft, 'you')}#div_id_group_name", 302)]
    assert "Because of what you answered, there is now also the section “Collective”." in words(response)
    assert "Saved. Because of what you answered, there is 1 more question here." in words(response)
    assert "group_name?" in words(response)
    response = tell(client, draft, "you", who="group", group_name="Tres Ríos")
    assert response.redirect_chain == [(en(draft, "collective"), 302)]
    assert "Section 2 of 3" in words(response)
    assert "1 of 3 sections ready" in words(client.get(en(draft)))


def test_what_is_no_longer_asked_is_kept_and_comes_back(draft, client):
    tell(client, draft, "you", who="group")
    tell(client, draft, "you", who="group", group_name="Tres Ríos")
    tell(client, draft, "collective", members="Seis", help=["alone"])
    response = tell(client, draft, "you", who="alone", group_name="Tres Ríos")
    assert "The section “Collective” is no longer asked. What you wrote there is kept." in words(response)
    assert response.redirect_chain == [(en(draft, "end"), 302)]
    assert "Collective" not in words(client.get(en(draft)))
    tell(client, draft, "you", who="alone")  # the page does not show the name, and does not clear it
    assert fresh(draft).answers == {"who": "alone", "group_name": "Tres Ríos", "members": "Seis", "help": ["alone"]}
    tell(client, draft, "end", why="Porque sí")
    document = hand_in(draft).content
    assert document["answers"] == {"who": "alone", "why": "Porque sí"}
    assert "Seis" not in words(client.get(at(draft, "enviado")))
    response = tell(client, draft, "you", who="group")
    assert 'value="Tres Ríos"' in response.content.decode()
    assert hand_in(draft).content["answers"] == {
        "who": "group",
        "group_name": "Tres Ríos",
        "members": "Seis",
        "help": ["alone"],
        "why": "Porque sí",
    }


def test_a_hidden_section_is_found_by_nobody_and_a_forged_one_is_not_there(draft, client):
    response = client.get(en(draft, "collective"), follow=True)
    assert response.redirect_chain == [(en(draft, "secciones"), 302)]
    assert "“Collective” is not asked of you, as your answers stand." in words(response)
    for forged in ("films-1", "films-100", "films-02", "you-2", "films-", "collective-2"):
        assert client.get(at(draft, forged)).status_code == 404, forged
    assert client.get(at(draft, "films-7")).status_code == 302
    for forged in ("you-2", "films-1"):
        assert client.post(at(draft, forged), page_fields(draft, who="group")).status_code == 404


def test_what_is_written_on_a_page_that_was_hidden_meanwhile_is_kept(draft, client):
    tell(client, draft, "you", who="group")
    sent = page_fields(draft, members="Seis")
    tell(client, draft, "you", who="alone", group_name="")
    response = client.post(en(draft, "collective"), sent, follow=True)
    assert response.redirect_chain == [(en(draft, "secciones"), 302)]
    assert fresh(draft).answers == {"who": "alone", "members": "Seis"}


def test_required_questions_that_are_hidden_are_not_missing(draft, client):
    tell(client, draft, "you", who="alone")
    with pytest.raises(Incomplete) as missing:
        hand_in(draft)
    assert [gap.question for gap in missing.value.gaps] == ["¿why?"]
    assert "1 thing is missing before you can submit" in words(client.get(en(draft, "revisar")))
    tell(client, draft, "you", who="group")
    now = fresh(draft)
    asked = form_version(now.form_version_id).asked(now.answers)
    assert [gap.question for gap in gaps(now, asked, {"evaluate", "sensitive"})] == ["¿group_name?", "¿members?", "¿why?"]
    now.key = "k"
    assert [names["es"] for names in reminder(now, []).context["missing"]] == ["You", "Collective", "End"]


def test_progress_follows_what_is_asked_elsewhere(draft, client):
    tell(client, draft, "end", why="Porque sí")
    tell(client, draft, "you", who="group")
    assert fresh(draft).progress == {"you": "started", "collective": "", "end": "done"}
    tell(client, draft, "you", who="group", group_name="Tres Ríos", before="on")
    assert fresh(draft).progress == {"you": "done", "collective": "", "films": "", "end": "done"}
    tell(client, draft, "you", who="alone", group_name="Tres Ríos")
    assert fresh(draft).progress == {"you": "done", "end": "done"}


def test_the_order_of_saves_does_not_matter_for_what_is_asked_at_the_end():
    answers = {
        "you": {"who": "group", "group_name": "Tres Ríos", "before": True},
        "collective": {"members": "Seis"},
        "films-2": {"film-2": "Agua"},
        "end": {"why": "Sí"},
    }
    ends = []
    for order in itertools.islice(itertools.permutations(answers), 0, 24, 5):
        draft = make_draft(make_call(varying()))
        form = form_version(draft.form_version_id)
        for key in order:
            save_section(
                application_id=draft.pk, person=draft.applicant, section=form.any_section(key), values=answers[key], at=timezone.now()
            )
        now = fresh(draft)
        ends.append((now.answers, now.progress, list(form.asked(now.answers).questions)))
    assert all(end[0] == ends[0][0] and end[1:] == ends[0][1:] for end in ends)
    assert ends[0][2] == ["who", "group_name", "before", "members", "help", "film", "year", "why"]


def test_autosave_says_what_an_answer_has_changed(draft, client):
    shown = form_of(client, draft, "you")
    told = autosave(client, en(draft, "you"), "who", who="group", **{".form": shown, ".base": "0"}).json()
    assert told["saved"].endswith(
        "there is now also the section “Collective”. There is more to answer here: press “Save and continue” to see it."
    )
    told = autosave(client, en(draft, "you"), "who", who="alone", **{".form": shown, ".base": "1"}).json()
    assert told["saved"].endswith("The section “Collective” is no longer asked. What you wrote there is kept.")
    told = autosave(client, en(draft, "you"), "before", before="", **{".form": shown, ".base": "2"}).json()
    assert re.fullmatch(r"Saved today at [\d:]+\.", told["saved"])


def test_a_page_says_which_of_its_questions_it_shows(draft, client):
    pk = draft.form_version_id
    assert form_of(client, draft, "you") == f"{pk}:"
    tell(client, draft, "you", who="group")
    assert form_of(client, draft, "you") == f"{pk}:group_name"
    assert form_of(client, draft, "end") == str(pk)
    # one that names a question which it could not show clears nothing of another section
    client.post(at(draft, "end"), page_fields(draft, why="Sí", **{".form": f"{pk}:who,group_name"}))
    assert fresh(draft).answers == {"who": "group", "why": "Sí"}


# Several times.


def films(client, draft, *names):
    tell(client, draft, "you", who="alone", before="on")
    key = "films"
    for name in names:
        response = (
            tell(client, draft, key, accion=f"otra-{names.index(name) + 1}" if name != names[-1] else "seguir", film=name)
            if key == "films"
            else (
                tell(
                    client,
                    draft,
                    key,
                    accion=f"otra-{names.index(name) + 1}" if name != names[-1] else "seguir",
                    **{f"film-{key[6:]}": name},
                )
            )
        )
        key = response.redirect_chain[-1][0].split("/")[-2]
    return response


def test_each_time_is_a_page_with_answers_of_its_own(draft, client):
    response = films(client, draft, "Agua", "Sal", "Humo")
    assert response.redirect_chain == [(en(draft, "end"), 302)]
    assert fresh(draft).answers == {"who": "alone", "before": True, "film": "Agua", "film-2": "Sal", "film-3": "Humo", "films#": [1, 2, 3]}
    page = client.get(en(draft, "films-2"))
    assert title(page).startswith("Films 2")
    assert "3 of at most 3 Films 1 : Agua Films 2 : Sal Films 3 : Humo Take this one away" in words(page)
    assert "Save and add another" not in words(page)
    assert "Films 1: Agua Ready Films 2: Sal Ready Films 3: Humo Ready" in words(client.get(en(draft)))
    tell(client, draft, "end", why="Sí")
    assert "Films 2 film? Sal" in words(client.get(en(draft, "revisar")))
    document = hand_in(draft).content
    assert document["answers"]["films#"] == [1, 2, 3]
    parts = summary(form_version(draft.form_version_id).asked(document["answers"]), document["answers"])
    assert [(part.title, part.lines[0].shown.data) for part in parts[1:4]] == [("Films 1", "Agua"), ("Films 2", "Sal"), ("Films 3", "Humo")]


def test_one_that_is_taken_away_is_not_handed_in_and_comes_back(draft, client):
    films(client, draft, "Agua", "Sal", "Humo")
    response = tell(client, draft, "films-2", "quitar", **{"film-2": "Sal de mar"})
    assert response.redirect_chain == [(en(draft, "secciones"), 302)]
    assert "Films 1: Agua Ready Films 2: Humo Ready End" in words(response)
    tell(client, draft, "end", why="Sí")
    assert hand_in(draft).content["answers"] == {
        "who": "alone",
        "before": True,
        "film": "Agua",
        "film-3": "Humo",
        "films#": [1, 3],
        "why": "Sí",
    }
    page = words(client.get(en(draft, "films-3")))
    assert "2 of at most 3 Films 1 : Agua Films 2 : Humo" in page
    assert "Taken away Bring back : Films Films: Sal de mar" in page
    response = tell(client, draft, "films-3", "traer-2", **{"film-3": "Humo"})
    assert response.redirect_chain == [(en(draft, "films-2"), 302)]
    assert 'value="Sal de mar"' in response.content.decode()
    assert fresh(draft).answers["films#"] == [1, 2, 3]
    log = DraftEntry.objects.filter(application=draft, changes__has_key="films#").order_by("revision")
    assert [entry.changes["films#"] for entry in log] == [[1, 2], [1, 2, 3], [1, 3], [1, 2, 3]]


def test_never_more_than_may_be_nor_fewer_than_have_to(draft, client):
    tell(client, draft, "you", who="alone", before="on")
    assert "Take this one away" not in words(client.get(en(draft, "films")))
    tell(client, draft, "films", "quitar", film="Agua")
    assert "films#" not in fresh(draft).answers
    for n in (1, 1, 1):  # the same click three times
        tell(client, draft, "films", f"otra-{n}", film="Agua")
    assert fresh(draft).answers["films#"] == [1, 2]
    tell(client, draft, "films", "otra-2", film="Agua")
    response = client.post(en(draft, "films"), page_fields(draft, accion="otra-3", film="Agua y sal"))
    assert response.status_code == 409
    assert "There may be at most 3 of these. Nothing was added." in words(response)
    assert fresh(draft).answers["film"] == "Agua y sal"
    tell(client, draft, "films-2", "quitar", **{"film-2": "Sal"})
    tell(client, draft, "films", "otra-2", film="Agua")
    response = client.post(en(draft, "films"), page_fields(draft, accion="traer-2", film="Agua"))
    assert response.status_code == 409
    assert fresh(draft).answers["films#"] == [1, 3, 4]


@pytest.mark.parametrize("accion", ["traer-0", "traer-100", "traer-77", "otra-", "otra-x", "otra--1", "traer-٢", "quitar-1"])
def test_a_forged_button_changes_nothing(draft, client, accion):
    tell(client, draft, "you", who="alone", before="on")
    tell(client, draft, "films", "otra-1", film="Agua")
    client.post(at(draft, "you"), page_fields(draft, accion=accion, who="alone", before="on"))
    assert client.post(at(draft, "films"), page_fields(draft, accion=accion, film="Agua")).status_code == 302
    assert fresh(draft).answers["films#"] == ([1, 2, 77] if accion == "traer-77" else [1, 2])


def test_nothing_is_added_before_what_is_wrong_has_been_seen(draft, client):
    tell(client, draft, "you", who="alone", before="on")
    response = tell(client, draft, "films", "otra-1", film="Agua", year="muchos")
    assert title(response).startswith("Error:")
    assert "films#" not in fresh(draft).answers
    tell(client, draft, "films", "quitar", film="Agua", year="muchos")
    assert fresh(draft).unfinished == {"year": "muchos"}


def test_a_newer_form_that_takes_fewer_says_so_and_one_that_takes_one_keeps_the_others():
    draft = make_draft(make_call(varying()))
    client = client_of(draft.applicant)
    films(client, draft, "Agua", "Sal", "Humo")
    tell(client, draft, "end", why="Sí")
    publish_form(draft.call, varying(most=2))
    page = client.get(en(draft, "revisar"))
    assert "There are more than 2 of these. Take one away. Films 3" in words(page)
    tell(client, draft, "films", "quitar", film="Agua")
    assert hand_in(draft).content["answers"]["films#"] == [2, 3]
    once = varying()
    del once[2]["repeat"]
    publish_form(draft.call, once)
    assert "film? Agua" in words(client.get(en(draft, "revisar")))
    assert fresh(draft).answers["film-3"] == "Humo"
    publish_form(draft.call, varying())
    assert "Films 2 film? Humo" in words(client.get(en(draft, "revisar")))


def test_a_question_that_changes_its_type_puts_every_time_aside():
    draft = make_draft(make_call(varying()))
    client = client_of(draft.applicant)
    films(client, draft, "Agua", "Sal")
    dated = varying()
    dated[2]["questions"][0] = question("film", "date")
    publish_form(draft.call, dated)
    client.get(at(draft))
    now = fresh(draft).answers
    assert (now["film~short_text"], now["film-2~short_text"], "film" in now, "film-2" in now) == ("Agua", "Sal", False, False)
    publish_form(draft.call, varying())
    assert "Films 2 : Sal" in words(client.get(en(draft, "films-2")))


def test_withdrawn_consent_takes_every_time_of_a_sensitive_answer():
    sections = [section("films", question("film", sensitive=True), question("year")) | {"repeat": {"min": 2, "max": 3}}]
    draft = make_draft(make_call(sections))
    client = client_of(draft.applicant)
    tell(client, draft, "films", film="Agua", year="2020")
    tell(client, draft, "films-2", **{"film-2": "Sal", "year-2": "2021"})
    client.post(at(draft, "consentimientos", "sensitive"), {"answer": "take_back"})
    assert fresh(draft).answers == {"year": "2020", "year-2": "2021"}
    assert not [entry for entry in DraftEntry.objects.filter(application=draft) if "Sal" in str(entry.changes)]


def test_two_devices_write_one_time_and_the_person_chooses(draft, client):
    tell(client, draft, "you", who="alone", before="on")
    tell(client, draft, "films", "otra-1", film="Agua")
    old = page_fields(draft, **{"film-2": "de B", ".page": "bbbb"})
    tell(client, draft, "films-2", **{"film-2": "de A"})
    assert client.post(at(draft, "films-2"), old)["Location"] == at(draft, "films-2")
    [revision] = fresh(draft).conflicts["film-2"]
    assert "Films 2: de A Two versions" in words(client.get(en(draft)))
    client.post(at(draft, "films-2"), page_fields(draft, **{"film-2": "de A", ".choose": f"film-2:{revision}"}))
    assert (fresh(draft).answers["film-2"], fresh(draft).conflicts) == ("de B", {})


def test_unsent_changes_are_those_of_what_is_asked(draft, client):
    films(client, draft, "Agua", "Sal")
    tell(client, draft, "end", why="Sí")
    hand_in(draft)
    changes = "You have changes that are not submitted."
    assert changes not in words(client.get(en(draft)))
    Application.objects.filter(pk=draft.pk).update(answers={**fresh(draft).answers, "members": "hidden"})
    assert changes not in words(client.get(en(draft)))
    tell(client, draft, "films-2", "quitar", **{"film-2": "Sal"})
    assert changes in words(client.get(en(draft)))


def test_statements_stay_as_they_are(draft, client):
    warm(client, at(draft), at(draft, "you"))
    fields = page_fields(draft, who="alone", before="on", **{".form": form_of(client, draft, "you")})
    with counted() as statements:
        assert client.get(at(draft)).status_code == 200
        assert client.get(at(draft, "you")).status_code == 200
    assert statements.number == 4, statements.texts
    with counted() as statements:
        client.post(at(draft, "you"), fields)
    assert statements.number <= 6, statements.texts  # the five of any save, and the session with the word about the new section
    with counted() as statements:
        assert client.get(at(draft, "films")).status_code == 200
    assert statements.number <= 3, statements.texts


def test_checked_answers_are_stale_when_one_is_taken_away_meanwhile(draft, client):
    films(client, draft, "Agua", "Sal")
    tell(client, draft, "end", why="Sí")
    token = checked(client, draft)
    tell(client, draft, "films-2", "quitar", **{"film-2": "Sal"})
    assert client.post(at(draft, "revisar"), {"checked": token, "declaration": "on"}).status_code == 200
    assert fresh(draft).submission is None


# Filled in beforehand.


def asking(fact, kind="short_text", **config):
    return question("fact", kind, **config) | {"prefill": fact}


def test_what_the_account_knows_is_offered_and_kept_once_it_is_saved():
    draft = make_draft(make_call([section("you", asking("name"), question("why"))]))
    client = client_of(draft.applicant)
    page = client.get(en(draft, "you")).content.decode()
    assert 'value="Itzel Canul Pech"' in page
    assert "From your account: check it." in page
    assert fresh(draft).answers == {}
    autosave(client, en(draft, "you"), "why", why="Sí", **{".base": "0"})
    assert fresh(draft).answers == {"why": "Sí"}
    assert 'value="Itzel Canul Pech"' in client.get(en(draft, "you")).content.decode()
    tell(client, draft, "you", fact="Itzel", why="Sí")
    assert "From your account" not in client.get(en(draft, "you")).content.decode()
    tell(client, draft, "you", fact="", why="Sí")
    assert "Itzel Canul" not in re.search(r"<main.*</main>", client.get(en(draft, "you")).content.decode(), re.DOTALL)[0]


def test_what_an_earlier_application_says_is_offered_where_it_is_a_valid_answer():
    person = make_person(time_zone="America/Cancun")
    first = make_draft(make_call([section("you", asking("country", "country", other=True))]), person)
    client = client_of(person)
    tell(client, first, "you", fact="ZZ")
    tell(client, first, "you", fact="MX")
    for config, offered in (({"other": True}, True), ({}, True)):
        later = make_draft(make_call([section("you", asking("country", "country", **config))]), person)
        assert ("From your earlier application: check it." in words(client.get(en(later, "you")))) is offered
    phone = make_draft(make_call([section("you", asking("phone"))]), person)
    assert "check it" not in words(client.get(en(phone, "you")))
    zone = make_draft(make_call([section("you", asking("time_zone", max_chars=3))]), person)
    assert "check it" not in words(client.get(en(zone, "you")))  # too long for this question
    other = make_draft(make_call([section("you", asking("country", "country"))]))
    assert "check it" not in words(client_of(other.applicant).get(en(other, "you")))


def test_statements_of_a_page_that_offers_something():
    draft = make_draft(make_call([section("you", asking("name"), question("land", "country") | {"prefill": "country"})]))
    client = client_of(draft.applicant)
    warm(client, at(draft, "you"))
    with counted() as statements:
        client.get(at(draft, "you"))
    assert statements.number == 3, statements.texts
    tell(client, draft, "you", fact="Itzel", land="MX")
    with counted() as statements:
        client.get(at(draft, "you"))
    assert statements.number == 2, statements.texts


def test_who_writes_where_it_was_taken_away_meanwhile_is_told(draft, client):
    tell(client, draft, "you", who="group", group_name="Nosotras")
    shown = form_of(client, draft, "collective")
    tell(client, draft, "you", who="alone")
    sentence = "“Collective” is not asked of you, as your answers stand. What you wrote there is kept."
    fields = page_fields(draft, members="Tres", **{".form": shown})
    assert sentence in words(client.post(en(draft, "collective"), fields, follow=True))
    fields = page_fields(draft, members="Cuatro", **{".form": shown})
    assert sentence in autosave(client, en(draft, "collective"), "members", **fields).json()["saved"]
    assert fresh(draft).answers["members"] == "Cuatro"


def test_an_answer_that_is_not_asked_for_now_goes_along_in_a_copy(draft, client):
    tell(client, draft, "you", who="group")
    tell(client, draft, "you", who="group", group_name="Tres Ríos")
    tell(client, draft, "you", who="alone", group_name="Tres Ríos")
    assert [each["question"] for each in copied(fresh(draft), timezone.now())["answers"]] == ["who", "group_name"]
