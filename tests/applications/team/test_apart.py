"""Staff who write along, or help, do not meet the application as staff."""

import pytest

from applicants.applications.advance import OwnApplication, advance
from applicants.applications.models import Application
from applicants.applications.team.members.invite import remove
from applicants.applications.team.members.models import Member
from applicants.review.models import Review, Round
from applicants.review.rounds.assign import CannotAssign, assign
from fundportal.accounts.models import Membership, User
from fundportal.accounts.roles import Role
from tests.applications.build import COMPLETE, hand_in, make_draft, make_person, numbers
from tests.applications.team.people import make_help, make_member

pytestmark = pytest.mark.django_db


def make_staff(role=Role.COORDINATOR):
    person = make_person(name=f"Staff {role} {next(numbers)}")  # namesakes would be taken for one another
    Membership.objects.create(user=person, program_code="ccc", role=role)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("join", [make_member, make_help])
def test_who_takes_part_neither_sees_nor_decides(join):
    draft, staff, other = make_draft(answers=COMPLETE), make_staff(), make_staff()
    join(draft, staff)
    hand_in(draft)
    assert [Application.objects.visible_to(who).count() for who in (staff, other)] == [0, 1]
    with pytest.raises(OwnApplication):
        advance(application=draft, verb="screen_in", actor=staff)
    assert advance(application=draft, verb="screen_in", actor=other).state == "in_review"


def test_who_has_left_the_team_stays_apart():
    draft, staff = make_draft(answers=COMPLETE), make_staff()
    make_member(draft, staff)
    remove(application=draft, person=draft.applicant, member_id=Member.objects.get().pk)
    hand_in(draft)
    assert Application.objects.visible_to(staff).count() == 0


@pytest.mark.parametrize("join", [make_member, make_help])
def test_who_takes_part_is_no_reviewer_of_it_and_chooses_none(join):
    draft, staff, reviewer, other = make_draft(answers=COMPLETE), make_staff(), make_staff(Role.REVIEWER), make_staff(Role.REVIEWER)
    coordinator = make_staff()
    join(draft, reviewer)
    join(draft, coordinator)
    hand_in(draft)
    advance(application=draft, verb="screen_in", actor=staff)
    one = Round.objects.create(call=draft.call, name_es="Lectura")
    with pytest.raises(CannotAssign):
        assign(round=one, applications=[draft.pk], reviewers=[reviewer.pk], by=staff)
    assert assign(round=one, applications=[draft.pk], reviewers=[other.pk], by=staff) == 1
    Review.objects.create(round=one, application=draft, reviewer=reviewer)
    assert [Review.objects.at_the_desk(who).count() for who in (reviewer, other)] == [0, 1]
    with pytest.raises(OwnApplication):
        assign(round=one, applications=[draft.pk], reviewers=[other.pk], by=coordinator)
