import pytest
from django.urls import reverse

from applicants.applications.states import State
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import make_application, make_call, make_round, make_staff
from tests.review.scores.test_estimates import hand_in, make_panel

pytestmark = pytest.mark.django_db


def page(client, round):
    return client.get(reverse("admin:round_agreement", args=[round.pk]))


def test_who_decides_sees_agreement_severity_and_what_to_read_again(client, sign_in):
    sign_in()
    round = make_round(make_call())
    read, reviewers = make_panel(round, applications=12)
    odd = make_staff(Role.REVIEWER, name="Reviewer 9")
    for place, application in enumerate(read):
        hand_in(round, application, odd, 5 if place == 0 else 80 - 6 * place, {"mirada": 1, "historia": 2})
    answer = page(client, round)
    context, text = answer.context, answer.content.decode()
    assert answer.status_code == 200
    assert [row.what for row in context["agreements"]] == ["Puntos", "Mirada", "Historia"]
    assert 0 < context["agreements"][0].alpha < 1 and context["agreements"][2].alpha is None
    severest = context["severities"][0]
    assert (severest.name, severest.told) == (reviewers[0].name, False)  # eight reviews are few: the interval holds zero
    assert severest.points > 8 > 0 > severest.low
    assert sum(share for _name, share in context["shares"]) in (99, 100, 101)
    assert (context["outliers"][0][1], context["outliers"][0][2]) == (read[0].folio, "Reviewer 9")
    assert read[0].folio in text
    assert Entry.objects.get(verb="view_severity").target == f"{round.call.slug}:{round.ordinal}"


def test_an_application_of_one_s_own_is_not_among_them(client, sign_in):
    staff = sign_in()
    round = make_round(make_call())
    _read, reviewers = make_panel(round, applications=12)
    own = make_application(round.call, State.IN_REVIEW, staff)
    for reviewer, points in zip(reviewers, (30, 60, 5, 60), strict=True):
        hand_in(round, own, reviewer, points, {"mirada": 1, "historia": 2})
    answer = page(client, round)
    assert own.folio not in answer.content.decode()
    assert own.pk in {row.application for row, *_rest in [(row,) for row in answer.context["scores"].given]}


def test_a_round_without_reviews_says_that_nothing_can_be_told(client, sign_in):
    sign_in()
    answer = page(client, make_round(make_call()))
    assert (answer.status_code, answer.context["severities"], answer.context["outliers"]) == (200, [], [])


def test_reviewers_never_see_it(client, sign_in):
    round = make_round(make_call())
    sign_in(Role.REVIEWER)
    assert page(client, round).status_code == 403


@pytest.mark.parametrize("applications", [4, 25])
def test_statements_do_not_grow(client, sign_in, applications, django_assert_max_num_queries):
    sign_in()
    round = make_round(make_call())
    make_panel(round, applications=applications)
    with django_assert_max_num_queries(11):
        assert page(client, round).status_code == 200


def test_the_ranking_shows_bands_and_adjusted_scores(client, sign_in):
    sign_in()
    round = make_round(make_call())
    read, _reviewers = make_panel(round)
    answer = client.get(reverse("admin:round_ranking", args=[round.pk]))
    rows = list(answer.context["page"])
    assert [row.folio for row in rows] == [application.folio for application in read]
    assert [row.estimate.band for row in rows] == sorted(row.estimate.band for row in rows)
    assert rows[0].estimate.band == 1 < rows[-1].estimate.band
    file = client.post(reverse("admin:round_ranking", args=[round.pk]), {"download": "csv"}).content.decode("utf-8-sig").splitlines()
    first = rows[0].estimate
    assert file[0].startswith("folio,name,state,band,adjusted,adjusted_from,adjusted_to,points,")
    assert file[1].startswith(f"{rows[0].folio},Ana Pérez,in_review,1,{first.value:.2f},{first.low:.2f},{first.high:.2f},{first.mean:.2f},")
