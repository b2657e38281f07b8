"""What staff read before decisions become known."""

import pytest
from django.utils import timezone

from applicants.applications.clarification.models import Clarification
from applicants.applications.states import State
from applicants.applications.team.references.models import Reference
from applicants.review.models import Review
from applicants.selection.decisions.release import release
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision
from fundportal.accounts.models import User
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification, Suppression
from fundportal.notifications.render import render
from tests.review.make import make_application, make_applications, make_call, make_help, make_member, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db
PAGE = "/admin/applicants/offer/release/{}/"


def noted(call, by, outcome, count=1):
    made = make_applications(count, call, State.IN_REVIEW)
    stage(call=call, applications=[a.pk for a in made], outcome=outcome, by=by, feedback={a.pk: f"Sobre {a.folio}." for a in made})
    return made


def warned(client, call):
    """Which applications each warning names, by a word of it."""
    return [
        (str(warning.words), [d.application for d in warning.about])
        for warning in client.get(PAGE.format(call.pk)).context_data["warnings"]
    ]


def test_each_warning_names_whom_it_is_about(client, sign_in):
    staff, call = sign_in(), make_call()
    reviewer, round = make_staff(Role.REVIEWER), make_round(call)
    mute, refused, unsaid, led, along, helped, asked, silent, fine = made = noted(call, staff, "select", 9)
    User.objects.filter(pk=mute.applicant_id).update(is_active=False)
    Suppression.objects.create(email=refused.applicant.email, reason="550")
    make_review(round, unsaid, reviewer)
    make_review(round, led, staff, conflict=Review.Conflict.DECLARED)
    make_member(along, make_staff(Role.PR))
    make_help(helped, make_staff(Role.PRIVACY))
    Clarification.objects.create(
        application=asked,
        number=1,
        submission=asked.submission,
        question="logline",
        text="¿Quién?",
        due_at=timezone.now() + timezone.timedelta(days=2),
    )
    Decision.objects.filter(application=silent).update(feedback="")
    make_application(call, State.IN_REVIEW)
    found = warned(client, call)
    assert [about for _words, about in found] == [[], [mute], [refused], [unsaid], [led], [along, helped], [asked], [silent]]
    assert len({words for words, _about in found}) == 8
    assert fine in made


def test_who_is_selected_in_spite_of_a_conflict_is_named_and_has_to_be_acknowledged(client, sign_in):
    """With a reviewer who counted, who decides, and who releases; not with one who read another one, or for calibration."""
    staff, call = sign_in(), make_call()
    round, reviewer = make_round(call), make_staff(Role.REVIEWER, email="r@escuela.example.mx")
    (read, decided, unread), (declined,) = noted(call, staff, "select", 3), noted(call, staff, "decline")
    for application in (read, unread, declined):
        User.objects.filter(pk=application.applicant_id).update(email=f"{application.pk}@escuela.example.mx")
    for application, counts in ((read, True), (unread, False), (declined, True)):
        review = make_review(round, application, reviewer)
        Review.objects.filter(pk=review.pk).update(counts=counts, conflict="none", mean=50, submitted_at=timezone.now())
    Reference.objects.create(application=decided, email=staff.email, token_sha256="x")
    page = client.get(PAGE.format(call.pk))
    named = [(tied.decision.application, tied.person, [r.kind.value for r in tied.reasons]) for tied in page.context_data["conflicts"]]
    expected = [(read, reviewer, ["organisation"]), (decided, staff, ["reference"])]
    assert sorted(named, key=lambda row: row[0].pk) == sorted(expected, key=lambda row: row[0].pk)
    sent = {"confirm": "1", "seen": page.context_data["seen"]}
    for acknowledged in ("", "something else"):
        refused = client.post(PAGE.format(call.pk), {**sent, "acknowledged": acknowledged})
        assert (refused.status_code, Decision.objects.staged().count()) == (409, 4)
    client.post(PAGE.format(call.pk), {**sent, "acknowledged": page.context_data["acknowledged"]})
    assert Decision.objects.staged().count() == 0
    entry = Entry.objects.get(verb="release_knowing_conflicts")
    assert entry.detail["applications"] == sorted([read.folio, decided.folio])


def test_nothing_is_warned_of_where_all_is_well(client, sign_in):
    staff, call = sign_in(), make_call()
    (application,) = noted(call, staff, "decline")
    review = make_review(make_round(call), application, make_staff(Role.REVIEWER))
    Review.objects.filter(pk=review.pk).update(conflict="none", mean=50, submitted_at=timezone.now())
    assert warned(client, call) == []


def test_every_letter_can_be_read_as_it_will_be_written(client, sign_in):
    staff, call = sign_in(), make_call()
    made = {outcome: noted(call, staff, outcome, 4) for outcome in ("select", "waitlist", "decline")}
    page = PAGE.format(call.pk) + "letters/"
    first, second = (client.get(f"{page}?p={number}").context_data["letters"] for number in (1, 2))
    read = {decision.application.folio: letter.text for decision, letter in (*first, *second)}
    assert (len(first), len(second), len(read)) == (10, 2, 12)
    one = made["waitlist"][2]
    (alone,) = client.get(f"{page}?only={one.pk}").context_data["letters"]
    assert (alone[1].name, f"Sobre {one.folio}." in alone[1].text) == (str(one.applicant), True)
    assert len(client.get(f"{page}?outcome=waitlist").context_data["letters"]) == 4
    assert client.get(f"{page}?only=987654").status_code == 404
    assert Entry.objects.filter(verb="preview_letters").count() == 4
    release(call=call, by=staff)
    assert {letter.about: render(letter).text for letter in Notification.objects.all()} == read


def test_whose_own_is_among_them_reads_no_letter(client, sign_in):
    staff, call = sign_in(), make_call()
    (application,) = noted(call, make_staff(), "decline")
    make_member(application, staff)
    answer = client.get(PAGE.format(call.pk) + "letters/")
    assert (answer.context_data["letters"], bool(answer.context_data["blocked"])) == ([], True)
    shown = client.get(PAGE.format(call.pk))
    assert (shown.context_data["people"], bool(shown.context_data["blocked"])) == ([], True)
    assert application.folio not in shown.content.decode() + answer.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_statements_do_not_grow(client, sign_in, rows, django_assert_max_num_queries):
    staff, call = sign_in(), make_call()
    noted(call, staff, "decline", rows)
    with django_assert_max_num_queries(24):
        client.get(PAGE.format(call.pk))
    with django_assert_max_num_queries(12):
        client.get(PAGE.format(call.pk) + "letters/")


@pytest.mark.parametrize("rows", [1, 30])
def test_statements_do_not_grow_with_those_selected_and_their_conflicts(client, sign_in, rows, django_assert_max_num_queries):
    staff, call = sign_in(), make_call()
    noted(call, staff, "select", rows)
    with django_assert_max_num_queries(52):
        client.get(PAGE.format(call.pk))
