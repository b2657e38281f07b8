from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from applicants.applications.models import Application, DraftEntry
from applicants.applications.rights import NotForYou
from applicants.applications.team.help.consent import HelpNotPossible, offer
from applicants.applications.team.members.answer import InvitationForAnother, accept, decline, find
from applicants.applications.team.members.invite import MOST_INVITATIONS, CannotInvite, give_right, invite, leave, remove
from applicants.applications.team.members.models import Member
from applicants.applications.team.tokens import LinkSpent, LinkUnknown
from applicants.applications.withdraw import withdraw
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification, Suppression
from fundportal.notifications.render import render
from fundportal.notifications.timely import overtaken
from tests.applications.build import client_of, make_draft, make_person
from tests.applications.reading import at, words
from tests.applications.team.people import make_invitation, make_member, secret_of

pytestmark = pytest.mark.django_db


def test_invitation_says_who_asks_for_what_and_its_token_is_kept_nowhere_else():
    draft = make_draft()
    member, secret = make_invitation(draft)
    letter = Notification.objects.get(kind="team_invitation")
    assert (letter.email, letter.recipient, letter.about, letter.expires_at) == (
        "amaru@example.org",
        None,
        f"member:{member.pk}",
        member.expires_at,
    )
    assert f"/es/equipo/invitacion/{secret}/" in render(letter).text
    assert "Itzel Canul Pech" in render(letter).subject
    assert secret not in member.token_sha256
    assert find(secret) == member
    assert overtaken([letter]) == []


def test_who_is_invited_signs_in_accepts_and_finds_it_in_their_own_list():
    draft, person = make_draft(), make_person(email="amaru@example.org", name="Amaru Quispe")
    _, secret = make_invitation(draft)
    address = f"/en/equipo/invitacion/{secret}/"
    shown = words(Client().get(address))
    assert "Itzel Canul Pech applies to “Production assistants” and invites you" in shown
    assert "amaru@example.org" in shown
    client = client_of(person)
    client.get(address)
    assert Member.objects.standing().count() == 0  # looking is not accepting
    assert client.post(address, {"answer": "yes"})["Location"] == f"/en/solicitudes/{draft.folio}/"
    assert client.post(address, {"answer": "yes"})["Location"] == f"/en/solicitudes/{draft.folio}/"
    assert Member.objects.standing().of(person).count() == 1
    assert f"of Itzel Canul Pech · {draft.folio}" in words(client.get("/en/solicitudes/"))
    assert list(Entry.objects.filter(target=draft.folio).order_by("pk").values_list("verb", "actor_id")) == [
        ("member_invited", draft.applicant_id),
        ("member_accepted", person.pk),
    ]
    assert Notification.objects.get(kind="team_changed").context["what"] == "accepted"


def test_a_token_of_another_person_lets_nobody_in():
    draft, other = make_draft(), make_person()
    _, secret = make_invitation(draft)
    response = client_of(other).post(f"/en/equipo/invitacion/{secret}/", {"answer": "yes"})
    assert (response.status_code, "for somebody else" in words(response)) == (403, True)
    with pytest.raises(InvitationForAnother):
        accept(member=find(secret), person=other)
    assert Member.objects.filter(accepted_at__isnull=False).count() == 0
    assert client_of(other).get(at(draft)).status_code == 404


def test_nobody_accepts_without_signing_in_and_anybody_with_the_link_may_decline():
    draft = make_draft()
    member, secret = make_invitation(draft)
    address = f"/en/equipo/invitacion/{secret}/"
    assert Client().post(address, {"answer": "yes"}).status_code == 200
    assert Member.objects.get().is_open
    assert "You declined" in words(Client().post(address, {"answer": "no"}))
    assert Client().post(address, {"answer": "no"}).status_code == 200
    assert Client().get(address).status_code == 410
    assert Member.objects.get(pk=member.pk).declined_at is not None
    assert Notification.objects.get(kind="team_changed").context["what"] == "declined"
    with pytest.raises(LinkSpent):
        accept(member=find(secret), person=make_person(email="amaru@example.org"))


