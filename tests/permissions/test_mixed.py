"""People who are two things at once, and people who were something until a moment ago: each role counts where it is held, and only as long."""

import pytest

from fundportal.accounts.membership import revoke
from fundportal.accounts.models import Membership, User
from tests.permissions.doors import is_out, tried
from tests.permissions.lists import CODES, codes_in, list_of
from tests.permissions.matrix import MATRIX
from tests.permissions.targets import forms
from tests.permissions.test_lists import SCOPED, readers
from tests.permissions.test_matrix import CLOSED, place_of
from tests.permissions.world import FOREIGN, OWN, make_person, session_of

pytestmark = pytest.mark.django_db


def comes(world, who, *roles):
    """A new person with these (programme, role)s, signed in with a second factor."""
    person = make_person(who)
    for code, role in roles:
        Membership.objects.create(user=person, program_code=code, role=role)
    world.sessions[who] = session_of(User.objects.get(pk=person.pk), second_factor=True)
    return person


def entered(world, who, method):
    """The doors of one's own programme through which this person gets; those that know the method alone."""
    sent = forms(world.own) if method == "post" else {}
    found = {name: tried(world.client(who), method, place_of(world, name), sent.get(name))[0] for name in MATRIX if "logout" not in name}
    open_to_all = {name for name, answer in found.items() if answer.status_code != CLOSED}
    return {name for name in open_to_all if not is_out(found[name], about_a_row=bool(MATRIX[name].at))}, open_to_all


def expected(among, method, *whos):
    """The doors that open to any of them by the matrix; a reviewer's own work is that reviewer's, a kept view its owner's."""
    return {name for name in among if getattr(MATRIX[name], method) & set(whos)} - (
        {"admin:saved_view_change"} if method == "post" else set()
    )


@pytest.mark.parametrize(("role", "method"), [("privacy", "get"), ("coordinator", "post"), ("pr", "post")])
def test_two_roles_open_what_each_of_them_opens_and_no_more(role, method, world):
    """Somebody who holds `role` here and coordinates there (or coordinates here and watches over privacy there)."""
    there = "privacy" if role == "coordinator" else "coordinator"
    who = f"{role} here {there} there"
    comes(world, who, (OWN, role), (FOREIGN, there))
    got, among = entered(world, who, method)
    assert got == expected(among, method, role, f"foreign {there}")


@pytest.mark.parametrize(("role", "there"), [("privacy", "coordinator"), ("coordinator", "privacy"), ("pr", "coordinator")])
def test_a_list_shows_each_programme_as_the_role_there_allows(role, there, world):
    who = f"{role} lists"
    comes(world, who, (OWN, role), (FOREIGN, there))
    for label in SCOPED:
        wanted = {code for code, held in ((OWN, role), (FOREIGN, there)) if held in readers(label)}
        answer = world.client(who).get(list_of(label))
        assert (codes_in(answer, label) - {""} if wanted else answer.status_code) == (wanted or 403), label
    assert set(SCOPED) < set(CODES)


def test_a_reviewer_here_who_coordinates_there_reads_no_more_here(world):
    who = "reviewer here coordinator there"
    comes(world, who, (OWN, "reviewer"), (FOREIGN, "coordinator"))
    got, among = entered(world, who, "get")
    own = {"admin:reviewer_profile"}  # about who reads it, in each programme in which they review
    assert got == expected(among, "get", "foreign reviewer", "foreign coordinator") | own, "the reviews are another reviewer's"


@pytest.mark.parametrize(
    ("became", "like"),
    [
        (lambda person: revoke(membership=person.memberships.get(), by=None), "stranger"),
        (lambda person: User.objects.filter(pk=person.pk).update(is_active=False), "anonymous"),
    ],
)
def test_who_was_staff_until_a_moment_ago_is_not(became, like, world):
    """The session stays open, the doors do not."""
    who = f"was staff, now {like}"
    person = comes(world, who, (OWN, "coordinator"))
    assert not is_out(world.client(who).get("/admin/"), about_a_row=False)
    became(person)
    got, among = entered(world, who, "get")
    assert got == expected(among, "get", like)


def test_a_coordinator_who_has_applied_sees_no_draft_but_the_own(world):
    person = world.people["coordinator"]
    draft = world.own.draft
    type(draft).objects.filter(pk=draft.pk).update(applicant=person)
    assert tried(world.client("coordinator"), "get", f"/es/solicitudes/{draft.folio}/")[0].status_code in (200, 302)
    assert tried(world.client("applicant"), "get", f"/es/solicitudes/{draft.folio}/")[0].status_code == 404
    assert tried(world.client("coordinator"), "get", f"/es/solicitudes/{world.own.application.folio}/")[0].status_code == 404
    assert tried(world.client("coordinator"), "get", f"/admin/applicants/application/{draft.pk}/change/")[0].status_code == 404
