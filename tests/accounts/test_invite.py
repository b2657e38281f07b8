import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fundportal.accounts.invite import InvitationForAnother, InvitationSpent, accept, find, invite
from fundportal.accounts.membership import NotYours, revoke
from fundportal.accounts.models import Invitation, Membership, User
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.accounts.people import latest_code, make_admin, make_person, make_staff, signed_in, totp_code


def make_invitation(email="nueva@example.org", role=Role.REVIEWER, program="ccc", by=None):
    """An invitation and the path of its letter."""
    invitation = invite(
        email=email, name="Nueva Voz", program_code=program, role=role, by=by or make_staff(program=program), language="es-mx"
    )
    url = Notification.objects.get(key=f"invitation:{invitation.pk}").context["url"]
    return invitation, url.removeprefix("http://localhost:8000")


def test_letter_says_who_invites_into_what():
    by = make_staff(name="Lucía Ríos")
    invitation, path = make_invitation(by=by)
    letter = Notification.objects.get()
    assert (letter.kind, letter.email, letter.program_code) == ("staff_invitation", "nueva@example.org", "ccc")
    assert letter.context["inviter"] == "Lucía Ríos"
    assert sorted(letter.context["role"]) == ["en", "es"]
    assert letter.context["role"]["en"] == "Reviewer"
    token = path.split("/")[-2]
    assert token not in invitation.token_sha256
    assert find(token) == invitation
    assert path in render(letter).text


def test_newcomer_signs_in_accepts_and_is_staff():
    _, path = make_invitation()
    client = Client()
    assert "nueva@example.org" in client.get(path).content.decode()
    client.post(f"/es/cuenta/login/?next={path}", {"login": "nueva@example.org", "password": ""})
    answer = client.post("/es/cuenta/login/code/confirm/", {"code": latest_code("nueva@example.org"), "next": path})
    assert answer.headers["Location"] == path
    assert Membership.objects.filter(role="reviewer").count() == 0  # looking is not accepting
    client.get(path)
    assert client.post(path).headers["Location"] == "/admin/"
    person = User.objects.get(email="nueva@example.org")
    assert (person.is_staff, person.name, dict(person.scopes)) == (True, "Nueva Voz", {"ccc": {"reviewer"}})
    assert Entry.objects.filter(verb="invitation_accepted", actor_id=person.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_accepts_works_for_a_day_on_that_second_factor_not_for_a_month(monkeypatch):
    _, path = make_invitation()
    client, person = Client(), make_person("nueva@example.org")
    client.post("/es/cuenta/login/", {"login": person.email, "password": ""})
    client.post("/es/cuenta/login/code/confirm/", {"code": latest_code(person.email)})
    client.post(path)
    page = client.get("/es/cuenta/2fa/totp/activate/")
    client.post("/es/cuenta/2fa/totp/activate/", {"code": totp_code(page.context["form"].secret)})
    assert client.get("/admin/").status_code == 200
    now = time.time()
    monkeypatch.setattr("fundportal.accounts.authentication.time.time", lambda: now + 13 * 3600)
    assert client.get("/admin/").status_code == 302


def test_stranger_cannot_accept_without_signing_in():
    _, path = make_invitation()
    assert Client().post(path).status_code == 200
    assert Membership.objects.filter(role="reviewer").count() == 0


def test_accepting_twice_is_harmless():
    invitation, path = make_invitation()
    person = make_person("nueva@example.org")
    client = signed_in(person)
    assert [client.post(path).status_code, client.post(path).status_code] == [302, 302]
    assert Membership.objects.filter(user=person).count() == 1
    assert Entry.objects.filter(verb="invitation_accepted").count() == 1
    invitation.refresh_from_db()
    assert invitation.accepted_by == person


def test_somebody_else_is_told_so():
    invitation, path = make_invitation()
    other = make_person("other@example.org")
    answer = signed_in(other).post(path)
    assert answer.status_code == 403
    assert "/es/cuenta/logout/" in answer.content.decode()
    with pytest.raises(InvitationForAnother):
        accept(invitation=invitation, person=other)


def test_used_invitation_is_spent_for_others():
    invitation, path = make_invitation()
    accept(invitation=invitation, person=make_person("nueva@example.org"))
    assert Client().get(path).status_code == 409


def test_after_two_weeks_it_is_spent():
    invitation, path = make_invitation()
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=15), expires_at=timezone.now() - timedelta(days=1))
    person = make_person("nueva@example.org")
    assert signed_in(person).post(path).status_code == 409
    with pytest.raises(InvitationSpent):
        accept(invitation=invitation, person=person)


