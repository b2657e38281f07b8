import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from applicants.calls.form_versions import build, form_version
from applicants.calls.models import Call, Extension, Question, Section
from applicants.calls.questions import question_types
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from programs.cohorts.load import load_initiatives
from programs.models import Cohort
from tests.calls.make import make_call, make_notice, write_section
from tests.calls.questions import EVERY_KIND, question
from tests.calls.staff import signed_in, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_desk")]
PAGES = ("form", "preview", "publish", "extend", "new_section")


@pytest.fixture
def client():
    return signed_in(staff(Role.COORDINATOR, "ccc"))


def at(name, *args):
    return reverse(f"admin:applicants_call_{name}", args=args)


def confirming(client, call):
    """What the page of confirmation sends along."""
    return {"confirmed": client.get(at("publish", call.pk)).context["confirmed"]}


def test_a_call_is_set_up_from_nothing_to_public(client):
    load_initiatives()
    notice = make_notice("ccc")
    cohort = Cohort.objects.get(slug="asistentes-de-produccion-1")
    data = {
        **dict.fromkeys(
            ["title_es", "title_en", "summary_es", "summary_en", "who_es", "who_en", "needs_es", "needs_en", "decided_es", "decided_en"],
            "Texto",
        ),
        "cohort": cohort.pk,
        "slug": "nueva",
        "folio_prefix": "NUE27",
        "time_zone": "America/Cancun",
        "opens_at": "2099-01-01T09:00",
        "closes_at": "2099-02-01T18:00",
        "grace_minutes": 30,
        "outage_minutes": 10,
        "decision_by": "2099-03-01",
        "offer_days": 7,
        "minutes": 40,
        "notice": notice.pk,
    }
    response = client.post(at("add"), data)
    assert response.status_code == 302, re.findall(r'class="errorlist.*?</ul>', response.content.decode())
    call = Call.objects.get(slug="nueva")
    assert call.closes_at == datetime.datetime(2099, 2, 1, 23, 0, tzinfo=datetime.UTC)
    assert 'value="2099-02-01T18:00"' in client.get(at("change", call.pk)).content.decode()

    assert client.post(at("new_section", call.pk), {"title_es": "Sobre ti", "title_en": "About you"}).status_code == 302
    section = Section.objects.get()
    assert section.key == "sobre_ti"
    added = {"label_es": "¿Cómo te llamas?", "label_en": "Your name?", "required": "on", "tier": 1, "config-max_chars": 80}
    assert client.post(at("new_question", call.pk, section.pk, "short_text"), added).status_code == 302
    asked = Question.objects.get()
    assert (asked.key, asked.kind, asked.config, asked.tier) == ("como_te_llamas", "short_text", {"max_chars": 80}, 1)

    assert client.post(at("publish", call.pk), confirming(client, call)).status_code == 302
    call.refresh_from_db()
    assert call.status == Call.Status.PUBLISHED
    assert [*form_version(call.form_version_id).questions] == ["como_te_llamas"]
    assert Entry.objects.filter(verb="call_published", actor_email__startswith="coordinator").count() == 1


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_type_can_be_added_and_edited_without_a_change(client, kind):
    call = make_call(published=False)
    section = call.sections.get()
    assert client.get(at("new_question", call.pk, section.pk, kind)).status_code == 200
    stored = Question.objects.create(section=section, key="x", kind=kind, label_es="¿X?", label_en="X?", config=EVERY_KIND[kind], order=9)
    settings = question_types()[kind].config_form(prefix="config", initial=question_types()[kind].config_form.from_config(EVERY_KIND[kind]))
    posted = {bound.html_name: bound.value() for bound in settings if bound.value() not in (None, False)}
    page = client.get(at("question", call.pk, stored.pk))
    assert page.status_code == 200
    assert "style=" not in page.content.decode()
    response = client.post(at("question", call.pk, stored.pk), {"label_es": "¿X?", "label_en": "X?", "tier": 0, "key": "x", **posted})
    assert response.status_code == 302
    stored.refresh_from_db()
    assert {name: value for name, value in stored.config.items() if value is not False} == EVERY_KIND[kind]


def test_wrong_settings_are_told_at_their_field(client):
    call = make_call(published=False)
    response = client.post(
        at("new_question", call.pk, call.sections.get().pk, "choice"),
        {"label_es": "¿X?", "label_en": "X?", "tier": 0, "config-options": "solo"},
    )
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert Question.objects.count() == 2


def test_keys_stay_once_published(client):
    call = make_call()
    asked = Question.objects.get(key="name")
    client.post(
        at("question", call.pk, asked.pk), {"label_es": "Otro", "label_en": "Other", "tier": 0, "key": "changed", "config-max_chars": 10}
    )
    asked.refresh_from_db()
    assert (asked.key, asked.label_es) == ("name", "Otro")


