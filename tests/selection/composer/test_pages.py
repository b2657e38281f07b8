import re
from datetime import timedelta

import pytest
from django.urls import reverse

from applicants.disclosure.composition.solve import TooHard
from applicants.disclosure.floors.compose import Answer
from applicants.disclosure.floors.models import FloorStated
from applicants.selection.composer import compose as verb
from applicants.selection.composer.models import Confirmation, Scenario, Vote
from applicants.selection.models import Decision
from fundportal.accounts.roles import Role
from fundportal.consents.models import Consent
from tests.review.make import make_member
from tests.selection.composer.rounds import applications_of, close, read, read_round

pytestmark = pytest.mark.django_db
POINTS = (90, 80, 70, 60, 50, 40)


@pytest.fixture
def round():
    return read_round(POINTS)


@pytest.fixture
def staff(client, sign_in):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(language="en")


def editor(round):
    return reverse("admin:round_compose", args=[round.pk])


def whole(**more):
    return {"name": "First", "places": "3", "band": "0", **more}


def rule(place, what, number, *codes, side="least", **more):
    return {f"r{place}-what": what, f"r{place}-codes": codes, f"r{place}-side": side, f"r{place}-number": number, **more}


def composed(client, round, **sent):
    answer = client.post(editor(round), {**whole(), "compose": "1", **sent})
    assert answer.status_code == 302, answer.context_data["editor"].whole.errors
    return Scenario.objects.latest("pk")


def show(client, scenario, **query):
    return client.get(reverse("admin:scenario", args=[scenario.pk]), query)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_rows_are_added_and_dropped_and_keep_what_was_typed(client, round, staff):
    page = client.post(editor(round), {**whole(name="Half"), "what": "stage", "add": "1"})
    assert [row.countable.key for row in page.context_data["editor"].rules] == ["stage"]
    sent = {**whole(name="Half"), **rule(0, "stage", "2", "script"), "what": "state", "add": "1", "n0-folio": "x", "n0-why": "y"}
    page = client.post(editor(round), sent)
    rows = page.context_data["editor"].rules
    assert [(row.countable.key, row["codes"].value(), row["number"].value()) for row in rows] == [
        ("stage", ["script"], "2"),
        ("state", None, None),
    ]
    assert 'value="Half"' in page.content.decode()
    assert [row["folio"].value() for row in page.context_data["editor"].named] == ["x", None, None]
    del sent["add"]
    page = client.post(editor(round), {**sent, **rule(1, "state", "1", "20"), "drop": "r0"})
    assert [(row.countable.key, row["number"].value()) for row in page.context_data["editor"].rules] == [("state", "1")]
    assert Scenario.objects.count() == 0


def test_a_row_beyond_the_limits_is_said(client, round, staff, monkeypatch):
    monkeypatch.setattr("applicants.selection.composer.forms.MOST_RULES", 1)
    monkeypatch.setattr("applicants.selection.composer.forms.MOST_NAMED", 3)
    sent = {**whole(), **rule(0, "stage", "1", "script"), **{f"n{place}-why": "y" for place in (0, 2)}}
    page = client.post(editor(round), {**sent, "more": "1", "n0-folio": "x", "n2-folio": "y"})
    assert [row.prefix for row in page.context_data["editor"].named] == ["n0", "n2", "n1"]  # a gap is a row as well
    page = client.post(editor(round), {**sent, "what": "state", "add": "1", **{f"n{place}-folio": "x" for place in range(3)}})
    assert len(page.context_data["editor"].rules) == 1
    assert (
        page.content.decode().count('class="errornote"') == 2 and "1 rules at most" in text(page) and "3 applications at most" in text(page)
    )


