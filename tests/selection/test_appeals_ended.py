"""An appeal that is being read ends with its application."""

from functools import partial

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.applications.withdraw import foretold, withdraw
from applicants.review.desk.declare import declare
from applicants.review.desk.score import score
from applicants.review.models import Review, Round
from applicants.review.rounds.assign import RoundClosed
from applicants.review.screening.screen import screen
from applicants.selection.appeals.answer import AnsweredAlready, accept
from applicants.selection.appeals.models import Appeal
from applicants.selection.decisions.release import NothingStaged, release
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import overtaken
from tests.applications.reading import words
from tests.review.make import make_staff
from tests.selection.race import race
from tests.selection.test_appeals import asked, client_of, declined

pytestmark = pytest.mark.django_db


def read_again(staff=None):
    """An appeal that was accepted, with the review that somebody has begun."""
    staff = staff or make_staff()
    application, reader = declined(staff), make_staff(Role.REVIEWER)
    accept(appeal=asked(application), answer="Sí.", reviewers=[reader.pk], by=staff)
    review = Review.objects.get(reviewer=reader)
    declare(review_id=review.pk, reviewer=reader, conflict=False)
    return Application.objects.select_related("call__cohort__strand__program", "applicant").get(pk=application.pk), review, staff


def test_who_withdraws_ends_it_with_its_round(client, sign_in):
    application, review, _staff = read_again(sign_in())
    accepted = Notification.objects.filter(kind="appeal_accepted")
    assert overtaken(accepted) == []
    assert any("Other people are reading" in str(line) or "Otras personas están leyendo" in str(line) for line in foretold(application))
    for _ in range(2):
        withdraw(application=application, person=application.applicant)
    appeal, round = Appeal.objects.get(), Round.objects.get(only=application)
    assert (appeal.state, appeal.outcome, bool(appeal.ended_at), bool(round.closed_at)) == ("ended", None, True, True)
    assert StateChange.objects.filter(application=application).latest("pk").verb == "withdraw"
    assert Entry.objects.filter(verb="end_appeal", target=application.folio).count() == 1
    assert overtaken(accepted) == list(accepted), "a letter that has not left says nothing of it any more"
    with pytest.raises(RoundClosed):
        score(review_id=review.pk, reviewer=review.reviewer, scores={"mirada": 4})
    assert not Review.objects.at_the_desk(review.reviewer).exists()
    status = words(client_of(application.applicant).get(f"/en/solicitudes/{application.folio}/"))
    assert "began to read your application again and stopped" in status
    page = client.get(f"/admin/applicants/offer/appeal/{application.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "Ended without a new decision" in page or "ended without a new decision" in page
    with pytest.raises(AnsweredAlready):
        accept(appeal=appeal, answer="Sí.", reviewers=[review.reviewer_id], by=make_staff())
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.update(answer="Otra cosa.")


def test_what_was_noted_about_it_goes_and_nothing_is_left_to_release():
    application, _review, staff = read_again()
    stage(call=application.call, applications=[application.pk], outcome="select", by=staff, feedback={application.pk: "Una voz."})
    withdraw(application=application, person=application.applicant)
    with pytest.raises(NothingStaged):
        release(call=application.call, by=staff)
    assert (Decision.objects.count(), Appeal.objects.get().state) == (1, "ended")


def test_who_is_ruled_out_or_erased_ends_it_as_well():
    application, _review, staff = read_again()
    screen(ids=[application.pk], verb="rule_out", by=staff, reason="Fue escrita por otra persona.")
    assert (Appeal.objects.get().state, Application.objects.get().state) == ("ended", State.INELIGIBLE)
    other, _review, _staff = read_again()
    erase(person=other.applicant)
    kept = Appeal.objects.get(application=other)
    assert (kept.state, kept.reason, kept.answer) == ("ended", "", "")


@pytest.mark.django_db(transaction=True)
def test_withdrawing_while_others_write_and_release():
    """Whoever is first: either the appeal is decided and a place offered to nobody who has gone, or it has ended; a review is whole or refused."""
    application, review, staff = read_again()
    stage(call=application.call, applications=[application.pk], outcome="select", by=staff, feedback={application.pk: "Una voz."})
    write = partial(score, review_id=review.pk, reviewer=review.reviewer, scores={"mirada": 4, "historia": 3}, hand_in=True)
    results = race(
        [
            partial(withdraw, application=application, person=application.applicant),
            write,
            partial(release, call=application.call, by=staff),
            write,
            partial(withdraw, application=application, person=application.applicant),
        ]
    )
    kinds = {type(result).__name__ for result in results}
    assert kinds <= {"Application", "Saved", "Release", "RoundClosed", "NothingStaged", "Http404"}, results
    appeal, now = Appeal.objects.get(), Application.objects.get()
    assert now.state == State.WITHDRAWN
    assert (appeal.state, bool(appeal.outcome_id)) in (("decided", True), ("ended", False))
    assert bool(Round.objects.get(only=application).closed_at) == (appeal.state == "ended")
    assert Review.objects.get(pk=review.pk).submitted_at is None or Review.objects.get(pk=review.pk).scores == {"mirada": 4, "historia": 3}
    assert timezone.now() > now.state_since