def test_the_form_page_says_when_applicants_see_an_older_form(client):
    call = make_call()
    assert "has changed since" not in client.get(at("form", call.pk), headers={"accept-language": "en"}).content.decode()
    before = client.get(at("publish", call.pk)).content.decode()
    assert 'type="submit" class="default"' not in before
    Question.objects.filter(key="why").update(label_es="Otra")
    assert "has changed since" in client.get(at("form", call.pk), headers={"accept-language": "en"}).content.decode()
    assert 'type="submit" class="default"' in client.get(at("publish", call.pk)).content.decode()
    client.post(at("publish", call.pk), confirming(client, call))
    assert Call.objects.get().form_version.number == 2


def test_what_was_changed_after_it_was_read_is_not_published(client):
    call = make_call(published=False)
    read = confirming(client, call)
    Question.objects.filter(key="why").update(label_es="Otra")
    page = client.post(at("publish", call.pk), read, follow=True, headers={"accept-language": "en"}).content.decode()
    assert "Nothing was published: read it again." in page
    assert Call.objects.get().status == "draft"


def test_before_publishing_staff_read_what_reviewers_will_see(client):
    call = make_call(question("short_text", "name", tier=1), question("long_text", "why"), published=False)
    tiers = client.get(at("publish", call.pk), headers={"accept-language": "en"}).context["tiers"]
    assert tiers == [("always shown", ["Question why"]), ("hidden with names and contacts", ["Question name"])]
    new = [
        client.get(at("new_question", call.pk, call.sections.get().pk, kind)).context["form"]["tier"].value()
        for kind in ("people", "long_text")
    ]
    assert new == [1, 0]


@pytest.mark.parametrize(("label", "key"), [("¿Acción?", "accion2"), ("Born 2", "born2"), ("born", "born2"), ("Nombre", "nombre")])
def test_a_key_is_never_the_name_of_another_control(client, label, key):
    call = make_call(question("date", "born"), published=False)
    added = {"label_es": label, "label_en": label, "tier": 0, "config-max_chars": 80}
    address = at("new_question", call.pk, call.sections.get().pk, "short_text")
    assert client.post(address, {**added, "key": "born_2"}).status_code == 200
    assert client.post(address, added).status_code == 302
    assert Question.objects.exclude(key="born").get().key == key


def test_sections_and_questions_move_and_go(client):
    call = make_call(published=False)
    write_section(call, "two", [question("short_text", "extra", max_chars=5)], order=1)
    one, two = call.sections.all()
    client.post(at("form", call.pk), {"do": f"up-section-{two.pk}"})
    assert [section["key"] for section in build(call)["sections"]] == ["two", "one"]
    assert Entry.objects.get(verb="section_moved").detail == {"key": "two", "up": True}
    why = Question.objects.get(key="why")
    client.post(at("form", call.pk), {"do": f"up-question-{why.pk}"})
    assert [q["key"] for q in build(call)["sections"][1]["questions"]] == ["why", "name"]
    assert client.get(at("remove_question", call.pk, why.pk)).status_code == 200
    client.post(at("remove_question", call.pk, why.pk))
    assert not Question.objects.filter(key="why").exists()
    client.post(at("remove_section", call.pk, one.pk))
    assert [section["key"] for section in build(call)["sections"]] == ["two"]


def test_a_forged_button_changes_nothing(client):
    call = make_call(published=False)
    before = build(call)
    for do in ("", "up", "up-section-", "up-section-999999", "fly-section-1", "up-call-1", "up-question-x"):
        assert client.post(at("form", call.pk), {"do": do}).status_code in (302, 404)
    assert build(call) == before


def extension(later, **more):
    return {"closes_at": later.strftime("%Y-%m-%dT%H:%M"), "decision_by": "2099-01-01", "reason_es": "Por la tormenta", **more}


def test_a_deadline_is_extended_on_the_clock_of_the_call(client):
    call = make_call(time_zone="America/Cancun")
    later = (call.closes_at + datetime.timedelta(days=2)).astimezone(call.zone)
    page = client.get(at("extend", call.pk))
    assert f'value="{call.decision_by}"' in page.content.decode()
    response = client.post(at("extend", call.pk), extension(later))
    assert response.status_code == 302
    call.refresh_from_db()
    assert (call.closes_at, call.decision_by) == (later.replace(second=0), datetime.date(2099, 1, 1))
    assert Extension.objects.get().reason_es == "Por la tormenta"
    assert Entry.objects.get(verb="call_extended").detail["letters"] == 0