@pytest.mark.parametrize("token", ["unknown", "a%00b", "x" * 500])
def test_forged_token_is_a_clear_page(token):
    assert Client().get(f"/es/cuenta/invitacion/{token}/").status_code in {400, 409}


def test_only_into_the_own_programme():
    by = make_staff(Role.COORDINATOR, "ccc")
    with pytest.raises(NotYours):
        make_invitation(program="morelia", by=by)
    assert Invitation.objects.count() == 0


def test_admin_page_invites_and_offers_own_programmes_only():
    client = signed_in(make_staff(Role.COORDINATOR, "ccc"), second_factor=True)
    page = client.get("/admin/accounts/invitation/add/")
    form = page.context["form"]
    assert [code for code, _ in form.fields["program_code"].choices] == ["ccc"]
    assert [code for code, _ in form.fields["role"].choices] == ["coordinator", "reviewer", "pr"]
    data = {"email": "Nueva@Example.org", "name": "", "program_code": "ccc", "role": "reviewer", "language": "en"}
    assert client.post("/admin/accounts/invitation/add/", data).headers["Location"] == "/admin/accounts/invitation/"
    assert Invitation.objects.get().email == "nueva@example.org"
    assert "/en/cuenta/invitacion/" in Notification.objects.get().context["url"]
    assert client.post("/admin/accounts/invitation/add/", {**data, "program_code": "morelia"}).status_code == 200
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_other_roles_do_not_invite(role):
    client = signed_in(make_staff(role), second_factor=True)
    assert client.get("/admin/accounts/invitation/add/").status_code == 403


def test_open_invitation_can_be_taken_back_and_an_accepted_one_not():
    invitation, path = make_invitation()
    done, _ = make_invitation("done@example.org", by=invitation.invited_by)
    accept(invitation=done, person=make_person("done@example.org"))
    client = signed_in(make_admin(), second_factor=True)
    for one in (invitation, done):
        client.post(f"/admin/accounts/invitation/{one.pk}/delete/", {"post": "yes"})
    assert list(Invitation.objects.all()) == [done]
    assert Client().get(path).status_code == 409


def test_who_is_no_longer_staff_has_invited_nobody():
    by, other = make_staff(name="Lucía Ríos"), make_staff()
    theirs, path = make_invitation(by=by)
    kept, _ = make_invitation(email="otra@example.org", by=other)
    membership = by.memberships.get()
    revoke(membership=membership, by=other)
    assert list(Invitation.objects.all()) == [kept]
    waiting = Notification.objects.get(about=f"invitation:{theirs.pk}")
    assert (waiting.state, waiting.context) == ("expired", {})
    assert Entry.objects.filter(verb="invitation_taken_back", target=f"invitation:{theirs.pk}").count() == 1
    assert signed_in(make_person("nueva@example.org")).post(path).status_code == 409


def test_an_invitation_gives_no_more_than_its_writer_may_give_today():
    by = make_staff()
    _invitation, path = make_invitation(by=by)
    Membership.objects.filter(user=by).update(role="reviewer")  # past the verbs, as a repair at the shell would
    person = make_person("nueva@example.org")
    assert signed_in(person).get(path).status_code == signed_in(person).post(path).status_code == 409
    assert not Membership.objects.filter(user=person).exists()
