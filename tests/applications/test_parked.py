from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applicants.applications.draft.parked import MOST_FORMS
from applicants.applications.models import DraftEntry
from applicants.calls.models import Call
from tests.applications.build import COMPLETE, client_of, hand_in, make_draft, make_person, opened_by, page_fields
from tests.applications.reading import at, checked, fresh, words

pytestmark = pytest.mark.django_db
BACKEND = "fundportal.accounts.backends.PortalBackend"


def test_what_was_typed_when_the_session_was_over_is_kept_and_saved_after_signing_in():
    draft = make_draft()
    client = Client()
    response = client.post(at(draft, "film"), page_fields(draft, title="Agua", synopsis="palabra " * 11, **opened_by(draft.applicant)))
    assert response["Location"] == f"/es/cuenta/login/?next={at(draft, 'film')}"
    assert fresh(draft).answers == {}
    client.force_login(draft.applicant, backend=BACKEND)
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
    client.force_login(make_person(), backend=BACKEND)
    assert client.get(at(draft, "film")).status_code == 404
    assert fresh(draft).answers == {}


def test_more_than_is_kept_for_somebody_unknown_is_told():
    draft = make_draft()
    response = Client().post(f"/en/solicitudes/{draft.folio}/film/", page_fields(draft, synopsis="palabra " * 60_000))
    assert response.status_code == 413
    assert ("Copy your words from below" in words(response), words(response).count("palabra")) == (True, 60_000)


def test_what_was_parked_is_forgotten_once_the_same_page_has_saved_something_newer_and_after_a_day():
    draft, client = make_draft(), Client()
    client.post(at(draft, "film"), page_fields(draft, title="viejo", **opened_by(draft.applicant)))
    assert client.session.get_expiry_age() <= 24 * 3600
    client.force_login(draft.applicant, backend=BACKEND)
    client.post(at(draft, "film"), page_fields(draft, title="nuevo"))
    assert client.session["parked"] == {}
    session = client.session
    session["parked"] = {at(draft, "film"): {"fields": "title=viejo", "at": (timezone.now() - timedelta(hours=25)).isoformat()}}
    session.save()
    client.get(at(draft, "film"))
    assert (fresh(draft).answers, fresh(draft).conflicts) == ({"title": "nuevo"}, {})


def test_what_another_page_saves_first_stands_beside_what_was_parked():
    draft, client = make_draft(), Client()
    client.post(at(draft, "film"), page_fields(draft, title="esperó", **{".base": "0"}, **opened_by(draft.applicant)))
    client.force_login(draft.applicant, backend=BACKEND)
    client.post(at(draft, "film"), page_fields(draft, title="nuevo", **{".page": "bbbb"}))
    page = words(client.get(at(draft, "film")))
    assert (fresh(draft).answers["title"], list(fresh(draft).conflicts), "esperó" in page) == ("nuevo", ["title"], True)


@pytest.mark.parametrize(
    ("closed_for", "stored"), [(timedelta(minutes=1), {**COMPLETE, "title": "A tiempo"}), (timedelta(days=1), COMPLETE)]
)
def test_what_was_sent_signed_out_after_submitting_counts_as_of_its_instant_or_is_shown(closed_for, stored):
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = Client()
    now = timezone.now()
    client.post(
        at(draft, "film"),
        page_fields(draft, title="A tiempo", synopsis=COMPLETE["synopsis"], **opened_by(draft.applicant)),
        **{"fundportal.arrived_at": (now - timedelta(minutes=30)).timestamp()},
    )
    Call.objects.filter(pk=draft.call_id).update(closes_at=now - closed_for)
    client.force_login(draft.applicant, backend=BACKEND)
    response = client.get(f"/es/solicitudes/{draft.folio}/film/", follow=True)
    assert fresh(draft).answers == stored
    assert ("A tiempo" in words(response)) == (stored == COMPLETE)


def test_submitting_when_the_session_is_over_counts_as_the_first_attempt():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    fields = {"checked": checked(client, draft), "declaration": "on"}
    now = timezone.now()
    client.logout()
    response = client.post(
        f"/en/solicitudes/{draft.folio}/revisar/", fields, **{"fundportal.arrived_at": (now - timedelta(minutes=3)).timestamp()}
    )
    assert response["Location"] == f"/en/cuenta/login/?next=/en/solicitudes/{draft.folio}/revisar/"
    Call.objects.filter(pk=draft.call_id).update(closes_at=now - timedelta(minutes=2))
    client.force_login(draft.applicant, backend=BACKEND)
    page = client.get(f"/en/solicitudes/{draft.folio}/revisar/", follow=True)
    assert "We have noted that hour: check and submit again." in words(page)
    assert fresh(draft).first_attempt_at == now - timedelta(minutes=3)
    assert client.post(at(draft, "revisar"), fields)["Location"] == at(draft, "comprobante")