def test_a_plan_is_composed_and_shown_with_prices(client, round, staff):
    last = applications_of(round)[-1]
    made = composed(
        client, round, **rule(0, "stage", "2", "script"), **{"n0-folio": last.folio.lower(), "n0-way": "in", "n0-why": "Needed"}
    )
    assert made.plan.pins == {last.pk: "Needed"}
    page = text(show(client, made))
    assert "210.0 points, 3 places" in page
    assert "At least 2 with “stage?”: Script 2 0.0" in page
    assert f"{last.folio} is set: Needed 20.0" in page
    assert "It decides nothing: each application is confirmed by a person." in page


def test_what_is_wrong_is_told_at_once_and_kept(client, round, staff):
    sent = {
        **whole(places="0"),
        "compose": "1",
        **rule(0, "stage", "0"),
        "n0-folio": "NOPE-1",
        "n0-why": "x",
        "n1-folio": applications_of(round)[0].folio,
    }
    page = client.post(editor(round), sent)
    assert page.status_code == 400
    found = text(page)
    for sentence in (
        "Ensure this value is greater than or equal to 1.",
        "Tick at least one answer.",
        "A floor of none is no rule.",
        "This folio is not among the applications of the round that can be decided.",
        "Say why: it stays with the scenario.",
    ):
        assert sentence in found
    assert Scenario.objects.count() == 0


def test_one_application_stands_in_one_row(client, round, staff):
    folio = applications_of(round)[0].folio
    rows = {f"n{n}-{name}": value for n in (0, 1) for name, value in (("folio", folio), ("way", "in"), ("why", "x"))}
    page = client.post(editor(round), {**whole(), "compose": "1", **rows})
    assert (page.status_code, "This application stands in two rows." in text(page)) == (400, True)


def test_the_impossible_is_a_page_that_names_the_rules(client, round, staff):
    sent = {**whole(), "compose": "1", **rule(0, "stage", "2", "idea"), **rule(1, "stage", "2", "script"), **rule(2, "state", "1", "07")}
    page = client.post(editor(round), sent)
    assert (page.status_code, Scenario.objects.count()) == (409, 0)
    assert page.context_data["impossible"] == [
        "There are 3 places",
        "At least 2 with “stage?”: Idea (3 candidates fit that)",
        "At least 2 with “stage?”: Script (3 candidates fit that)",
    ]
    assert [row["number"].value() for row in page.context_data["editor"].rules] == ["2", "2", "1"]


def test_why_not_this_one(client, round, staff):
    first, second, third, fourth, *_rest, last = applications_of(round)
    made = composed(
        client,
        round,
        **rule(0, "stage", "2", "script", side="most"),
        **{"n0-folio": last.folio, "n0-way": "out", "n0-why": "Once is enough"},
    )
    page = text(show(client, made, why=fourth.folio))
    assert f"With it the best cohort has 10.0 points less. Out would go: {third.folio}." in page
    page = text(show(client, made, why=last.folio))
    assert f"It cannot come in beside these: {last.folio} is left out: Once is enough" in page
    assert "It is in the best cohort by the open rules." in text(show(client, made, why=first.folio))
    assert "This folio is not among" in text(show(client, made, why="x"))
    read(round, second, 0)
    page = text(show(client, made, why=fourth.folio))
    assert "have changed since it was composed" in page
    assert "Out would go" not in page


def test_the_editor_starts_from_a_scenario_with_one_more_set(client, round, staff):
    last = applications_of(round)[-1]
    made = composed(client, round, **rule(0, "stage", "2", "script"))
    page = client.get(editor(round), {"from": made.pk, "in": last.folio})
    found = page.context_data["editor"]
    assert [(row["codes"].value(), row["side"].value(), row["number"].value()) for row in found.rules] == [(["script"], "least", 2)]
    assert [row["folio"].value() for row in found.named] == [last.folio, None, None]
    again = composed(client, round, **{"from": made.pk, "name": "Second", "n0-folio": last.folio, "n0-way": "in", "n0-why": "Needed"})
    assert (again.parent, again.number) == (made, 2)


