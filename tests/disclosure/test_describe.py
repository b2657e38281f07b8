"""What is kept, under which wording and key, and how it goes."""

import pytest
from django.core.management import call_command

from applicants.disclosure import wording
from applicants.disclosure.describe import NoConsent, describe, keep
from applicants.disclosure.description import Description, read
from applicants.disclosure.keys import Broken, keys
from applicants.disclosure.models import Disclosure
from applicants.disclosure.wording import newest, wordings
from fundportal.accounts.erase import erase
from fundportal.consents.give import standing
from fundportal.consents.models import Consent
from fundportal.web.new_key import new_disclosure_key
from tests.applications.build import client_of, make_call, make_draft
from tests.applications.reading import words
from tests.applications.threads import at_once
from tests.disclosure.saying import about, agree, agreed_draft, say

pytestmark = pytest.mark.django_db


def test_without_consent_nothing_is_kept():
    draft = make_draft()
    with pytest.raises(NoConsent):
        describe(application=draft, person=draft.applicant, answers={"gender": "woman"}, version=1)
    assert Disclosure.objects.count() == 0


@pytest.mark.parametrize("purpose", ["monitoring", "evaluate"])
def test_taking_the_consent_back_deletes_the_answers(purpose):
    draft, other = agreed_draft(), agreed_draft()
    say(draft, gender="woman")
    say(other, gender="man")
    client = client_of(draft.applicant)
    at = f"/en/solicitudes/{draft.folio}/consentimientos/{purpose}/"
    if purpose == "monitoring":
        assert "is deleted at once" in words(client.get(at))
    client.post(at, {"answer": "take_back"})
    assert (read(draft.applicant_id, draft.call_id), Disclosure.objects.count()) == (None, 1)
    assert "monitoring" not in standing(draft.applicant, draft.folio)
    assert client.post(about(draft, "quien"), {"gender": "woman"})["Location"] == about(draft)
    assert Disclosure.objects.count() == 1


def test_the_consent_to_sensitive_data_is_another_one():
    draft = agreed_draft()
    say(draft, gender="woman")
    client_of(draft.applicant).post(f"/en/solicitudes/{draft.folio}/consentimientos/sensitive/", {"answer": "take_back"})
    assert read(draft.applicant_id, draft.call_id).answers == {"gender": "woman"}


def test_who_starts_anew_in_a_call_finds_the_answers_and_both_consents_count():
    first = agreed_draft()
    say(first, gender="woman")
    type(first).objects.filter(pk=first.pk).update(state="withdrawn")
    second = make_draft(first.call, first.applicant)
    assert "1 of 3 answered" in words(client_of(first.applicant).get(about(second)))
    agree(second)
    client_of(first.applicant).post(f"/en/solicitudes/{first.folio}/consentimientos/monitoring/", {"answer": "take_back"})
    assert read(first.applicant_id, first.call_id).answers == {"gender": "woman"}
    client_of(first.applicant).post(f"/en/solicitudes/{second.folio}/consentimientos/monitoring/", {"answer": "take_back"})
    assert Disclosure.objects.count() == 0


def test_an_erased_account_leaves_none_in_any_call_also_without_an_application():
    first = agreed_draft()
    person, other = first.applicant, agreed_draft()
    say(first, gender="woman")
    say(other, gender="man")
    keep(person.pk, agreed_draft().call_id, Description({"gender": "woman"}, {"gender": 1}))
    assert Disclosure.objects.count() == 3
    erase(person=person)
    assert Disclosure.objects.count() == 1
    assert not Consent.objects.standing().filter(person=person).exists()


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_save_different_pages_both_count_and_of_one_page_the_last():
    draft = agreed_draft()
    pages = [{"gender": "woman"}, {"speaks": "yes"}, {"connection": "prepaid"}, {"seeing": "none"}]
    each = iter(pages)
    at_once(len(pages), lambda: say(draft, **next(each)))
    assert read(draft.applicant_id, draft.call_id).answers == {key: value for page in pages for key, value in page.items()}
    say(draft, gender="man")
    say(draft, gender="non_binary")
    assert read(draft.applicant_id, draft.call_id).answers["gender"] == "non_binary"
    assert Disclosure.objects.count() == 1


def test_what_is_stored_opens_for_its_own_row_alone():
    one, two = agreed_draft(), agreed_draft()
    say(one, gender="trans_man", gender_words="Muxe")
    say(two, gender="woman")
    rows = list(Disclosure.objects.values_list("pk", "sealed"))
    assert {len(bytes(sealed)) for _pk, sealed in rows} == {12 + 512 + 16}, "length says nothing"
    assert not any(b"Muxe" in bytes(sealed) or b"gender" in bytes(sealed) for _pk, sealed in rows)
    (first, sealed), (second, _other) = rows
    with pytest.raises(Broken):
        keys()[0].unseal(bytes(sealed), bytes(second))
    with pytest.raises(Broken):
        keys()[0].unseal(bytes(sealed)[:-1] + b"x", bytes(first))