def test_words_of_a_page_that_signing_in_elsewhere_has_made_old_are_handed_back():
    draft = make_draft()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(draft.applicant, backend=BACKEND)
    fields = page_fields(draft, title="Agua", synopsis="Una <b>laguna</b>.", csrfmiddlewaretoken="x" * 64)

    def sent(address=f"/en/solicitudes/{draft.folio}/film/", **headers):
        response = strict.post(address, fields, headers=headers)
        return response.status_code, [
            word in response.content.decode() for word in ("Agua", "Una &lt;b&gt;laguna&lt;/b&gt;.", "seguir", "a1b2c3d4")
        ]

    assert sent(**{"sec-fetch-site": "same-origin"}) == (403, [True, True, False, False])
    assert sent(origin="http://testserver") == (403, [True, True, False, False])
    nothing = (403, [False] * 4)
    assert [sent(), sent(origin="https://evil.example"), sent(**{"sec-fetch-site": "cross-site"})] == [nothing] * 3
    assert sent("/en/cuenta/login/", **{"sec-fetch-site": "same-origin"}) == nothing  # nothing but an application's words
    script = strict.post(at(draft, "film"), fields, headers={"sec-fetch-site": "same-origin", "x-autosave": "1"})
    assert (script.status_code, "Agua" in script.content.decode()) == (403, False)
    assert fresh(draft).answers == {}


def test_what_does_not_fit_any_more_is_handed_back_and_nothing_that_waits_gives_way():
    drafts = [make_draft() for _each in range(MOST_FORMS + 1)]
    client = Client()
    answers = [
        client.post(f"/en/solicitudes/{each.folio}/film/", page_fields(each, title="Agua <b>", **opened_by(each.applicant)))
        for each in drafts
    ]
    assert [answer.status_code for answer in answers] == [302] * MOST_FORMS + [413]
    assert ("Agua &lt;b&gt;" in answers[-1].content.decode(), "sign in in another tab" in words(answers[-1])) == (True, True)
    assert list(client.session["parked"]) == [f"/en/solicitudes/{each.folio}/film/" for each in drafts[:MOST_FORMS]]


def test_another_page_of_the_same_section_takes_no_place_from_the_first_and_the_same_page_sent_again_does():
    draft, client = make_draft(), Client()

    def sent(title, mark):
        return client.post(at(draft, "film"), page_fields(draft, title=title, **{".page": mark}, **opened_by(draft.applicant))).status_code

    assert [sent("Una", "aaaa"), sent("Otra ventana", "bbbb"), sent("Una, otra vez", "aaaa")] == [302, 413, 302]
    client.force_login(draft.applicant, backend=BACKEND)
    client.get(at(draft, "film"))
    assert fresh(draft).answers == {"title": "Una, otra vez"}


@pytest.mark.parametrize(("answer", "stored"), [("mine", {"title": "Hallado"}), ("not", {})])
def test_words_of_a_page_that_does_not_say_whose_it_is_are_shown_to_the_applicant_and_not_saved_by_looking(answer, stored):
    draft, client = make_draft(), Client()
    client.post(at(draft, "film"), page_fields(draft, title="Hallado"))
    client.force_login(draft.applicant, backend=BACKEND)
    page = client.get(at(draft, "film"))
    assert ("Hallado" in words(page), "¿Estas palabras son tuyas?" in words(page), fresh(draft).answers) == (True, True, {})
    client.post(at(draft, "film"), {".found": answer})
    assert (fresh(draft).answers, client.session["parked"]) == (stored, {})
    assert client.post(at(draft, "film"), {".found": "mine"})["Location"] == at(draft, "film")


def test_a_page_that_somebody_else_had_opened_saves_nothing_as_who_has_signed_in_since():
    draft = make_draft()
    client = client_of(draft.applicant)
    page = client.post(at(draft, "film"), page_fields(draft, title="De otra", **opened_by(make_person())))
    assert (page.status_code, "De otra" in words(page), fresh(draft).answers) == (409, True, {})


def test_what_comes_when_nothing_can_be_changed_any_more_is_handed_back():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    Call.objects.filter(pk=draft.call_id).update(closes_at=timezone.now() - timedelta(days=2))
    page = client_of(draft.applicant).post(at(draft, "film"), page_fields(draft, title="Tarde"))
    assert (page.status_code, "Tarde" in words(page)) == (409, True)
