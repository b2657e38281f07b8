"""The person's own pages: optional, never blocking, kept apart; bad input is refused and changes nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from applicants.disclosure.description import read
from applicants.disclosure.models import Disclosure
from fundportal.consents.give import standing
from fundportal.consents.models import Consent, Notice
from tests.applications.build import COMPLETE, client_of, hand_in, make_call, make_draft
from tests.applications.reading import words
from tests.disclosure.saying import about, agreed_draft, say, sit_down

pytestmark = pytest.mark.django_db


def said(draft):
    found = read(draft.applicant_id, draft.call_id)
    return found.answers if found else None


def test_the_task_list_and_the_status_page_offer_it_and_no_section_counts_it():
    draft = make_draft(answers=COMPLETE)
    page = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/")
    assert f'href="{about(draft)}"' in page.content.decode()
    assert "2 of 2 sections ready" in words(page)
    hand_in(draft)
    assert f'href="{about(draft)}"' in client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/").content.decode()


def test_where_the_notice_does_not_speak_of_it_nothing_is_offered():
    call = make_call()
    fields = {field.attname: getattr(call.notice, field.attname) for field in Notice._meta.concrete_fields if field.name != "id"}
    call.notice = Notice.objects.create(**{**fields, "version": fields["version"] + 1000, "purposes": ["evaluate", "sensitive"]})
    call.save()
    draft = make_draft(call)
    client = client_of(draft.applicant)
    assert "sobre-ti" not in client.get(f"/en/solicitudes/{draft.folio}/").content.decode()
    assert client.get(about(draft)).status_code == 404
    assert client.post(about(draft), {"monitoring": "on"}).status_code == 404
    assert "monitoring" not in standing(draft.applicant, draft.folio)


def test_consent_comes_first_and_is_a_box_of_its_own():
    draft = make_draft()
    client = client_of(draft.applicant)
    first = client.get(about(draft))
    assert "Nobody who reads, evaluates or decides" in words(first)
    assert 'name="monitoring"' in first.content.decode() and "checked" not in first.content.decode()
    assert client.get(about(draft, "quien"))["Location"] == about(draft)
    assert client.post(about(draft, "quien"), {"gender": "woman"})["Location"] == about(draft)
    assert "1 thing to correct" in words(client.post(about(draft), {}))
    assert (said(draft), standing(draft.applicant, draft.folio)) == (None, {"evaluate", "sensitive"})
    assert client.post(about(draft), {"monitoring": "on"})["Location"] == about(draft)
    given = Consent.objects.get(about=draft.folio, purpose="monitoring")
    assert given.wording.startswith("I agree that CCC keeps what I say about myself")
    assert "Who you are" in words(client.get(about(draft)))


def test_every_question_can_be_left_or_declined_and_every_answer_changed():
    draft, client = sit_down()
    for part in ("quien", "lenguas", "lugar", "conexion", "dia", "hogar"):
        page = client.get(about(draft, part)).content.decode()
        assert page.count("I prefer not to answer") >= 1
        assert "(optional)" not in page and "data-autosave" not in page and "<script" not in page
        assert client.post(about(draft, part), {})["Location"] == about(draft)
    assert said(draft) is None
    assert client.post(about(draft, "quien"), {"gender": "other", "gender_words": " Muxe ", "indigenous": "prefer_not"}).status_code == 302
    assert said(draft) == {"gender": "other", "gender_words": "Muxe", "indigenous": "prefer_not"}
    assert "2 of 3 answered" in words(client.get(about(draft)))
    assert 'value="Muxe"' in client.get(about(draft, "quien")).content.decode()
    client.post(about(draft, "quien"), {"gender": "woman"})
    assert said(draft) == {"gender": "woman"}


def test_places_and_languages():
    draft, client = sit_down()
    place = {"lives_0": "20", "comes_from_0": "20", "comes_from_1": "Santa María Tlahuitoltepec", "lives_size": "rural"}
    client.post(about(draft, "lugar"), place)
    assert said(draft) == {"lives": "20", "comes_from": "20437", "lives_size": "rural"}
    page = client.get(about(draft, "lugar")).content.decode()
    assert 'value="Santa María Tlahuitoltepec"' in page and '<option value="20" selected>' in page
    client.post(about(draft, "lugar"), {"lives_0": "prefer_not", "comes_from_0": "99", "comes_from_1": "Ayutla"})
    assert said(draft) == {"lives": "prefer_not", "comes_from": "99"}
    again = client.post(about(draft, "lenguas"), {"speaks": "yes", "language-grouping": "mixe", "language-more": "1"})
    assert again["Location"] == about(draft, "lenguas"), "the variants are shown next"
    assert 'name="language-variant"' in client.get(about(draft, "lenguas")).content.decode()
    assert said(draft)["language"] == {"code": "mixe"}
    client.post(about(draft, "lenguas"), {"speaks": "yes", "language-grouping": "other", "language-words": "Quechua cusqueño"})
    assert said(draft)["language"] == {"words": "Quechua cusqueño"}


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        ("quien", {"gender": "level"}),
        ("quien", {"gender": "woman' OR 1=1"}),
        ("quien", {"gender": "woman", "gender_words": "a" * 10_000}),
        ("quien", {"indigenous": ["yes", "no", "forged"]}),
        ("lugar", {"lives_0": "33"}),
        ("lugar", {"lives_0": "20", "lives_1": "x" * 10_000}),
        ("lenguas", {"language-grouping": "klingon"}),
        ("lenguas", {"language-grouping": "other", "language-words": "ñ" * 10_000}),
        ("dia", {"seeing": "some", "hearing": "10000"}),
        ("hogar", {"education": "-1"}),
    ],
)
def test_forged_codes_and_endless_words_are_refused_with_a_sentence(part, sent):
    draft, client = sit_down()
    say(draft, gender="man")
    page = client.post(about(draft, part), sent)
    assert page.status_code == 200
    assert "to correct" in words(page)
    assert said(draft) == {"gender": "man"}


def test_what_is_no_question_is_dropped():
    draft, client = sit_down()
    client.post(about(draft, "quien"), {"gender": "woman", "level": "ab", "difficulty": "yes", "seeing": "cannot", "state": "confirmed"})
    assert said(draft) == {"gender": "woman"}
    assert client.get(about(draft, "nada")).status_code == 404


@pytest.mark.parametrize("rest", [(), ("quien",), ("borrar",)])
def test_another_persons_folio_is_not_there(rest):
    draft, _client = sit_down()
    say(draft, gender="woman")
    stranger = client_of(agreed_draft(draft.call).applicant)
    assert stranger.get(about(draft, *rest)).status_code == stranger.post(about(draft, *rest), {"gender": "man"}).status_code == 404
    assert said(draft) == {"gender": "woman"}


@pytest.mark.parametrize("rest", [(), ("quien",), ("borrar",)])
def test_no_page_is_kept_anywhere(rest):
    draft, client = sit_down()
    for answer in (client.get(about(draft, *rest)), client.post(about(draft, *rest), {"gender": "woman"})):
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
        assert "X-Keep-Offline" not in answer, "a service worker copies what says so, and nothing else"


def test_after_the_session_nothing_is_kept_and_the_page_says_so():
    draft, _client = sit_down()
    client = Client()
    sent = client.post(about(draft, "quien"), {"gender": "trans_woman"})
    assert (sent.status_code, said(draft)) == (403, None)
    assert "is not kept" in words(sent)
    assert f"/en/cuenta/login/?next={about(draft, 'quien')}" in sent.content.decode()
    assert "trans_woman" not in str(dict(client.session))
    assert client.get(about(draft, "quien"))["Location"] == f"/en/cuenta/login/?next={about(draft, 'quien')}"


def test_a_script_that_asks_for_autosave_gets_no_other_way():
    draft, client = sit_down()
    refused = Client().post(about(draft, "quien"), {"gender": "woman"}, headers={"X-Autosave": "1"})
    assert refused.status_code == 403 and said(draft) is None
    assert Disclosure.objects.count() == 0
    assert client.post(about(draft, "quien"), {"gender": "woman"}, headers={"X-Autosave": "1"})["Location"] == about(draft)


def test_erasing_asks_once_more_and_leaves_nothing():
    draft, client = sit_down()
    assert reverse("erase_about_you", args=[draft.folio]).split("/")[2:] == about(draft, "borrar").split("/")[2:]
    assert "borrar" not in client.get(about(draft)).content.decode()
    say(draft, gender="woman", seeing="cannot")
    assert f'href="{about(draft, "borrar")}"' in client.get(about(draft)).content.decode()
    assert "cannot be brought back" in words(client.get(about(draft, "borrar")))
    assert said(draft) is not None
    for _again in range(2):
        assert client.post(about(draft, "borrar"))["Location"] == about(draft)
    assert (said(draft), Disclosure.objects.count()) == (None, 0)
    assert "monitoring" in standing(draft.applicant, draft.folio)


def test_it_stays_editable_after_the_decision():
    draft, client = sit_down(make_call())
    type(draft).objects.filter(pk=draft.pk).update(state="withdrawn")
    assert client.post(about(draft, "quien"), {"gender": "woman"}).status_code == 302
    assert said(draft) == {"gender": "woman"}


def test_nobody_is_told_a_label():
    draft, client = sit_down()
    say(draft, seeing="cannot", education="no_schooling", bathrooms="0", cars="0", internet="no", employed="0", bedrooms="0")
    pages = [client.get(about(draft, *rest)) for rest in ((), ("dia",), ("hogar",))]
    everything = " ".join(words(page) for page in pages)
    assert [label for label in ("AMAI", "Washington", "socio-economic", "level E", "disab", "dialect") if label in everything] == []
