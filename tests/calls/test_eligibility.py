"""Is it for me? What the public page says, and how rules become public."""

import datetime
import re

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from applicants.calls.eligibility.carried import SALT
from applicants.calls.eligibility.judge import judge
from applicants.calls.eligibility.kinds import rule_kinds
from applicants.calls.eligibility.kinds.age import age_on
from applicants.calls.eligibility.models import Rule, RulesVersion
from applicants.calls.eligibility.publish import RulesBroken, RulesChanged, problems, publish_rules
from applicants.calls.eligibility.versions import document
from applicants.calls.models import Call
from applicants.calls.publish import NotPublishable, publish
from tests.calls.make import make_call

pytestmark = pytest.mark.django_db
EVERY_RULE = {
    "residence": {"countries": ["MX", "CARIBE"]},
    "nationality": {"countries": ["LATAM"]},
    "age": {"least": 18, "most": 30, "on": "2027-03-01"},
    "entity": {"entities": ["20", "07"]},
    "availability": {"first": "2027-03-01", "last": "2027-06-30"},
    "experience": {"what": "features", "least": 1, "most": 2},
    "self_ascription": {"groups": ["indigenous"]},
    "declaration": {"wanted": "yes"},
}
GOOD = {
    "residence": "MX", "nationality": "GT", "birth": "2000-02-29", "entity": "20", "available:2027-03-01:2027-06-30": "yes",
    "experience:features": 1, "self_ascription": "both",
}  # fmt: skip
WORDS = {"ask_es": "¿Tienes equipo?", "ask_en": "Do you have a team?"}


def add(call, kind, config=None, **words):
    return Rule.objects.create(
        call=call, kind=kind, config=EVERY_RULE[kind] if config is None else config, order=call.rules.count(), **words
    )


def call_with(*kinds, slug="convocatoria", **more):
    call = make_call(slug=slug, published=False, **more)
    for kind in kinds:
        add(call, *kind) if isinstance(kind, tuple) else add(call, kind, **(WORDS if kind == "declaration" else {}))
    publish(call=call, by=None)
    return Call.objects.get(pk=call.pk)


def documents(*without):
    """A rule of every kind as it is frozen."""
    return [document(Rule(kind=kind, config=config, **WORDS)) for kind, config in EVERY_RULE.items() if kind not in without]


def at(call, language="es", more=""):
    return f"/{language}/convocatorias/{call.slug}/requisitos/{more}"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_every_kind_is_known_here():
    assert set(EVERY_RULE) == set(rule_kinds())


def test_answers_that_fit_every_kind():
    rules = documents()
    key = rule_kinds()["declaration"].asks(rules[-1])
    outcome = judge(rules, {**GOOD, key: "yes"})
    assert (outcome.result, [line.passes for line in outcome.lines]) == ("fits", [True] * 8)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("residence", "US"), ("residence", "ZZ"), ("nationality", "JM"), ("birth", "2009-03-02"), ("birth", "1996-02-28"), ("entity", "99"),
        ("available:2027-03-01:2027-06-30", "no"), ("experience:features", 0), ("experience:features", 3), ("self_ascription", "neither"),
        ("self_ascription", "afrodescendant"),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_told_with_the_rule_it_breaks(key, value):
    outcome = judge(documents("declaration"), {**GOOD, key: value})
    assert (outcome.result, len(outcome.reasons)) == ("not", 1)
    assert rule_kinds()[outcome.reasons[0].rule["kind"]].asks(outcome.reasons[0].rule) == key
    assert outcome.reasons[0].why.endswith(".")


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2009-03-01", "2027-03-01", 18), ("2009-03-02", "2027-03-01", 17), ("2008-02-29", "2026-02-28", 17), ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20),
    ],
)  # fmt: skip
def test_years_are_counted_to_the_day(born, day, age):
    assert age_on(datetime.date.fromisoformat(born), datetime.date.fromisoformat(day)) == age


@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)))  # fmt: skip
def test_no_answer_of_any_shape_breaks_the_check(value):
    rules = documents()
    outcome = judge(rules, {rule_kinds()[rule["kind"]].asks(rule): value for rule in rules})
    assert outcome.result in ("fits", "not", "open")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_way_through_the_check_stores_nothing(client, language, django_assert_num_queries):
    call = call_with("residence", "age", "availability")
    client.get(at(call, language))
    with django_assert_num_queries(1):
        page = client.get(at(call, language))
    assert {"es": "¿Es para ti?", "en": "Is it for you?"}[language] in text_of(page)
    data = {"r0": "MX", "r1_0": "1", "r1_1": "3", "r1_2": "2000", "r2": "yes"}
    answer = client.post(at(call, language), data)
    assert {"es": "Sí, es para ti", "en": "Yes, it is for you"}[language] in text_of(answer)
    assert (answer.status_code, "sessionid" in client.cookies) == (200, False)
    assert "no-store" in answer["Cache-Control"]