def test_a_new_key_reads_what_the_earlier_one_sealed_until_all_is_sealed_anew(settings, capsys):
    drafts = [agreed_draft() for _each in range(3)]
    for draft in drafts:
        say(draft, gender="woman")
    earlier, fresh = settings.DISCLOSURE_KEY, new_disclosure_key()
    settings.DISCLOSURE_KEY = f"{fresh}\n{earlier}"
    say(drafts[0], speaks="yes")
    assert (Disclosure.objects.count(), read(drafts[0].applicant_id, drafts[0].call_id).answers) == (
        3,
        {"gender": "woman", "speaks": "yes"},
    )
    call_command("reseal_disclosures")
    assert capsys.readouterr().out == "2 sealed anew.\n"
    settings.DISCLOSURE_KEY = fresh
    assert [read(draft.applicant_id, draft.call_id).answers["gender"] for draft in drafts] == ["woman"] * 3
    settings.DISCLOSURE_KEY = new_disclosure_key()
    assert read(drafts[0].applicant_id, drafts[0].call_id) is None, "without the key nobody finds it"
    call_command("reseal_disclosures")
    assert "3 are found by none" in capsys.readouterr().err


@pytest.fixture
def second_wording(tmp_path, monkeypatch):
    """A later version that asks one question in other words, drops one and adds one."""
    text = (wording.FILES / "1.toml").read_text()
    (tmp_path / "1.toml").write_text(text)
    later = text.replace("version = 1", "version = 2").replace("¿Con qué género te identificas?", "¿Cuál es tu género?")
    (tmp_path / "2.toml").write_text(later.replace('key = "device"', 'key = "machine"').replace('source = "own"', 'source = "ours"'))
    return lambda: monkeypatch.setattr(wording, "FILES", tmp_path)


def test_a_later_wording_changes_no_answer(second_wording):
    draft = agreed_draft()
    say(draft, gender="woman", indigenous="yes", device="phone")
    second_wording()
    assert (newest().version, sorted(wordings())) == (2, [1, 2])
    page = client_of(draft.applicant).get(about(draft, "quien"))
    assert "Which gender do you identify with? Woman" in words(page), "shown in the words in which it was given"
    assert 'value="woman" checked' not in page.content.decode()
    assert 'value="yes" id="id_indigenous_0" checked' in page.content.decode(), "only its source has another name"
    client_of(draft.applicant).post(about(draft, "quien"), {"indigenous": "no"})
    kept = read(draft.applicant_id, draft.call_id)
    assert kept.answers == {"gender": "woman", "indigenous": "no", "device": "phone"}
    assert kept.versions == {"gender": 1, "indigenous": 2, "device": 1}
    client_of(draft.applicant).post(about(draft, "quien"), {"gender": "non_binary", "indigenous": "no"})
    assert read(draft.applicant_id, draft.call_id).versions["gender"] == 2


def test_the_first_wording_is_whole():
    first = wordings()[1]
    assert [part.key for part in first.parts] == ["quien", "lenguas", "lugar", "conexion", "dia", "hogar"]
    for part in first.parts:
        for asked in part.questions:
            assert asked.data["es"] and asked.data["en"] and asked.data["source"] in (wording.FILES / "SOURCES.md").read_text()
            assert (asked.kind == "choice") == bool(asked.options) or part.key == "dia"
            assert not asked.of or asked.of in first.questions
    text = (wording.FILES / "1.toml").read_text().lower()
    assert [word for word in ("discapaci", "dialecto", "disabilit", "usted") if word in text] == []


def test_points_and_cut_offs_are_those_of_the_rules():
    """AMAI 2022: at most 300 points; the Washington Group's cut-off."""
    questions, derived = newest().questions, newest().derived
    points = {key: [option["points"] for option in questions[key].options] for key in derived["level"]["of"]}
    assert points == {
        "education": [0, 0, 6, 11, 12, 18, 23, 27, 36, 59, 85],
        "bathrooms": [0, 24, 47],
        "cars": [0, 22, 43],
        "internet": [0, 32],
        "employed": [0, 15, 31, 46, 61],
        "bedrooms": [0, 8, 16, 24, 32],
    }
    assert sum(max(each) for each in points.values()) == 300
    assert [option["least"] for option in derived["level"]["options"]] == [202, 168, 141, 116, 95, 48, 0]
    assert derived["difficulty"]["counts"] == ["a_lot", "cannot"]
    assert [option["code"] for option in questions["seeing"].options] == ["none", "some", "a_lot", "cannot"]


def test_calls_are_apart():
    first = agreed_draft()
    second = agreed_draft(make_call(), first.applicant)
    say(first, gender="woman")
    assert read(second.applicant_id, second.call_id) is None
