"""What reviewers and the PR team get to see on the pages that let them in."""

import pytest
from django.urls import reverse

from fundportal.files.models import StoredFile
from tests.permissions.doors import address, tried
from tests.permissions.matrix import EVERYBODY, MATRIX, QUERIES, STAFF
from tests.permissions.targets import targets
from tests.permissions.world import AUTHOR, DRAFTED, LOGLINE, NAME, PHONE, SIGNED

pytestmark = pytest.mark.django_db


def pages_of(world, who):
    """(name, text) of every page of the admin that lets this role in."""
    for name, door in MATRIX.items():
        if name.startswith("admin:") and who in door.get and "logout" not in name:
            answer, _ = tried(world.client(who), "get", address(name, targets(world.own)[door.at]) + QUERIES.get(name, ""))
            yield name, answer.body.decode(errors="replace")


def secrets(world):
    own = world.own
    people = [own.application.applicant, own.strangers.applicant]
    return [NAME, PHONE, DRAFTED, *(person.email for person in people), own.strangers.applicant.name, own.draft.folio]


def test_reviewers_see_no_name_contact_or_draft_anywhere(world):
    found = dict(pages_of(world, "reviewer"))
    own_name = world.own.reviewer.email
    assert {name for name, text in found.items() if any(secret in text for secret in secrets(world) if secret != own_name)} == set()
    assert LOGLINE in found["admin:review_desk_review"]


def test_reviewers_see_no_application_that_is_not_assigned(world):
    others = [world.own.strangers.folio, world.own.submitted.folio, world.own.offered.folio, world.foreign.application.folio]
    assert {name for name, text in pages_of(world, "reviewer") if any(folio in text for folio in others)} == set()
    for review in (world.foreign.review.pk, 987654321):
        assert world.client("reviewer").get(reverse("admin:review_desk_review", args=[review])).status_code == 404


def test_a_reviewer_with_a_conflict_reads_nothing(world):
    review = world.own.conflict
    path = reverse("admin:review_desk_review", args=[review.pk])
    shown, _ = tried(world.client("reviewer"), "get", path)
    assert [word for word in (LOGLINE, PHONE, "Otra Persona") if word in shown.body.decode()] == []
    file = reverse("admin:review_file", args=[review.pk, world.own.conflicted.stored.pk])
    answer, _ = tried(world.client("reviewer"), "get", file)
    assert (answer.status_code, "X-Accel-Redirect" in answer) == (404, False)
    answer, written = tried(world.client("reviewer"), "post", path, {"conflict": "no", "declare": "1"})
    assert (answer.status_code, written) == (409, set())


@pytest.mark.parametrize("conflict", ["unknown", "declared"])
def test_nothing_is_read_before_the_conflict_of_interest_is_denied(conflict, world):
    type(world.own.review).objects.filter(pk=world.own.review.pk).update(conflict=conflict)
    shown, _ = tried(world.client("reviewer"), "get", reverse("admin:review_desk_review", args=[world.own.review.pk]))
    assert (shown.status_code, LOGLINE in shown.body.decode()) == (200, False)
    file = reverse("admin:review_file", args=[world.own.review.pk, world.own.file.pk])
    answer, _ = tried(world.client("reviewer"), "get", file)
    assert (answer.status_code, "X-Accel-Redirect" in answer) == (404, False)


@pytest.mark.parametrize("state", ["withdrawn", "declined"])
def test_files_are_closed_with_the_application(state, world):
    type(world.own.application).objects.filter(pk=world.own.application.pk).update(state=state)
    file = reverse("admin:review_file", args=[world.own.review.pk, world.own.file.pk])
    answer, _ = tried(world.client("reviewer"), "get", file)
    assert (answer.status_code, "X-Accel-Redirect" in answer) == (404, False)


def test_a_reviewers_file_has_a_name_that_tells_nothing_and_names_nobody(world, settings):
    settings.PRIVATE_FILES_PROXY_PREFIX = ""
    answer, _ = tried(world.client("reviewer"), "get", reverse("admin:review_file", args=[world.own.review.pk, world.own.file.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="{world.own.application.folio}-teaser.pdf"'
    assert AUTHOR.encode() in SIGNED
    assert (answer.body[:5], AUTHOR.encode() in answer.body) == (b"%PDF-", False)


def test_staff_and_the_person_get_the_file_as_it_came(world, settings):
    settings.PRIVATE_FILES_PROXY_PREFIX = ""
    for who, path in (
        ("coordinator", reverse("admin:application_file", args=[world.own.application.pk, world.own.file.pk])),
        ("applicant", reverse("application_file", args=[world.own.application.folio, world.own.file.pk])),
    ):
        answer, _ = tried(world.client(who), "get", path)
        assert answer.body == SIGNED


@pytest.mark.parametrize(("scan", "statuses"), [("pending", (409, 409, 200)), ("infected", (403, 403, 403)), ("clean", (200, 200, 200))])
def test_what_is_not_known_to_be_clean_is_opened_by_nobody_but_its_sender(scan, statuses, world):
    StoredFile.objects.filter(pk=world.own.file.pk).update(scan=scan)
    paths = (
        ("reviewer", reverse("admin:review_file", args=[world.own.review.pk, world.own.file.pk])),
        ("coordinator", reverse("admin:application_file", args=[world.own.application.pk, world.own.file.pk])),
        ("applicant", reverse("application_file", args=[world.own.application.folio, world.own.file.pk])),
    )
    assert tuple(tried(world.client(who), "get", path)[0].status_code for who, path in paths) == statuses


def test_a_reviewer_writes_into_no_foreign_review(world):
    for review in (world.foreign.review.pk, world.foreign.conflict.pk):
        path = reverse("admin:review_desk_review", args=[review])
        answer, written = tried(world.client("reviewer"), "post", path, {"score-view": "2", "_next": "1"}, headers={"X-Autosave": "1"})
        assert (answer.status_code, written) == (404, set())


def test_the_pr_team_sees_reports_and_nothing_else(world):
    common = {name for name, door in MATRIX.items() if door.get in (STAFF, EVERYBODY)}
    pages = {name for name, door in MATRIX.items() if "pr" in door.get and name.startswith("admin")} - common
    reports = {f"admin:applicants_cohortreport_{page}" for page in ("changelist", "change", "export")}
    described = {f"admin:applicants_cohortdisclosure_{page}" for page in ("changelist", "change")}
    assert pages == reports | described | {"admin:app_list"}


def test_the_pr_team_meets_no_person_application_or_letter(world):
    told = [*secrets(world), LOGLINE, world.own.application.folio, world.own.offered.folio, world.own.letter.text]
    assert {name for name, text in pages_of(world, "pr") if any(word in text for word in told)} == set()


def test_staff_without_a_second_factor_see_nothing_of_the_admin(world):
    let_in = {name for name, door in MATRIX.items() if name.startswith("admin") and "without second factor" in door.get}
    assert let_in == {"admin:logout"}
