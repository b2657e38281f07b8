"""Staff write the rules of a call and publish them."""

import pytest
from django.urls import reverse

from applicants.calls.eligibility.kinds import rule_kinds
from applicants.calls.eligibility.models import Rule, RulesVersion
from applicants.calls.models import Call
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.calls.make import make_call
from tests.calls.staff import signed_in, staff
from tests.calls.test_eligibility import EVERY_RULE, WORDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_desk")]


@pytest.fixture
def client():
    return signed_in(staff(Role.COORDINATOR, "ccc"))


def at(name, *args):
    return reverse(f"admin:applicants_call_{name}", args=args)


def settings_of(kind, config):
    form = rule_kinds()[kind].config_form(prefix="config", initial=rule_kinds()[kind].config_form.from_config(config))
    return {bound.html_name: bound.field.prepare_value(bound.value()) for bound in form if bound.value() is not None}


def test_every_kind_can_be_written_and_edited_without_a_change(client):
    call = make_call(published=False)
    for kind, config in EVERY_RULE.items():
        words = WORDS if kind == "declaration" else {}
        assert client.get(at("new_rule", call.pk, kind)).status_code == 200
        answer = client.post(at("new_rule", call.pk, kind), {**settings_of(kind, config), **words})
        assert answer.status_code == 302, answer.context["settings"].errors
        row = Rule.objects.get(kind=kind)
        assert row.config == config
        page = client.get(at("rule", call.pk, row.pk))
        assert (page.status_code, "style=" in page.content.decode()) == (200, False)
        assert client.post(at("rule", call.pk, row.pk), {**settings_of(kind, row.config), **words}).status_code == 302
        row.refresh_from_db()
        assert row.config == config
    page = client.get(at("rules", call.pk), headers={"accept-language": "en"}).content.decode()
    assert "It is for people who live in Oaxaca or Chiapas." in page
    assert "Still to do" not in page
    assert [row.order for row in Rule.objects.order_by("pk")] == list(range(8))


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(client):
    call = make_call(published=False)
    answer = client.post(at("new_rule", call.pk, "residence"), {"config-countries": "MX XX"})
    assert "XX" in answer.context["settings"].errors["countries"][0]
    assert client.post(at("new_rule", call.pk, "declaration"), {"config-wanted": "yes"}).context["form"].errors["ask_es"]
    assert client.get(at("new_rule", call.pk, "magic")).status_code == 404
    assert Rule.objects.count() == 0


def test_rules_are_moved_and_taken_out(client):
    call = make_call(published=False)
    for order, kind in enumerate(("residence", "age", "entity")):
        Rule.objects.create(call=call, kind=kind, config=EVERY_RULE[kind], order=order)
    one, two, three = Rule.objects.all()
    for do in (f"up-{three.pk}", f"down-{one.pk}", f"up-{three.pk}", f"out-{two.pk}", "out-", "up-99x", "sideways-1"):
        client.post(at("rules", call.pk), {"do": do})
    assert list(Rule.objects.all()) == [three, one]
    assert client.post(at("rules", call.pk), {"do": "out-987654321"}).status_code == 404


def test_broken_rules_are_shown_and_cannot_be_published(client):
    call = make_call()
    Rule.objects.create(call=call, kind="age", config={"least": 9})
    Rule.objects.create(call=call, kind="magic", config=[])
    page = client.get(at("rules", call.pk), headers={"accept-language": "en"})
    assert "There is no kind of rule “magic”." in page.content.decode()
    page = client.get(at("publish_rules", call.pk), headers={"accept-language": "en"})
    assert "It cannot be published yet." in page.content.decode()
    client.post(at("publish_rules", call.pk), {"confirmed": page.context["confirmed"]})
    assert RulesVersion.objects.count() == 0


def test_rules_of_a_draft_go_public_with_the_call_and_later_by_themselves(client):
    call = make_call(published=False)
    Rule.objects.create(call=call, kind="residence", config={"countries": ["MX"]})
    assert client.get(at("publish_rules", call.pk))["Location"] == at("rules", call.pk)
    confirmed = client.get(at("publish", call.pk)).context["confirmed"]
    Rule.objects.create(call=call, kind="age", config=EVERY_RULE["age"], order=1)
    client.post(at("publish", call.pk), {"confirmed": confirmed})
    assert Call.objects.get().status == "draft"  # the rules are not those that were read
    client.post(at("publish", call.pk), {"confirmed": client.get(at("publish", call.pk)).context["confirmed"]})
    assert [rule["kind"] for rule in Call.objects.get().rules_version.rules] == ["residence", "age"]
    Rule.objects.filter(kind="age").delete()
    assert [rule["kind"] for rule in Call.objects.get().rules_version.rules] == ["residence", "age"]
    page = client.get(at("publish_rules", call.pk))
    client.post(at("publish_rules", call.pk), {"confirmed": page.context["confirmed"]})
    assert [rule["kind"] for rule in Call.objects.get().rules_version.rules] == ["residence"]
    assert [entry.detail["version"] for entry in Entry.objects.filter(verb="rules_published").order_by("pk")] == [1, 2]
