from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applicants.applications.models import DraftEntry
from applicants.calls.models import Call
from tests.applications.build import COMPLETE, client_of, hand_in, make_draft, make_person, page_fields
from tests.applications.reading import at, checked, fresh, words

pytestmark = pytest.mark.django_db


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


def test_more_than_is_kept_for_somebody_unknown_is_told():
    draft = make_draft()
    response = Client().post(f"/en/solicitudes/{draft.folio}/film/", page_fields(draft, synopsis="palabra " * 60_000))
    assert response.status_code == 413
    assert "your words are still there" in words(response)


def test_what_was_parked_is_forgotten_once_something_newer_is_saved_and_after_a_day():
    draft = make_draft()
    client = Client()
    client.post(at(draft, "film"), page_fields(draft, title="viejo"))
    assert client.session.get_expiry_age() <= 24 * 3600
    client.force_login(draft.applicant, backend="fundportal.accounts.backends.PortalBackend")
    client.post(at(draft, "film"), page_fields(draft, title="nuevo", **{".page": "bbbb"}))
    assert client.session["parked"] == {}
    session = client.session
    session["parked"] = {at(draft, "film"): {"fields": "title=viejo", "at": (timezone.now() - timedelta(hours=25)).isoformat()}}
    session.save()
    client.get(at(draft, "film"))
    assert (fresh(draft).answers, fresh(draft).conflicts) == ({"title": "nuevo"}, {})


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
        page_fields(draft, title="A tiempo", synopsis=COMPLETE["synopsis"]),
        **{"fundportal.arrived_at": (now - timedelta(minutes=30)).timestamp()},
    )
    Call.objects.filter(pk=draft.call_id).update(closes_at=now - closed_for)
    client.force_login(draft.applicant, backend="fundportal.accounts.backends.PortalBackend")
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
    client.force_login(draft.applicant, backend="fundportal.accounts.backends.PortalBackend")
    page = client.get(f"/en/solicitudes/{draft.folio}/revisar/", follow=True)
    assert "We have noted that hour: check and submit again." in words(page)
    assert fresh(draft).first_attempt_at == now - timedelta(minutes=3)
    assert client.post(at(draft, "revisar"), fields)["Location"] == at(draft, "comprobante")


def test_words_of_a_page_that_signing_in_elsewhere_has_made_old_are_handed_back():
    draft = make_draft()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(draft.applicant, backend="fundportal.accounts.backends.PortalBackend")
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


def test_only_a_few_forms_are_kept():
    drafts = [make_draft() for _each in range(6)]
    client = Client()
    for draft in drafts:
        client.post(at(draft, "film"), page_fields(draft, title="Agua"))
    assert list(client.session["parked"]) == [at(draft, "film") for draft in drafts[2:]]
