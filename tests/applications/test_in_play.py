"""With an application whose person has gone the fund does not go on, in whatever state it was left."""

import pytest
from django.utils import timezone

from applicants.applications.advance import LeftForGood, advance, advance_many
from applicants.applications.consents.take_back import take_back
from applicants.applications.in_play import keeps_in_play
from applicants.applications.models import Application, StateChange
from applicants.applications.states import TRANSITIONS, State
from applicants.review.screening.screen import AGAIN, screen
from fundportal.accounts.erase import erase
from fundportal.consents.models import Consent, Purpose
from fundportal.notifications.models import Notification
from tests.review.make import make_application, make_call, make_staff

pytestmark = pytest.mark.django_db
LEFT = (State.INELIGIBLE, State.OFFER_EXPIRED, State.PLACE_ENDED)


def agree(application):
    return Consent.objects.create(
        person=application.applicant, notice=application.call.notice, purpose=Purpose.EVALUATE, about=application.folio,
        notice_sha256="0" * 64, wording="Sí", language="es-mx", authentication="code",
    )  # fmt: skip


def go(application, how):
    if how == "erased":
        erase(person=application.applicant)
    else:
        take_back(application=application, person=application.applicant, purpose=Purpose.EVALUATE)


@pytest.mark.parametrize("how", ["taken back", "erased"])
@pytest.mark.parametrize("state", LEFT)
def test_who_has_gone_is_not_brought_back(state, how):
    application, staff = make_application(make_call(), state), make_staff()
    agree(application)
    go(application, how)
    for verb in [verb for verb, transition in TRANSITIONS.items() if state in transition.sources and keeps_in_play(verb)]:
        with pytest.raises(LeftForGood, match=application.folio):
            advance(application=application, verb=verb, actor=staff)
    assert Application.objects.get(pk=application.pk).state == state
    assert (StateChange.objects.count(), Notification.objects.filter(kind__in=["offer", "readmitted"]).count()) == (0, 0)


def test_steps_that_end_an_application_are_open_and_so_is_all_after_a_new_consent():
    assert {verb for verb in TRANSITIONS if keeps_in_play(verb)} == {
        "screen_in", "readmit", "shortlist", "unshortlist", "select", "waitlist", "offer", "extend_offer", "reopen",
    }  # fmt: skip
    application, staff = make_application(make_call(), State.CONFIRMED), make_staff()
    Consent.objects.filter(pk=agree(application).pk).update(withdrawn_at=timezone.now())
    advance(application=application, verb="end_place", actor=staff, reason="No llegó.")
    agree(application)
    assert advance(application=application, verb="offer", actor=staff, context=lambda _: {"url": "/"}).state == State.OFFERED


def test_one_who_has_gone_stops_all_and_costs_no_statement_each(django_assert_max_num_queries):
    call, staff = make_call(), make_staff()
    three = [make_application(call, State.SHORTLISTED) for _ in range(3)]
    with django_assert_max_num_queries(9):
        advance_many(ids=[a.pk for a in three[:1]], verb="unshortlist", actor=staff)
    with django_assert_max_num_queries(9):
        advance_many(ids=[a.pk for a in three[1:]], verb="unshortlist", actor=staff)
    Consent.objects.filter(pk=agree(three[2]).pk).update(withdrawn_at=timezone.now())
    with pytest.raises(LeftForGood):
        advance_many(ids=[a.pk for a in three], verb="select", actor=staff)
    assert set(Application.objects.values_list("state", flat=True)) == {State.IN_REVIEW}


def test_a_batch_leaves_out_who_has_gone():
    call, staff = make_call(), make_staff()
    gone, stays = make_application(call, State.INELIGIBLE), make_application(call, State.INELIGIBLE)
    agree(gone)
    go(gone, "taken back")
    done = screen(ids=[gone.pk, stays.pk], verb=AGAIN, by=staff, reason="Sí cumple.")
    assert ([a.pk for a in done.moved], [a.pk for a in done.others]) == ([stays.pk], [gone.pk])


def test_pages_offer_no_step_with_who_has_gone(client, settings):
    settings.SAMPLE_LOGINS = True
    client.force_login(make_staff(email="staff@sample.invalid"))
    for state, words in ((State.INELIGIBLE, "screening/again"), (State.OFFER_EXPIRED, "offer/make"), (State.PLACE_ENDED, "offer/make")):
        application = make_application(make_call(), state)
        agree(application)
        page = f"/admin/applicants/application/{application.pk}/change/"
        assert words in client.get(page).text
        go(application, "taken back")
        assert words not in client.get(page).text
    assert client.get(f"/admin/applicants/offer/make/{application.pk}/").context_data["blocked"]
    answer = client.post(f"/admin/applicants/offer/make/{application.pk}/", {"confirm": "1"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
