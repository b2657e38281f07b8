"""Samples are plausible and valid: each is what the portal itself could have made."""

from collections import Counter

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import F, Max
from django.test import override_settings
from django.utils import timezone

from applicants.applications.eligibility.models import RequirementsCheck
from applicants.applications.models import Application, DraftEntry, StateChange, Submission
from applicants.applications.receipt.snapshot import verdict
from applicants.applications.states import TRANSITIONS, State
from applicants.calls.eligibility.judge import judge
from applicants.calls.eligibility.versions import rules_version
from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from applicants.calls.questions import question_type
from applicants.disclosure.control.release import Mark
from applicants.reports.models import CohortReport
from applicants.reports.report import make_report
from applicants.review.calibration.models import Calibration
from applicants.review.models import Review
from applicants.samples.seed import seed
from applicants.samples.texts import STORY
from applicants.selection.appeals.models import Appeal
from applicants.selection.composer.models import Scenario
from applicants.selection.models import Decision, Offer, Release
from fundportal.accounts.models import User
from fundportal.audit.models import Entry
from fundportal.consents.models import Consent
from fundportal.files.models import StoredFile
from fundportal.notifications.models import Notification
from programs.cohorts.models import Cohort, Enrolment

pytestmark = pytest.mark.django_db

N = 240


@pytest.fixture(scope="module", autouse=True)
def storage(django_db_setup, django_db_blocker, tmp_path_factory):
    """The samples, made once for all of these tests and undone at the end."""
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(PRIVATE_FILES_ROOT=folder), transaction.atomic():
        seed(applications=N, number=1, password="a password")
        yield folder
        transaction.set_rollback(True)


def test_there_are_as_many_as_asked_in_all_states_and_all_programmes():
    assert Application.objects.exclude(applicant__email="applicant@sample.invalid").count() == N
    assert set(Application.objects.values_list("state", flat=True)) == set(State.values)
    assert set(Application.objects.values_list("call__cohort__strand__program__code", flat=True)) == {"amacc", "ccc", "morelia"}
    assert not Call.objects.filter(is_sample=False).exists()
    assert Notification.objects.count() == 0


def test_every_answer_is_one_that_the_form_takes():
    wrong = []
    for application in Application.objects.all():
        form = form_version(application.form_version_id).asked(application.answers)
        assert set(application.answers) <= {*form.questions, *form.lists()}
        for key, value in application.answers.items():
            if key in form.lists():
                continue
            q = form.questions[key]
            wrong += [(application.folio, key, value, problem) for problem in question_type(q["kind"]).problems(value, q)]
        if application.submission_id:
            wrong += [
                (application.folio, q["key"], None, "missing") for section in form.sections for q in section.unanswered(application.answers)
            ]
    assert wrong == []


def test_every_submission_has_its_hash_and_its_signature():
    submissions = Submission.objects.select_related("application")
    assert submissions.count() > N / 2
    for submission in submissions:
        assert submission.content["answers"] == submission.application.answers
        assert verdict(
            folio=submission.application.folio, number=submission.number, received_at=submission.received_at, document=submission.document,
            digest=submission.sha256, key_id=submission.key_id, signature=submission.signature,
        )  # fmt: skip


def test_history_leads_to_the_state_by_legal_steps():
    states = dict.fromkeys(Application.objects.values_list("pk", flat=True), "draft")
    for change in StateChange.objects.order_by("application_id", "id"):
        assert change.from_state == states[change.application_id]
        assert change.from_state in TRANSITIONS[change.verb].sources
        assert change.to_state == TRANSITIONS[change.verb].target
        states[change.application_id] = change.to_state
    assert states == dict(Application.objects.values_list("pk", "state"))


def test_nothing_happens_before_its_time_or_in_the_future():
    assert not Application.objects.filter(saved_at__lt=F("created_at")).exists()
    assert not Application.objects.filter(submitted_at__lt=F("saved_at")).exists()
    assert not Application.objects.filter(submitted_at__gt=F("call__closes_at")).exists()
    assert not Application.objects.filter(created_at__lt=F("call__opens_at")).exists()
    times = [
        StateChange.objects.aggregate(m=Max("at"))["m"],
        Review.objects.aggregate(m=Max("submitted_at"))["m"],
        Application.objects.aggregate(m=Max("saved_at"))["m"],
    ]
    assert max(times) <= timezone.now()


def test_the_draft_log_is_the_draft():
    for application in Application.objects.filter(state=State.DRAFT):
        entries = DraftEntry.objects.filter(application=application).order_by("revision")
        assert [entry.revision for entry in entries] == list(range(1, application.revision + 1))
        assert {key: value for entry in entries for key, value in entry.changes.items()} == application.answers


def test_places_held_are_places_taken():
    for cohort in Cohort.objects.filter(is_sample=True):
        assert (
            cohort.taken == Offer.objects.open().filter(cohort=cohort).count() + Enrolment.objects.standing().filter(cohort=cohort).count()
        )
    assert Cohort.objects.filter(taken__gt=0).count() == 2


def test_some_decisions_wait_for_a_second_person_and_two_people_ask_to_be_read_again():
    assert Counter(Decision.objects.unconfirmed().values_list("outcome", "application__state")) == {
        ("decline", "in_review"): 6,
        ("select", "in_review"): 2,
    }
    assert list(Appeal.objects.open().values_list("decision__outcome", "application__state")) == [("decline", "declined")] * 2


