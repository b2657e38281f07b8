import pytest
from django.contrib.auth.models import Group, Permission

from fundportal.accounts.groups import GROUP_PERMISSIONS, sync_groups, unknown_permissions
from fundportal.accounts.membership import NotYours, grant, revoke
from fundportal.accounts.models import Membership, User
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.accounts.people import make_admin, make_person, make_staff, signed_in


def test_every_role_is_a_group_with_the_permissions_of_the_table():
    held = {
        group.name: {f"{app}.{codename}" for app, codename in group.permissions.values_list("content_type__app_label", "codename")}
        for group in Group.objects.all()
    }
    assert held == {role.value: set(names) for role, names in GROUP_PERMISSIONS.items()}


def test_the_table_names_only_permissions_that_exist():
    assert unknown_permissions() == []


def test_a_permission_given_by_hand_is_taken_back():
    group = Group.objects.get(name="reviewer")
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    sync_groups()
    assert group.permissions.filter(codename="delete_user").count() == 0


def test_groups_and_staff_follow_the_memberships():
    person = make_person()
    membership = grant(user=person, program_code="ccc", role=Role.REVIEWER, by=None)
    grant(user=person, program_code="morelia", role=Role.REVIEWER, by=None)
    grant(user=person, program_code="morelia", role=Role.PR, by=None)
    person = User.objects.get(pk=person.pk)
    assert (person.is_staff, sorted(person.groups.values_list("name", flat=True))) == (True, ["pr", "reviewer"])
    revoke(membership=membership, by=None)
    assert sorted(person.groups.values_list("name", flat=True)) == ["pr", "reviewer"]
    for other in person.memberships.all():
        revoke(membership=other, by=None)
    person = User.objects.get(pk=person.pk)
    assert (person.is_staff, list(person.groups.all())) == (False, [])


def test_superuser_stays_staff_without_memberships():
    admin = make_admin()
    revoke(membership=grant(user=admin, program_code="ccc", role=Role.PR, by=None), by=None)
    assert User.objects.get(pk=admin.pk).is_staff is True


def test_granting_twice_is_one_role_and_one_entry():
    person = make_person()
    for _ in range(2):
        grant(user=person, program_code="ccc", role=Role.PR, by=None)
    assert (Membership.objects.count(), Entry.objects.filter(verb="role_granted").count()) == (1, 1)


@pytest.mark.parametrize(
    ("giver", "program", "role", "allowed"),
    [
        (Role.COORDINATOR, "ccc", Role.REVIEWER, True),
        (Role.COORDINATOR, "ccc", Role.COORDINATOR, True),
        (Role.COORDINATOR, "ccc", Role.PRIVACY, False),
        (Role.COORDINATOR, "morelia", Role.REVIEWER, False),
        (Role.REVIEWER, "ccc", Role.REVIEWER, False),
        (Role.PR, "ccc", Role.PR, False),
        (Role.PRIVACY, "ccc", Role.REVIEWER, False),
    ],
)
def test_who_gives_which_role_where(giver, program, role, allowed):
    by, person = make_staff(giver, "ccc"), make_person()
    if allowed:
        grant(user=person, program_code=program, role=role, by=by)
    else:
        with pytest.raises(NotYours):
            grant(user=person, program_code=program, role=role, by=by)
    assert Membership.objects.filter(user=person).count() == int(allowed)


def test_coordinators_see_and_take_away_roles_of_their_programme_only():
    client = signed_in(make_staff(Role.COORDINATOR, "ccc"), second_factor=True)
    own, foreign = make_staff(Role.REVIEWER, "ccc").memberships.get(), make_staff(Role.REVIEWER, "morelia").memberships.get()
    page = client.get("/admin/accounts/membership/").content.decode()
    assert own.user.email not in page  # people are shown by name
    assert f"/admin/accounts/membership/{own.pk}/change/" in page
    assert f"/admin/accounts/membership/{foreign.pk}/change/" not in page
    client.post(f"/admin/accounts/membership/{own.pk}/delete/", {"post": "yes"})
    client.post(f"/admin/accounts/membership/{foreign.pk}/delete/", {"post": "yes"})
    assert list(Membership.objects.filter(role="reviewer")) == [foreign]
    assert Entry.objects.filter(verb="role_revoked").count() == 1


@pytest.mark.parametrize(("role", "status"), [(Role.COORDINATOR, 403), (Role.REVIEWER, 403), (Role.PR, 403), (Role.PRIVACY, 200)])
def test_only_privacy_officers_look_people_up(role, status):
    assert signed_in(make_staff(role), second_factor=True).get("/admin/accounts/user/").status_code == status


def test_privacy_officer_sees_staff_of_the_own_programme_and_nobody_else():
    officer = make_staff(Role.PRIVACY, "ccc", email="officer@example.org")
    make_staff(Role.REVIEWER, "ccc", email="own@example.org")
    make_staff(Role.REVIEWER, "morelia", email="foreign@example.org")
    make_person("applicant@example.org")
    assert sorted(User.objects.visible_to(officer).values_list("email", flat=True)) == ["officer@example.org", "own@example.org"]


def test_privacy_officer_changes_nobody():
    person = make_staff(Role.REVIEWER, "ccc")
    client = signed_in(make_staff(Role.PRIVACY, "ccc"), second_factor=True)
    assert client.get(f"/admin/accounts/user/{person.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/user/{person.pk}/change/", {"name": "X", "is_superuser": "on"}).status_code == 403
    assert User.objects.filter(is_superuser=True).count() == 0


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_people_costs_the_same_at_any_length(rows, django_assert_max_num_queries):
    for number in range(rows):
        make_person(f"p{number}@example.org")
    client = signed_in(make_admin(), second_factor=True)
    client.get("/admin/accounts/user/")
    with django_assert_max_num_queries(12):
        client.get("/admin/accounts/user/")
