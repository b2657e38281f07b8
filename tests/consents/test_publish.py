import hashlib
import json

import pytest

from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.consents.models import Notice
from fundportal.consents.publish import NoticeIncomplete, content, publish
from tests.accounts.people import make_admin, make_staff, signed_in
from tests.consents.notices import make_notice

pytestmark = pytest.mark.django_db
FORM = {
    "program_code": "ccc",
    "version": "1",
    "controller_name": "CCC",
    "controller_kind": "public",
    "controller_address": "",
    "contact_email": "datos@example.org",
    "purposes": ["evaluate"],
    "recipients": "IMCINE | coordinar | to coordinate\n",
    "short_es": "Corto.",
    "short_en": "Short.",
    "body_es": "Largo.",
    "body_en": "Long.",
}


def test_hash_is_that_of_the_canonical_json():
    notice = make_notice()
    text = json.dumps(content(notice), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert notice.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert Entry.objects.get(verb="notice_published").detail == {"version": 1, "sha256": notice.sha256}


def test_publishing_twice_keeps_the_first_moment():
    notice = make_notice()
    assert publish(notice=notice, by=None).published_at == notice.published_at
    assert Entry.objects.filter(verb="notice_published").count() == 1


@pytest.mark.parametrize(
    "gap",
    [
        {"body_en": " "},
        {"controller_name": ""},
        {"contact_email": ""},
        {"purposes": []},
        {"purposes": ["sell"]},
        {"recipients": [{"name": "IMCINE", "purpose_es": "coordinar", "purpose_en": ""}]},
    ],
)
def test_incomplete_notice_is_not_published(gap):
    notice = make_notice(published=False, **gap)
    with pytest.raises(NoticeIncomplete):
        publish(notice=notice, by=None)
    assert Notice.objects.get().published_at is None


def test_privacy_officer_writes_and_publishes():
    client = signed_in(make_staff(Role.PRIVACY, "ccc"), second_factor=True)
    answer = client.post("/admin/consents/notice/add/", FORM)
    assert answer.status_code == 302
    notice = Notice.objects.get()
    assert notice.recipients == [{"name": "IMCINE", "purpose_es": "coordinar", "purpose_en": "to coordinate"}]
    page = f"/admin/consents/notice/{notice.pk}/publish/"
    assert client.get(page).status_code == 200
    assert Notice.objects.get().published_at is None
    assert client.post(page).headers["Location"] == f"/admin/consents/notice/{notice.pk}/change/"
    assert Notice.objects.get().published_at is not None
    assert client.get(f"/admin/consents/notice/{notice.pk}/change/").status_code == 200
    assert client.post(f"/admin/consents/notice/{notice.pk}/change/", FORM).status_code == 403


def test_recipient_without_purpose_is_asked_back():
    client = signed_in(make_staff(Role.PRIVACY, "ccc"), second_factor=True)
    answer = client.post("/admin/consents/notice/add/", {**FORM, "recipients": "IMCINE"})
    assert (answer.status_code, list(answer.context["adminform"].form.errors)) == (200, ["recipients"])


def test_next_version_starts_as_a_copy():
    notice = make_notice()
    client = signed_in(make_staff(Role.PRIVACY, "ccc"), second_factor=True)
    form = client.get(f"/admin/consents/notice/add/?from={notice.pk}").context["adminform"].form
    assert (form["version"].value(), form["body_es"].value(), form["recipients"].value()) == (
        2,
        "Largo.",
        "IMCINE | coordinar | to coordinate",
    )


@pytest.mark.parametrize("asked", ["x", "-1", "999999999999999999999", "²"])
def test_copy_of_nothing_is_an_empty_form(asked):
    client = signed_in(make_staff(Role.PRIVACY, "ccc"), second_factor=True)
    assert client.get("/admin/consents/notice/add/", {"from": asked}).status_code == 200


def test_foreign_programme_is_not_offered_and_not_seen():
    foreign = make_notice(program="morelia", published=False)
    client = signed_in(make_staff(Role.PRIVACY, "ccc"), second_factor=True)
    assert client.post("/admin/consents/notice/add/", {**FORM, "program_code": "morelia"}).status_code == 200
    assert client.get(f"/admin/consents/notice/{foreign.pk}/publish/").status_code == 404
    assert client.get(f"/admin/consents/notice/add/?from={foreign.pk}").context["adminform"].form["body_es"].value() in (None, "")


@pytest.mark.parametrize(("role", "seen"), [(Role.COORDINATOR, 200), (Role.REVIEWER, 403), (Role.PR, 403)])
def test_other_staff_read_at_most(role, seen):
    notice = make_notice(published=False)
    client = signed_in(make_staff(role, "ccc"), second_factor=True)
    assert client.get("/admin/consents/notice/").status_code == seen
    assert client.get("/admin/consents/notice/add/").status_code == 403
    assert client.post(f"/admin/consents/notice/{notice.pk}/publish/").status_code in {403, 404}
    assert Notice.objects.get().published_at is None


def test_who_only_reads_a_notice_reads_its_lists_in_words():
    notice = make_notice()
    page = signed_in(make_staff(Role.COORDINATOR, "ccc"), second_factor=True).get(f"/admin/consents/notice/{notice.pk}/change/")
    shown = page.text
    assert ("IMCINE | coordinar | to coordinate" in shown, "purpose_es" in shown, "&quot;evaluate&quot;" in shown) == (True, False, False)


def test_administrator_sees_all_programmes():
    for program in ("ccc", "morelia"):
        make_notice(program=program)
    assert Notice.objects.visible_to(make_admin()).count() == 2