def test_decisions_and_offers_fit_the_states():
    outcomes = Counter(Decision.objects.exclude(release=None).values_list("outcome", "application__state"))
    assert {state for outcome, state in outcomes if outcome == "select"} == {
        "selected",
        "offered",
        "confirmed",
        "offer_declined",
        "offer_expired",
        "place_ended",
    }
    assert {state for outcome, state in outcomes if outcome != "select"} == {"waitlisted", "declined"}
    released = Counter()
    for release in Release.objects.all():
        released.update(release.counts)
    assert released == Counter(Decision.objects.exclude(release=None).values_list("outcome", flat=True))
    assert set(Offer.objects.values_list("state", "application__state")) == {
        ("open", "offered"),
        ("accepted", "confirmed"),
        ("declined", "offer_declined"),
        ("expired", "offer_expired"),
        ("withdrawn", "place_ended"),
    }


def test_every_file_lies_in_the_storage_and_belongs_to_its_application(storage):
    files = StoredFile.objects.all()
    assert files.count() > 10
    assert {file.about for file in files} <= set(Application.objects.values_list("folio", flat=True))
    assert all((storage / file.blob.name).stat().st_size == file.size for file in files)


def test_everybody_agreed_before_answering():
    agreed = set(Consent.objects.filter(purpose="evaluate").values_list("about", flat=True))
    assert agreed == set(Application.objects.values_list("folio", flat=True))


def test_names_have_the_signs_that_they_need():
    signs = set("".join(User.objects.values_list("name", flat=True)))
    assert set("ñáéíóúꞌ") <= signs


def test_logins_have_their_roles_and_the_password():
    roles = {
        user.email.split("@")[0]: {role for roles in user.scopes.values() for role in roles}
        for user in User.objects.filter(email__endswith="@sample.invalid")
    }
    assert roles == {
        "applicant": set(),
        "coordinator": {"coordinator"},
        "reviewer": {"reviewer"},
        "pr": {"pr"},
        "privacy": {"privacy"},
        "equity": {"equity"},
        "admin": set(),
    }
    (hashed,) = set(User.objects.filter(email__endswith="@sample.invalid").values_list("password", flat=True))
    assert check_password("a password", hashed)
    assert User.objects.get(email="admin@sample.invalid").is_superuser
    assert set(User.objects.get(email="pr@sample.invalid").scopes) == {"amacc", "ccc", "morelia"}


def test_the_applicant_has_a_draft_in_each_open_call():
    drafts = Application.objects.filter(applicant__email="applicant@sample.invalid")
    assert set(drafts.values_list("call__cohort__strand__program__code", "state")) == {
        (code, "draft") for code in ("amacc", "ccc", "morelia")
    }


def test_the_reviewer_has_a_queue_partly_read():
    queue = Review.objects.filter(reviewer__email="reviewer@sample.invalid", counts=True)
    assert queue.count() == 24
    assert queue.exclude(submitted_at=None).count() == 9


def test_the_privacy_officer_finds_acts_and_a_consent_taken_back():
    privacy = User.objects.get(email="privacy@sample.invalid")
    acts = Counter(Entry.objects.visible_to(privacy).values_list("actor_email", "verb"))
    assert acts["coordinator@sample.invalid", "view_application"] == 20
    assert acts["reviewer@sample.invalid", "hand_in_review"] == 9
    assert acts["pr@sample.invalid", "report_exported"] == 1
    assert Consent.objects.filter(purpose="publicity").exclude(withdrawn_at=None).count() == 1


def test_texts_speak_to_their_question():
    application = Application.objects.filter(call__cohort__strand__program__code="morelia").exclude(submission=None)[0]
    assert any(
        application.answers["logline"].startswith(story.split(" {")[0].rsplit(" ", 1)[0]) for story in STORY
    )  # “a el” has become “al”
    texts = " ".join(str(answers) for answers in Application.objects.values_list("answers", flat=True))
    assert " de el " not in texts


def test_pr_has_a_finished_cohort_with_figures():
    pr = User.objects.get(email="pr@sample.invalid")
    finished = CohortReport.objects.visible_to(pr).select_related("strand__program").get(slug="asistentes-de-produccion-terminada")
    report = make_report(finished)
    assert all(stage.people.value for stage in report.stages[:3])
    assert report.people("enrolled").mark in (Mark.SHOWN, Mark.FROM)
    assert report.roster
    assert any(place.submitted.is_shown for place in report.entities)


def test_most_did_the_check_of_requirements_and_what_it_came_to_is_what_the_portal_says():
    checks = RequirementsCheck.objects.select_related("application__call")
    assert {check.result for check in checks} == {"fits", "open", "not"}
    for check in checks:
        assert judge(rules_version(check.version_id).rules, check.answers).result == check.result
        assert (check.explanation != "") == (check.result == "not")
        agreed = Consent.objects.filter(about=check.application.folio, purpose="sensitive").exists()
        assert agreed or "self_ascription" not in check.answers


def test_a_calibration_set_waits_for_the_reviewer_and_the_others_have_scored_it():
    made = Calibration.objects.get()
    given = Review.objects.filter(round=made.round, assigned_at=made.made_at, counts=False)
    waiting = given.filter(reviewer__email="reviewer@sample.invalid")
    assert set(waiting.values_list("application", "submitted_at")) == {
        (pk, None) for pk in made.chosen.values_list("application", flat=True)
    }
    assert not given.exclude(pk__in=waiting).filter(submitted_at=None).exists()


def test_a_floor_on_self_descriptions_is_met_in_one_scenario_and_not_said_to_be_in_another():
    """As the visitor of a portal of one's own sees them: with fewer people there are too few places to ask for a floor."""
    with transaction.atomic():
        seed(applications=600, number=2, password="a password", again=True)
        assert {"met", "not_said"} <= {scenario.result.floors for scenario in Scenario.objects.all()}
        transaction.set_rollback(True)
