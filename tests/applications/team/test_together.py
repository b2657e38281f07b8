"""Two people at once are two devices: nothing is lost, and the page says truly who wrote what."""

import pytest

from applicants.applications.models import DraftEntry
from applicants.applications.team.members.invite import remove
from applicants.applications.team.members.models import Member
from applicants.calls.form_versions import form_version
from tests.applications.build import COMPLETE, client_of, make_call, make_draft, page_fields, question, section
from tests.applications.reading import at, autosave, fresh, words
from tests.applications.team.people import make_member
from tests.applications.threads import at_once


def both_write(draft, one, other):
    old = page_fields(draft, synopsis=COMPLETE["synopsis"])
    client_of(one).post(at(draft, "film"), {**old, "title": "De la directora", ".page": "aaaa"})
    client_of(other).post(at(draft, "film"), {**old, "title": "De la codirectora", ".page": "bbbb"})


@pytest.mark.django_db
def test_a_conflict_between_two_people_names_who_wrote_what():
    draft = make_draft(answers=COMPLETE)
    person = make_member(draft)
    both_write(draft, draft.applicant, person)
    shown = words(client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/film/"))
    assert "Two of you wrote this answer at the same time." in shown
    assert "The one that is saved now · written by you De la directora" in shown
    assert "· written by Amaru Quispe De la codirectora" in shown
    theirs = words(client_of(person).get(f"/en/solicitudes/{draft.folio}/film/"))
    assert "The one that is saved now · written by Itzel Canul Pech De la directora" in theirs
    assert "· written by you De la codirectora" in theirs
    assert "on two devices" not in shown + theirs


@pytest.mark.django_db
def test_a_conflict_with_oneself_is_still_two_devices():
    draft = make_draft(answers=COMPLETE)
    make_member(draft)
    both_write(draft, draft.applicant, draft.applicant)
    shown = words(client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/film/"))
    assert ("on two devices" in shown, "written by" in shown) == (True, False)


@pytest.mark.django_db
def test_a_member_may_choose():
    draft = make_draft(answers=COMPLETE)
    person = make_member(draft)
    both_write(draft, draft.applicant, person)
    (revision,) = fresh(draft).conflicts["title"]
    fields = page_fields(draft, title="De la directora", synopsis=COMPLETE["synopsis"], **{".choose": f"title:{revision}"})
    client_of(person).post(at(draft, "film"), fields)
    assert (fresh(draft).answers["title"], fresh(draft).conflicts) == ("De la codirectora", {})
    assert DraftEntry.objects.filter(application=draft).latest("revision").actor == person


@pytest.mark.django_db(transaction=True)
def test_three_who_write_different_answers_at_once_lose_none():
    keys = [f"q{n}" for n in range(6)]
    draft = make_draft(make_call([section("all", *(question(key) for key in keys))]))
    form_version(draft.form_version_id)
    people = [draft.applicant, make_member(draft), make_member(draft)]
    jobs = [(client_of(person), key) for person, key in zip(people * 2, keys, strict=True)]

    def write():
        client, key = jobs.pop()
        fields = {key: f"de {key}", ".base": "0", ".page": key * 4}
        return autosave(client, at(draft, "all"), key, **fields).status_code

    assert at_once(6, write) == [200] * 6
    assert fresh(draft).answers == {key: f"de {key}" for key in keys}
    log = DraftEntry.objects.filter(application=draft)
    assert sorted(log.values_list("actor", flat=True)) == sorted(person.pk for person in people * 2)


@pytest.mark.django_db(transaction=True)
def test_a_save_and_the_end_of_the_part_at_once_one_comes_first_and_no_word_is_lost():
    for _ in range(4):
        draft = make_draft(make_call([section("all", question("q"))]))
        form_version(draft.form_version_id)
        person = make_member(draft)
        member, client, sent = Member.objects.get(person=person), client_of(person), page_fields(draft, q="palabra")

        def write(client=client, draft=draft, sent=sent):
            response = client.post(at(draft, "all"), sent)
            return response.status_code if response.status_code == 302 else (response.status_code, "palabra" in words(response))

        jobs = [write, lambda draft=draft, member=member: remove(application=draft, person=draft.applicant, member_id=member.pk)]
        results = at_once(2, lambda jobs=jobs: jobs.pop()())
        saved = fresh(draft).answers == {"q": "palabra"}
        assert sorted(map(str, results)) == sorted(["True", "302" if saved else "(403, True)"])