def test_votes_are_given_on_the_page(client, round, staff):
    made, first = composed(client, round), applications_of(round)[0]
    address = reverse("admin:scenario", args=[made.pk])
    assert client.post(address, {"stand": "against"}).status_code == 400
    client.post(address, {"stand": "for", "reason": "Broad"})
    client.post(address, {"stand": "against", "reason": "Too alike", "folio": first.folio})
    assert list(Vote.objects.order_by("pk").values_list("application", "stand", "reason")) == [
        (None, "for", "Broad"),
        (first.pk, "against", "Too alike"),
    ]
    page = text(show(client, made))
    assert "Broad" in page
    assert f"{first.folio} against Too alike" in page
    assert "1 / 0" in text(client.get(reverse("admin:round_composer", args=[round.pk])))


def test_one_is_confirmed_by_hand_and_nothing_is_chosen_beforehand(client, round, staff):
    made, first = composed(client, round), applications_of(round)[0]
    address = reverse("admin:scenario_confirm", args=[made.pk, first.pk])
    page = client.get(address)
    assert " checked" not in page.content.decode()
    assert client.post(address, {"confirm": "1"}).status_code == 400
    assert (Decision.objects.count(), Confirmation.objects.count()) == (0, 0)
    client.post(address, {"confirm": "1", "outcome": "select", "reason": "All agreed"})
    assert list(Decision.objects.values_list("application", "outcome")) == [(first.pk, "select")]
    assert "confirmed" in text(show(client, made))
    late = {"confirm": "1", "outcome": "decline", "seen": page.context_data["seen"]}
    assert client.post(address, late).status_code == 409
    assert Decision.objects.get().outcome == "select"
    assert client.post(address, {**late, "seen": client.get(address).context_data["seen"]}).status_code == 302
    assert Decision.objects.get().outcome == "decline"
    assert "1 · First: select" in text(client.get(address))
    assert Confirmation.objects.count() == 2
    foreign = applications_of(read_round((50,), places=1))[0]
    assert client.get(reverse("admin:scenario_confirm", args=[made.pk, foreign.pk])).status_code == 404


def test_scenarios_stand_side_by_side(client, round, staff):
    first = composed(client, round)
    second = composed(client, round, name="Second", **rule(0, "stage", "2", "script"))
    address = reverse("admin:round_compare", args=[round.pk])
    assert client.get(address, {"s": [first.pk]}).status_code == 302
    page = client.get(address, {"s": [first.pk, second.pk, 987654, "x"]})
    assert page.context_data["rules"] == [("At least 2 with “stage?”: Script", ["–", "2; costs 10.0"])]
    _first, _second, third, fourth, *_rest = applications_of(round)
    assert [(folio, within) for folio, _person, _points, within in page.context_data["people"]] == [
        (third.folio, [True, False]),
        (fourth.folio, [False, True]),
    ]
    assert page.context_data["in_all"] == 2


def state_floor(round):
    said = {"sentence_es": "Para integrar.", "sentence_en": "To compose.", "law": "z"}
    FloorStated.objects.create(call=round.call, subject="speaks", at=round.call.opens_at - timedelta(1), **said)


def test_what_is_said_of_floors_on_self_descriptions(client, round, staff):
    state_floor(round)
    close(round)
    page = client.get(editor(round))
    assert "To compose." in page.content.decode()
    made = composed(client, round, **{"r0-what": "self:speaks", "r0-codes": ["yes"], "r0-number": "5"})
    assert made.plan.rules[0].is_floor
    page = text(show(client, made))
    assert "Self-descriptions: not answered. Too few places are left open" in page
    assert "not answered –" in page
    assert (
        "A proposal: the best cohort by the open rules below, proved. The floors on what people say about themselves are not kept in it"
        in page
    )


