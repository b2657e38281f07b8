import pytest

from applicants.applications.states import State
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import in_review, make_application, make_call, make_member, make_person, make_review, make_round

pytestmark = pytest.mark.django_db


def at(review):
    return f"/admin/applicants/review/desk/{review.pk}/names/"


@pytest.fixture
def review(sign_in):
    round = make_round(make_call(), shows_names=True)
    application = make_application(round.call, State.IN_REVIEW, make_person("Xóchitl Tlapaltecatl"))
    make_member(application, make_person("Abel Cruz"))
    return in_review(make_review(round, application, sign_in(Role.REVIEWER)))


def test_names_are_shown_when_asked_for_and_each_look_is_recorded(client, review):
    assert at(review) in client.get(f"/admin/applicants/review/desk/{review.pk}/").content.decode()
    assert "Xóchitl" not in client.get(at(review)).content.decode()
    assert Entry.objects.filter(verb="reveal_names").count() == 0
    for _ in range(2):
        page = client.post(at(review), {"confirm": "1"}).content.decode()
        assert "Xóchitl Tlapaltecatl" in page and "Abel Cruz" in page
    told = Entry.objects.filter(verb="reveal_names")
    assert [(row.target, row.detail) for row in told] == [(review.application.folio, {"review": review.pk, "round": review.round_id})] * 2


def test_a_blind_round_shows_nobody(client, sign_in):
    round = make_round(make_call())
    review = in_review(make_review(round, make_application(round.call, State.IN_REVIEW), sign_in(Role.REVIEWER)))
    assert at(review) not in client.get(f"/admin/applicants/review/desk/{review.pk}/").content.decode()
    assert (client.get(at(review)).status_code, client.post(at(review), {"confirm": "1"}).status_code) == (403, 403)


def test_nothing_is_shown_before_the_declaration_after_it_or_to_others(client, review, sign_in):
    in_review(review, "unknown")
    assert client.post(at(review), {"confirm": "1"}).status_code == 403
    in_review(review, "declared")
    assert client.post(at(review), {"confirm": "1"}).status_code == 403
    in_review(review)
    sign_in(Role.REVIEWER)
    assert client.post(at(review), {"confirm": "1"}).status_code == 404
    assert Entry.objects.filter(verb="reveal_names").count() == 0


def test_the_public_rubric_says_so(client, review):
    client.logout()
    assert "tu nombre" in client.get(f"/es/convocatorias/{review.round.call.slug}/rubrica/").content.decode()