@pytest.mark.parametrize(("days", "more"), [(-30, {}), (60, {"decision_by": ""}), (60, {"decision_by": "2026-01-01"})])
def test_an_earlier_deadline_or_decision_is_refused_with_a_sentence(client, days, more):
    call = make_call()
    response = client.post(at("extend", call.pk), extension(call.closes_at + datetime.timedelta(days=days), **more))
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert Extension.objects.count() == 0


def test_the_dates_of_a_public_call_do_not_move_by_editing_it(client):
    call = make_call()
    page = client.get(at("change", call.pk)).content.decode()
    assert 'name="closes_at"' not in page
    assert 'name="slug"' not in page
    assert 'name="opens_at"' in page


def posted(client, call, **changes):
    """The change page of a call sent back with these changes: the fields in error, none when it was saved."""
    form = client.get(at("change", call.pk)).context["adminform"].form
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    response = client.post(at("change", call.pk), {**data, **changes})
    return set(response.context["adminform"].form.errors) if response.status_code == 200 else set()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("notice", lambda: make_notice(version=2, published=False).pk),
        ("notice", lambda: make_notice(version=2, purposes=["evaluate"]).pk),
        ("notice", lambda: ""),
        ("opens_at", lambda: "2099-01-01T09:00"),
    ],
)
def test_a_public_call_keeps_what_it_was_published_with(client, field, value):
    call = make_call(question("declaration", "self", sensitive=True))
    assert posted(client, call, **{field: value()}) in ({field}, {"__all__"})
    stored = Call.objects.get()
    assert (stored.notice_id, stored.decision_by, stored.opens_at) == (call.notice_id, call.decision_by, call.opens_at)
    assert posted(client, call, minutes=55, decision_by="2020-01-01") == set()  # that moves on a page of its own, with a reason
    assert Call.objects.get().decision_by == call.decision_by
    assert Call.objects.get().minutes == 55


def test_another_programmes_call_is_out_of_sight():
    call = make_call()
    foreign = signed_in(staff(Role.COORDINATOR, "amacc"))
    for name in PAGES:
        assert foreign.get(at(name, call.pk)).status_code == 404
        assert foreign.post(at(name, call.pk), {"do": "up-section-1"}).status_code == 404
    assert foreign.get(at("change", call.pk)).status_code == 302
    assert "Convocatoria nacional" not in foreign.get(at("changelist")).content.decode()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_other_roles_do_not_set_up_calls(role):
    call, other = make_call(), signed_in(staff(role, "ccc"))
    assert {other.get(at(name, call.pk)).status_code for name in PAGES} <= {403, 404}


def test_only_cohorts_and_notices_of_ones_own_programmes_are_offered(client):
    make_call()
    make_notice("amacc")
    page = client.get(at("add")).content.decode()
    assert "Asistentes de producción, convocatoria de 2024" in page
    assert "Generación de Nuevas fronteras" not in page
    assert "amacc v1" not in page


def test_a_row_of_another_call_is_not_reached_through_ones_own(client):
    mine, other = make_call(), make_call(slug="otra", prefix="OTR27", program="amacc")
    section = other.sections.get()
    for name in ("section", "kind", "remove_section"):
        assert client.get(at(name, mine.pk, section.pk)).status_code == 404
    for name in ("question", "remove_question"):
        assert client.get(at(name, mine.pk, section.questions.first().pk)).status_code == 404


def test_the_preview_speaks_both_languages_and_keeps_nothing(client):
    call = make_call(*(question(kind, kind, **config) for kind, config in EVERY_KIND.items()), published=False)
    assert "Pregunta money" in client.get(at("preview", call.pk)).content.decode()
    assert "Question money" in client.get(at("preview", call.pk) + "?in=en").content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_calls_does_not_ask_more_when_it_is_long(client, django_assert_max_num_queries, rows):
    for number in range(rows):
        make_call(slug=f"c{number}", prefix=f"CC{chr(65 + number // 10)}{number % 10}0")
    with django_assert_max_num_queries(15):
        assert client.get(at("changelist")).status_code == 200


def test_a_call_is_taken_down_and_shown_again(client):
    call = make_call()
    assert "stay" in client.get(at("archive", call.pk), headers={"accept-language": "en"}).content.decode()
    for do, status, public in (("archive", "archived", 404), ("archive", "archived", 404), ("restore", "published", 200)):
        assert client.post(at("archive", call.pk), {"do": do}).status_code == 302
        assert (Call.objects.get().status, Client().get("/es/convocatorias/convocatoria/").status_code) == (status, public)
    assert [*Entry.objects.filter(verb__in=["call_archived", "call_restored"]).order_by("pk").values_list("verb", flat=True)] == [
        "call_archived",
        "call_restored",
    ]


def test_a_draft_is_not_taken_down(client):
    call = make_call(published=False)
    assert client.get(at("archive", call.pk)).status_code == 302
    assert client.post(at("archive", call.pk), {"do": "archive"}).status_code == 409