def test_a_no_says_why_and_where_else_to_go(client):
    lab = call_with(("residence", {"countries": ["LATAM"]}), slug="laboratorio", prefix="LAB27", title_es="Laboratorio")
    call_with(("residence", {"countries": ["BR"]}), slug="ajena", prefix="AJE27", title_es="Para otra gente")
    call_with(("residence", {"countries": ["LATAM"]}), "experience", slug="tal-vez", prefix="TAL27", title_es="Tal vez")
    call_with(("residence", {"countries": ["LATAM"]}), slug="cerrada", prefix="CER27", title_es="Ya cerró", opens=-9, closes=-1)
    make_call(slug="sin-reglas", prefix="SIN27", title_es="Sin revisión")
    call = call_with(("residence", {"countries": ["MX"]}), title_es="Nacional")
    answer = client.post(at(call), {"r0": "GT"})
    assert "Es para quien vive en México." in text_of(answer)
    assert [(other.title, other.fits) for other in answer.context["others"]] == [
        ("Laboratorio", True), ("Tal vez", False), ("Sin revisión", False), ("Cursos y clases magistrales", None),
    ]  # fmt: skip
    assert answer.context["others"][0].url == at(lab)
    english = client.post(at(call, "en"), {"r0": "GT"})
    assert "It is for people who live in Mexico." in text_of(english)


def test_what_is_left_out_is_no_no(client):
    call = call_with("residence", "self_ascription")
    answer = client.post(at(call), {"r0": "MX"})
    assert "Puede ser para ti" in text_of(answer)
    assert "Basta tu palabra: nadie te pide papeles." in text_of(answer)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Responde lo que puedas"),
        ({"r0": "XX"}, "Elige una de las respuestas de la lista."),
        ({"r0": "MX", "r1_0": "1", "r1_1": "3", "r1_2": "2999"}, "Ese día aún no llega."),
        ({"r0": "MX", "r1_0": "1", "r1_1": "3", "r1_2": "1850"}, "de eso hace más de 120 años"),
        ({"r0": "MX", "r1_0": "31", "r1_1": "2", "r1_2": "2000"}, "no existe"),
        ({"r2": "-4"}, "Escribe 0 o más."),
        ({"r2": "muchos"}, "Escribe un número entero"),
        ({"r2": "9" * 400}, "Escribe"),
    ],
)
def test_answers_that_cannot_be_are_told(client, data, sentence):
    call = call_with("residence", "age", "experience")
    answer = client.post(at(call), data)
    assert (answer.status_code, "outcome" in answer.context) == (200, False)
    assert sentence in text_of(answer)


def test_a_call_without_rules_has_no_check(client):
    assert client.get(at(make_call())).status_code == 404
    assert client.get("/es/convocatorias/ninguna/requisitos/").status_code == 404
    assert "¿Es para ti?" not in client.get("/es/convocatorias/convocatoria/").content.decode()


def test_the_call_page_leads_to_the_check(client):
    call = call_with("residence")
    assert client.get(f"/es/convocatorias/{call.slug}/").content.decode().count(f'href="{at(call)}"') == 2


def test_the_check_needs_the_token_of_its_form():
    call, client = call_with("residence"), Client(enforce_csrf_checks=True)
    page = client.get(at(call)).content.decode()
    assert client.post(at(call), {"r0": "MX"}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert client.post(at(call), {"r0": "MX", "csrfmiddlewaretoken": token}).status_code == 200


def forged(call):
    good = signing.dumps([call.pk, call.rules_version_id, {"residence": "MX"}], salt=SALT, compress=True)
    return {
        "none": "",
        "cut": good[:-1],
        "other salt": signing.dumps([call.pk, call.rules_version_id, {}], salt="receipt"),
        "another call's": signing.dumps([call.pk + 1, call.rules_version_id, {}], salt=SALT),
        "another shape": signing.dumps({"call": call.pk}, salt=SALT),
        "old": signing.TimestampSigner(salt=SALT).sign_object([call.pk, call.rules_version_id, {}])[:-60] + "x",
    }


@pytest.mark.parametrize("kind", ["none", "cut", "other salt", "another call's", "another shape", "old"])
def test_a_forged_result_is_refused_with_a_sentence(client, kind):
    call = call_with("residence")
    answer = client.post(at(call, more="empezar/"), {"checked": forged(call)[kind]})
    assert (answer.status_code, "sessionid" in client.cookies) == (400, False)
    assert "Hazla de nuevo: toma un minuto." in text_of(answer)


def test_a_result_lasts_two_hours(client, monkeypatch):
    call = call_with("residence")
    checked = client.post(at(call), {"r0": "MX"}).context["checked"]
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 7201)
    assert client.post(at(call, more="empezar/"), {"checked": checked}).status_code == 400