@pytest.mark.parametrize("secret", ["x", "a" * 32, "../" * 9, "ñ" * 20, "a" * 200])
def test_a_link_that_is_none_of_ours_is_unknown(secret):
    with pytest.raises(LinkUnknown):
        find(secret)


@pytest.mark.parametrize("overtake", ["removed", "run out", "withdrawn"])
def test_an_invitation_that_was_overtaken_is_neither_sent_nor_accepted(overtake):
    draft, person = make_draft(), make_person(email="amaru@example.org")
    member, secret = make_invitation(draft)
    letter = Notification.objects.get(kind="team_invitation")
    if overtake == "removed":
        assert remove(application=draft, person=draft.applicant, member_id=member.pk)
        assert not remove(application=draft, person=draft.applicant, member_id=member.pk)
    elif overtake == "run out":
        Member.objects.update(invited_at=timezone.now() - timedelta(days=20), expires_at=timezone.now() - timedelta(seconds=1))
    else:
        withdraw(application=draft, person=draft.applicant)
    assert overtaken([letter]) == [letter]
    with pytest.raises(LinkSpent):
        accept(member=find(secret), person=person)
    assert client_of(person).post(f"/en/equipo/invitacion/{secret}/", {"answer": "yes"}).status_code == 410
    assert Member.objects.filter(accepted_at__isnull=False).count() == 0


def test_an_address_is_invited_once_and_never_the_leads_own_or_who_takes_part():
    draft = make_draft()
    make_invitation(draft)
    for email in ("AMARU@example.org", draft.applicant.email):
        with pytest.raises(CannotInvite):
            make_invitation(draft, email)
    member = make_member(draft)
    with pytest.raises(CannotInvite):
        make_invitation(draft, member.email)
    assert Member.objects.count() == 2


def test_an_application_is_no_cannon_for_letters():
    draft = make_draft()
    for n in range(MOST_INVITATIONS):
        member, _ = make_invitation(draft, f"p{n}@example.org")
        remove(application=draft, person=draft.applicant, member_id=member.pk)
    with pytest.raises(CannotInvite):
        make_invitation(draft, "one-more@example.org")
    assert Notification.objects.filter(kind="team_invitation").count() == MOST_INVITATIONS


def test_the_form_refuses_an_address_that_letters_come_back_from():
    draft = make_draft()
    Suppression.objects.create(email="amaru@example.org", reason="550")
    response = client_of(draft.applicant).post(
        f"/en/solicitudes/{draft.folio}/equipo/", {"name": "Amaru", "email": "Amaru@example.org", "right": "2", "language": "es-mx"}
    )
    assert "Letters to this address come back." in words(response)
    assert Member.objects.count() == 0


def test_the_lead_invites_changes_a_right_and_removes_on_the_page():
    draft = make_draft()
    client = client_of(draft.applicant)
    team = f"/en/solicitudes/{draft.folio}/equipo/"
    sent = {"name": "Amaru", "email": " Amaru@Example.org ", "right": "2", "language": "en"}
    assert client.post(team, sent)["Location"] == team
    member = Member.objects.get()
    assert (member.email, member.right, member.language) == ("amaru@example.org", 2, "en")
    assert "may answer until" in words(client.get(team))
    page = f"{team}{member.pk}/"
    assert "Take the invitation back" in words(client.get(page))
    assert client.post(page, {"answer": "right", "right": "1"})["Location"] == team
    assert Member.objects.get().right == Member.Right.READ
    assert client.post(page, {"answer": "right", "right": "3"}).status_code == 200
    assert Member.objects.get().right == Member.Right.READ
    assert client.post(page, {"answer": "remove"})["Location"] == team
    assert Member.objects.get().ended_at is not None
    assert client.get(page)["Location"] == team