@pytest.mark.parametrize(
    ("answer", "what", "row"),
    [
        (Answer(None), "The floors on what people say about themselves are not kept in it", "points less"),
        (Answer(frozenset()), "not the best cohort, but one drawn by lot among all that keep the rules below", "points more"),
    ],
)
def test_a_scenario_with_floors_says_what_it_is_and_compares_with_itself(client, staff, monkeypatch, answer, what, row):
    round = read_round((90, 80, 79), places=2)
    close(round)
    state_floor(round)
    first, second, third = applications_of(round)
    drawn = answer.chosen is not None
    monkeypatch.setattr(verb, "compose_with_floors", lambda **more: Answer(frozenset({first.pk, third.pk})) if drawn else answer)
    made = composed(client, round, places="2", band="1", **{"r0-what": "self:speaks", "r0-codes": ["yes"], "r0-number": "5"})
    page = text(show(client, made))
    assert what in page and "proved to be the best by them" not in page
    out, into = (third, second) if drawn else (second, third)
    assert f"1.0 {row}: without {out.folio}, with {into.folio}" in page
    assert "Nothing is said of whether they meet the floors on self-descriptions: there is 1." in page


def test_how_many_are_as_good_is_counted_or_said_not_to_be(client, staff):
    page = text(show(client, composed(client, read_round([70] * 12, places=2), places="2")))
    assert "A proposal: the best cohort by the rules below, proved. It decides nothing" in page
    assert "there are 65 in all, of which 24 are listed" in page
    assert "in all within the band" not in page
    page = text(show(client, composed(client, read_round([90, *[70] * 24], places=4), places="4")))
    assert "there are at least 500; they were not counted to the end. 24 are listed" in page
    assert page.count("in all within the band") == 1


def test_what_takes_too_long_keeps_all_that_was_typed(client, round, staff, monkeypatch):
    def give_up(*_asked, **_more):
        raise TooHard

    monkeypatch.setattr(verb, "solve", give_up)
    page = client.post(editor(round), {**whole(name="Mine"), "compose": "1", **rule(0, "stage", "2", "script")})
    assert (page.status_code, Scenario.objects.count()) == (409, 0)
    assert "What you stated stands below as you typed it." in text(page)
    [row] = page.context_data["editor"].rules
    assert (row["number"].value(), row["codes"].value(), 'value="Mine"' in page.content.decode()) == ("2", ["script"], True)


def test_sensitive_rules_need_their_ground(client, staff):
    round = read_round((90, 80), answers=[{"ascribed": True}, {"ascribed": True}], places=1)
    for application in applications_of(round):
        Consent.objects.create(
            person=application.applicant, notice=round.call.notice, purpose="sensitive", about=application.folio, notice_sha256="0" * 64, wording="x",
            language="es-mx", authentication="code",
        )  # fmt: skip
    sent = {**whole(places="1"), "compose": "1", **rule(0, "ascribed", "1", "true")}
    assert client.post(editor(round), sent).status_code == 400
    made = composed(client, round, places="1", **rule(0, "ascribed", "1", "true"), **{"r0-ground": "Call, point 4"})
    assert made.plan.rules[0].ground == "Call, point 4"


def test_who_has_a_part_sees_nothing_of_it(client, round, staff):
    made = composed(client, round)
    make_member(applications_of(round)[0], staff)
    for name, args in (
        ("round_composer", [round.pk]),
        ("round_compose", [round.pk]),
        ("round_compare", [round.pk]),
        ("scenario", [made.pk]),
    ):
        assert client.get(reverse(f"admin:{name}", args=args)).status_code == 403


@pytest.mark.parametrize("more", [1, 6])
def test_statements_do_not_grow_with_applications(client, staff, more, django_assert_num_queries):
    round = read_round([50 + number for number in range(6 * more)])
    made = composed(client, round)
    composed(client, round, name="Second", places="2")
    for name, args, statements in (("scenario", [made.pk], 14), ("round_composer", [round.pk], 8), ("round_compose", [round.pk], 12)):
        with django_assert_num_queries(statements):
            client.get(reverse(f"admin:{name}", args=args))


def test_a_reviewer_does_not_come_in(client, round, sign_in):
    sign_in(Role.REVIEWER)
    assert client.get(reverse("admin:round_composer", args=[round.pk])).status_code == 403
