"""Lists of the admin: own rows alone, whatever is searched, filtered or guessed."""

import pytest
from django.contrib import admin
from django.urls import reverse

from fundportal.accounts.site import named_lookup
from tests.permissions.doors import tried
from tests.permissions.lists import CODES, codes_in, list_of, page_of, rows_of
from tests.permissions.matrix import MATRIX
from tests.permissions.world import FOREIGN, NAME, OWN, ROLES

pytestmark = pytest.mark.django_db
SCOPED = sorted(label for label, path in CODES.items() if path)


def readers(label):
    """The roles of one's own programme that get a list of the model; a reviewer is led to the desk."""
    found = MATRIX[f"admin:{label.replace('.', '_')}_changelist"].get & set(ROLES)
    return sorted(found - {"reviewer"})


def test_every_list_is_known_here():
    assert sorted(model._meta.label_lower for model in admin.site._registry) == sorted(CODES)


@pytest.mark.parametrize("label", SCOPED)
def test_a_list_holds_rows_of_ones_own_programme_alone(label, world):
    for who in readers(label):
        assert codes_in(world.client(who).get(list_of(label)), label) - {""} == {OWN}  # what is of no programme: tests/audit
    assert FOREIGN in codes_in(world.client("superuser").get(list_of(label)), label)


@pytest.mark.parametrize("label", [label for label in SCOPED if label not in ("applicants.cohortreport", "applicants.callanswers")])
def test_a_search_finds_nothing_of_another_programme(label, world):
    foreign = world.foreign
    terms = (FOREIGN, foreign.application.folio, foreign.strangers.applicant.email, "Ajena", foreign.coordinator.email, foreign.call.slug)
    for who in readers(label):
        for term in terms:
            assert codes_in(world.client(who).get(list_of(label), {"q": term}), label) - {""} <= {OWN}


@pytest.mark.parametrize("label", sorted(CODES))
def test_a_list_takes_no_question_but_its_filters(label, world):
    """Else the columns that it does not show could be guessed letter by letter."""
    page, who = page_of(label), readers(label)[0]
    offered = {each if isinstance(each, str) else each[0] for each in page.list_filter if not isinstance(each, type)}
    names = {field.name for field in page.model._meta.get_fields()} - offered
    assert page.lookup_allowed.__func__ is named_lookup
    assert names != set()
    answers = {name: tried(world.client(who), "get", list_of(label), {f"{name}__isnull": "0"})[0].status_code for name in sorted(names)}
    assert answers == dict.fromkeys(names, 400)


@pytest.mark.parametrize(
    ("label", "question"),
    [
        ("accounts.user", "password__startswith"),
        ("accounts.user", "applications__call__slug"),
        ("applicants.application", "applicant__email__startswith"),
        ("applicants.application", "answers__logline__startswith"),
        ("applicants.application", "call__id__exact"),
        ("applicants.cohortreport", "taken"),
        ("applicants.cohortreport", "enrolments__person__name__startswith"),
        ("applicants.callanswers", "cohort__strand__program__code"),
        ("notifications.notification", "context__code"),
        ("notifications.notification", "recipient__password__startswith"),
        ("programs.enrolment", "person__password__startswith"),
        ("programs.enrolment", "cohort__strand__program__code"),
        ("accounts.invitation", "token_sha256__startswith"),
    ],
)
def test_a_probing_question_is_refused(label, question, world):
    for who in (*readers(label), "superuser"):
        assert world.client(who).get(list_of(label), {question: "a"}).status_code == 400


@pytest.mark.parametrize(
    ("label", "question", "name"),
    [
        ("applicants.application", "call", "call"),
        ("applicants.review", "round", "round"),
        ("applicants.offer", "call", "offered_call"),
        ("applicants.call", "cohort__id__exact", "cohort"),
        ("programs.cohort", "strand__id__exact", "strand"),
        ("programs.session", "cohort__id__exact", "cohort"),
        ("programs.enrolment", "cohort__id__exact", "cohort"),
        ("programs.strand", "program__id__exact", "program"),
    ],
)
def test_a_filter_by_a_foreign_row_finds_nothing_and_does_not_offer_it(label, question, name, world):
    client = world.client("coordinator")
    assert codes_in(client.get(list_of(label), {question: world.foreign.rows[name].pk}), label) <= {
        OWN
    }  # a filter of one choice is not shown and is not heard
    assert codes_in(client.get(list_of(label), {question: world.own.rows[name].pk}), label) == {OWN}
    page = client.get(list_of(label)).content.decode()
    foreign = world.foreign.rows[name]
    assert f"{question}={foreign.pk}&" not in page
    assert f'{question}={foreign.pk}"' not in page


@pytest.mark.parametrize("question", ["code__startswith=a", "program_code__exact=amacc", "program_code=amacc"])
def test_a_filter_by_a_foreign_programme_finds_nothing(question, world):
    name, _, value = question.partition("=")
    for label in ("accounts.membership", "accounts.invitation", "consents.notice", "notifications.notification"):
        answer = world.client("coordinator").get(list_of(label), {name: value})
        assert answer.status_code in (200, 302, 400)
        assert rows_of(answer) is None or codes_in(answer, label) <= {OWN}


def test_a_privacy_officer_meets_only_people_of_the_programme(world):
    found = set(rows_of(world.client("privacy").get(list_of("accounts.user"))).values_list("email", flat=True))
    theirs = {world.own.rows[role].email for role in ROLES} | {world.own.application.applicant.email, world.own.strangers.applicant.email}
    assert found == theirs | {world.people["without second factor"].email}


def test_suppressed_addresses_are_those_of_ones_own_letters(world):
    for who in ("coordinator", "privacy"):
        assert list(rows_of(world.client(who).get(list_of("notifications.suppression")))) == [world.own.suppression]


def test_codes_to_sign_in_are_nobodys_to_read(world):
    assert not rows_of(world.client("superuser").get(list_of("notifications.notification"))).filter(queue="codes").exists()
    page = reverse("admin:notifications_notification_change", args=[world.own.code_letter.pk])
    assert world.client("superuser").get(page)["Location"] == "/admin/"


def test_the_name_of_an_applicant_is_on_no_list_of_another_programme(world):
    for label in CODES:
        answer, _ = tried(world.client("foreign pr"), "get", list_of(label))
        assert NAME not in answer.body.decode()