def test_a_member_leaves_and_is_out_from_the_next_request_on():
    draft = make_draft()
    person = make_member(draft)
    client = client_of(person)
    assert client.get(at(draft)).status_code == 200
    assert "You can no longer open it." in words(client.get(f"/en/solicitudes/{draft.folio}/equipo/salir/"))
    assert client.post(at(draft, "equipo", "salir"))["Location"] == "/es/solicitudes/"
    response = client.get(f"/en/solicitudes/{draft.folio}/")
    assert (response.status_code, "You no longer take part" in words(response)) == (403, True)
    assert not leave(application=draft, person=person)
    assert Notification.objects.filter(kind="team_changed", context__what="left", recipient=draft.applicant).count() == 1
    assert client_of(draft.applicant).get(at(draft, "equipo", "salir")).status_code == 404


def test_only_the_lead_changes_the_team():
    draft = make_draft()
    writer, other = make_member(draft), make_member(draft)
    row = Member.objects.get(person=other)
    for attempt in (
        lambda: invite(application=draft, person=writer, email="x@example.org", name="", right=2, language="en"),
        lambda: give_right(application=draft, person=writer, member_id=row.pk, right=1),
        lambda: remove(application=draft, person=writer, member_id=row.pk),
    ):
        with pytest.raises(NotForYou):
            attempt()
    assert Member.objects.standing().count() == 2


def test_nobody_is_asked_to_write_where_nothing_is_written_any_more():
    draft = make_draft()
    Application.objects.filter(pk=draft.pk).update(state="withdrawn")
    draft.refresh_from_db()
    with pytest.raises(CannotInvite, match="Nobody writes in this application"):
        invite(application=draft, person=draft.applicant, email="x@example.org", name="", right=2, language="en")
    with pytest.raises(HelpNotPossible, match="Nobody writes in this application"):
        offer(application=draft, person=draft.applicant, days=7, language="en", authentication="code")
    page = words(client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/equipo/"))
    assert ("The team" in page, "Invite somebody" in page, "Somebody who helps me" in page) == (True, False, False)


def test_who_is_refused_is_led_back_to_the_application():
    draft = make_draft()
    reader = client_of(make_member(draft, right=1))
    refused = reader.get(at(draft, "equipo", "ayuda"))
    assert (refused.status_code, f'href="{at(draft)}"' in refused.text, "<title>Solicitud de" in reader.get(at(draft)).text) == (
        403,
        True,
        True,
    )


def test_a_member_of_another_application_is_not_changed_through_ones_own():
    draft, other = make_draft(), make_draft()
    make_member(other)
    row = Member.objects.get()
    assert client_of(draft.applicant).post(at(draft, "equipo", str(row.pk)), {"answer": "remove"}).status_code == 404
    assert not remove(application=draft, person=draft.applicant, member_id=row.pk)
    assert not give_right(application=draft, person=draft.applicant, member_id=row.pk, right=1)
    assert Member.objects.get().ended_at is None


def test_who_writes_along_may_have_an_application_of_their_own_in_the_call():
    draft = make_draft()
    person = make_member(draft)
    own = make_draft(draft.call, person)
    assert {row.pk for row, _ in client_of(person).get("/es/solicitudes/").context["rows"]} == {draft.pk, own.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(folio="X", call=draft.call, applicant=person, form_version=draft.form_version)


def test_the_letter_loses_its_key_once_it_is_sent():
    from fundportal.notifications.settle import WITH_A_KEY

    assert "team_invitation" in WITH_A_KEY
    member, secret = make_invitation(make_draft())
    assert secret_of(f"team_invitation:{member.pk}") == secret
    assert DraftEntry.objects.count() == 0


def test_a_repeated_decline_tells_the_lead_once():
    member, _ = make_invitation(make_draft())
    for _ in range(2):
        decline(member=member, person=None)
    assert Notification.objects.filter(kind="team_changed").count() == 1