def test_against_a_no_one_says_why(client):
    call = call_with("residence")
    checked = client.post(at(call), {"r0": "GT"}).context["checked"]
    again = client.post(at(call, more="empezar/"), {"checked": checked, "explanation": "  "})
    assert (again.status_code, again.context["explanation"].errors["explanation"].as_data()[0].code) == (200, "required")
    long = client.post(at(call, more="empezar/"), {"checked": checked, "explanation": "voy " * 600})
    assert long.context["explanation"]["explanation"].value() == "voy " * 600
    assert "ahora hay 2399" in text_of(long)
    gone_on = client.post(at(call, more="empezar/"), {"checked": checked, "explanation": "Vivo a diez metros de la frontera."})
    assert (gone_on.status_code, gone_on["Location"]) == (302, f"/es/convocatorias/{call.slug}/solicitar/")
    assert client.get(at(call, more="empezar/"))["Location"] == at(call)


@pytest.mark.parametrize(
    ("kind", "config", "sentence"),
    [
        ("residence", {"countries": []}, "Countries"),
        ("residence", {"countries": ["MX", "XX"]}, "There is no country with the code “XX”."),
        ("residence", {"countries": 7}, "Countries"),
        ("residence", [], "cannot be read"),
        ("age", {"least": 40, "most": 30, "on": "2027-03-01"}, "The youngest age is above the oldest one."),
        ("age", {"on": "2027-03-01"}, "Write the youngest age, the oldest, or both."),
        ("age", {"least": 18, "on": "tomorrow"}, "On which day"),
        ("age", {"least": 18, "on": "0027-03-01"}, "Check the year of the day."),
        ("age", {"least": -3, "on": "2027-03-01"}, "Youngest"),
        ("entity", {"entities": ["77"]}, "States"),
        ("availability", {"first": "2027-06-01", "last": "2027-03-01"}, "The first day is after the last one."),
        ("experience", {"what": "shorts"}, "Write the least, the most, or both."),
        ("experience", {"what": "dreams", "least": 1}, "What is counted"),
        ("self_ascription", {"groups": ["martian"]}, "As"),
        ("declaration", {"wanted": "yes"}, "The question is missing."),
        ("magic", {}, "There is no kind of rule “magic”."),
    ],
)
def test_broken_rules_are_told_in_sentences(kind, config, sentence):
    with override("en"):
        assert sentence in " ".join(problems({"rules": [document(Rule(kind=kind, config=config))]}))


def test_a_call_with_broken_rules_is_not_published():
    call = make_call(published=False)
    add(call, "age", {"least": 40, "most": 30, "on": "2027-03-01"})
    add(call, "magic", {})
    with pytest.raises(NotPublishable, match="The youngest age is above the oldest one"):
        publish(call=call, by=None)
    assert RulesVersion.objects.count() == 0


def test_two_rules_that_ask_the_same_are_refused_and_so_is_a_long_list():
    call = call_with("residence")
    add(call, "residence")
    with pytest.raises(RulesBroken):
        publish_rules(call=call, by=None)
    call.rules.last().delete()
    for number in range(12):
        add(call, "declaration", ask_es=f"¿{number}?")
    with pytest.raises(RulesBroken):
        publish_rules(call=call, by=None)


def test_rules_are_frozen_with_their_words_and_never_change():
    from django.db import DatabaseError, transaction

    call = call_with("residence", "declaration")
    version = call.rules_version
    assert version.rules[0] == {
        "kind": "residence", "config": {"countries": ["MX", "CARIBE"]},
        "ask": {"es": "¿En qué país vives?", "en": "In which country do you live?"},
        "why": {
            "es": "Es para quien vive en México o el Caribe, las Guayanas y los territorios.",
            "en": "It is for people who live in Mexico or the Caribbean, the Guianas and territories.",
        },
    }  # fmt: skip
    assert version.rules[1]["ask"] == {"es": "¿Tienes equipo?", "en": "Do you have a team?"}
    with pytest.raises(DatabaseError), transaction.atomic():
        RulesVersion.objects.filter(pk=version.pk).update(sha256="")
    assert publish_rules(call=call, by=None) is None
    call.rules.all().delete()
    assert publish_rules(call=call, by=None).number == 2
    assert Client().get(at(call)).status_code == 404


def test_rules_that_changed_since_they_were_read_are_not_published():
    call = call_with("residence")
    add(call, "age")
    with pytest.raises(RulesChanged):
        publish_rules(call=call, by=None, confirmed="0" * 64)
    assert RulesVersion.objects.count() == 1
