"""The check of requirements on its way into an application, what staff see of it, and what a change of the rules does."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from applicants.applications.eligibility.models import RequirementsCheck
from applicants.applications.models import Application
from applicants.calls.eligibility.models import Rule
from applicants.calls.eligibility.publish import publish_rules, turning
from applicants.calls.eligibility.versions import build
from applicants.calls.models import Call
from fundportal.accounts.erase import erase
from fundportal.accounts.models import Membership, User
from fundportal.consents.models import Consent
from tests.applications.build import COMPLETE, client_of, hand_in, make_call, make_draft, make_person
from tests.applications.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_desk")]
BOTH = {"evaluate": "on", "sensitive": "on"}
RULES = {"residence": {"countries": ["MX"]}, "self_ascription": {"groups": ["indigenous"]}}


@pytest.fixture
def _desk(settings):
    settings.SAMPLE_LOGINS = True


def call_with(*kinds, sensitive=True, **more):
    from tests.applications.build import PLAIN, question, section

    call = make_call([*PLAIN, section("more", question("people", required=False, sensitive=True))] if sensitive else PLAIN, **more)
    for kind in kinds or RULES:
        Rule.objects.create(call=call, kind=kind, config=RULES[kind])
    publish_rules(call=call, by=None)
    return Call.objects.get(pk=call.pk)


def check(client, call, explanation="", **answers):
    """Through the public page up to the start of the application."""
    at = f"/es/convocatorias/{call.slug}/requisitos/"
    outcome = client.post(at, answers)
    return client.post(f"{at}empezar/", {"checked": outcome.context["checked"], "explanation": explanation})


def start(client, call, data=None):
    return client.post(f"/es/convocatorias/{call.slug}/solicitar/", {"evaluate": "on"} if data is None else data)


def staff_client(role="coordinator"):
    person = User.objects.create_user(f"{role}-ccc@sample.invalid", is_staff=True)
    Membership.objects.create(user=person, program_code="ccc", role=role)
    return client_of(person)


def test_what_was_answered_comes_along_through_signing_in():
    call, client, person = call_with("residence"), Client(), make_person()
    assert check(client, call, r0="MX")["Location"] == f"/es/convocatorias/{call.slug}/solicitar/"
    client.force_login(person, backend="fundportal.accounts.backends.PortalBackend")
    page = client.get(f"/es/convocatorias/{call.slug}/solicitar/").content.decode()
    assert "para no preguntarte dos veces" in page
    start(client, call)
    kept = RequirementsCheck.objects.get()
    assert (kept.application.applicant, kept.version_id, kept.answers, kept.result, kept.explanation) == (
        person, call.rules_version_id, {"residence": "MX"}, "fits", "",
    )  # fmt: skip
    assert "eligibility" not in client.session


def test_a_no_is_overridden_by_the_person_and_staff_read_why():
    call, person = call_with("residence"), make_person()
    client = client_of(person)
    check(client, call, "Vivo a diez metros de la <frontera>.", r0="GT")
    assert "explicaste por qué solicitas" in client.get(f"/es/convocatorias/{call.slug}/solicitar/").content.decode()
    start(client, call)
    draft = Application.objects.get()
    assert (draft.state, draft.requirements_check.result) == ("draft", "not")
    make_answers(draft, person)
    page = staff_client().get(f"/admin/applicants/application/{draft.pk}/change/", headers={"accept-language": "es"})
    text = words(page)
    assert "Dice que no cumple, y explica." in text
    assert "Vivo a diez metros de la &lt;frontera&gt;." in page.content.decode()
    assert "Es para quien vive en México." in text


def make_answers(draft, person):
    from applicants.applications.draft.save import save_section
    from applicants.calls.form_versions import form_version

    for each in form_version(draft.form_version_id).sections:
        save_section(application_id=draft.pk, person=person, section=each, values=COMPLETE, at=timezone.now())
    hand_in(draft)


def test_who_does_no_check_is_stopped_by_nothing():
    call = call_with("residence")
    client = client_of(make_person())
    page = client.get(f"/es/convocatorias/{call.slug}/solicitar/").content.decode()
    assert "¿No sabes si es para ti?" in page
    assert start(client, call).status_code == 302
    assert (Application.objects.count(), RequirementsCheck.objects.count()) == (1, 0)


def test_who_has_a_draft_may_check_again_and_the_last_word_stands():
    call, person = call_with("residence"), make_person()
    draft, client = make_draft(call, person), client_of(person)
    assert check(client, call, "Porque sí.", r0="GT").status_code == 302
    assert client.get(f"/es/convocatorias/{call.slug}/solicitar/")["Location"] == f"/es/solicitudes/{draft.folio}/"
    assert RequirementsCheck.objects.get().result == "not"
    check(client, call, r0="MX")
    kept = RequirementsCheck.objects.get()
    assert (kept.result, kept.explanation) == ("fits", "")
    Application.objects.filter(pk=draft.pk).update(state="withdrawn")
    check(client, call, "Otra vez.", r0="GT")
    assert RequirementsCheck.objects.get().result == "fits"


@pytest.mark.parametrize(("consents", "answers", "result"), [(BOTH, {"residence": "MX", "self_ascription": "neither"}, "not"), ({"evaluate": "on"}, {"residence": "MX"}, "open")])  # fmt: skip
def test_how_one_sees_oneself_is_kept_only_with_consent(consents, answers, result):
    call, client = call_with(), client_of(make_person())
    check(client, call, "Lo explico.", r0="MX", r1="neither")
    page = client.get(f"/es/convocatorias/{call.slug}/solicitar/").content.decode()
    assert "solo se guarda si abajo das permiso" in page
    start(client, call, consents)
    kept = RequirementsCheck.objects.get()
    assert (kept.answers, kept.result) == (answers, result)


def test_a_consent_that_is_taken_back_takes_the_answer_along():
    from applicants.applications.consents.take_back import take_back

    call, person = call_with(), make_person()
    client = client_of(person)
    check(client, call, r0="MX", r1="indigenous")
    start(client, call, BOTH)
    assert RequirementsCheck.objects.get().answers == {"residence": "MX", "self_ascription": "indigenous"}
    take_back(application=Application.objects.get(), person=person, purpose="sensitive")
    kept = RequirementsCheck.objects.get()
    assert (kept.answers, kept.result) == ({"residence": "MX"}, "open")
    assert Consent.objects.filter(purpose="sensitive", withdrawn_at=None).count() == 0


def test_what_another_call_was_answered_does_not_come_along():
    one, other, client = call_with("residence"), call_with("residence"), client_of(make_person())
    check(client, one, r0="MX")
    start(client, other)
    assert RequirementsCheck.objects.count() == 0


def test_a_check_that_was_carried_for_too_long_is_dropped():
    call, client = call_with("residence"), client_of(make_person())
    check(client, call, r0="MX")
    session = client.session
    session["eligibility"] = {**session["eligibility"], "at": (timezone.now() - datetime.timedelta(hours=3)).isoformat()}
    session.save()
    start(client, call)
    assert RequirementsCheck.objects.count() == 0


def test_erasing_takes_the_check_along():
    call, person = call_with("residence"), make_person()
    client = client_of(person)
    check(client, call, "Lo explico.", r0="GT")
    start(client, call)
    make_answers(Application.objects.get(), person)
    erase(person=person)
    assert (Application.objects.count(), RequirementsCheck.objects.count()) == (1, 0)


def changed(call, countries):
    Rule.objects.filter(call=call, kind="residence").update(config={"countries": countries})
    return build(call)


def test_a_change_of_the_rules_throws_nobody_out(django_assert_num_queries):
    call, person, other = call_with("residence"), make_person(), make_person()
    client, second = client_of(person), client_of(other)
    for each in (client, second):
        check(each, call, r0="MX")
        start(each, call)
    draft = Application.objects.get(applicant=person)
    sent = Application.objects.get(applicant=other)
    make_answers(sent, other)
    desk = staff_client()
    document = changed(call, ["GT"])
    assert turning(call, document) == ([sent.folio], 1)
    at = f"/admin/applicants/call/{call.pk}/rules/publish/"
    page = desk.get(at, headers={"accept-language": "en"})
    assert "2 people who were told that the call is for them would not be told so by the new rules." in words(page)
    assert (sent.folio in page.content.decode(), draft.folio in page.content.decode()) == (True, False)
    assert desk.post(at, {"confirmed": "no"}).status_code == 302
    call.refresh_from_db()
    assert call.rules_version.number == 1
    assert desk.post(at, {"confirmed": page.context["confirmed"]}).status_code == 302
    call.refresh_from_db()
    assert call.rules_version.number == 2
    tasks = f"/es/solicitudes/{draft.folio}/"
    client.get(tasks)
    with django_assert_num_queries(2):
        page = client.get(tasks)
    assert "Los requisitos de esta convocatoria cambiaron desde que los revisaste." in page.content.decode()
    kept = RequirementsCheck.objects.get(application=draft)
    assert (kept.result, kept.version.number, Application.objects.get(pk=draft.pk).state) == ("fits", 1, "draft")
    make_answers(draft, person)
    assert Application.objects.get(pk=draft.pk).state == "submitted"
    panel = words(desk.get(f"/admin/applicants/application/{sent.pk}/change/", headers={"accept-language": "en"}))
    assert "The rules have changed since. By version 2: It is for people who live in Guatemala." in panel


def test_the_task_list_of_others_costs_what_it_did(django_assert_num_queries):
    call, person = call_with("residence"), make_person()
    client = client_of(person)
    draft = make_draft(call, person)
    changed(call, ["GT"])
    publish_rules(call=call, by=None)
    client.get(f"/es/solicitudes/{draft.folio}/")
    with django_assert_num_queries(2):
        page = client.get(f"/es/solicitudes/{draft.folio}/")
    assert "cambiaron desde" not in page.content.decode()


def test_lists_count_what_people_say_and_screening_reads_it():
    call = call_with("residence")
    for number, country in enumerate(["MX", "GT", "MX"]):
        person = make_person()
        client = client_of(person)
        if number < 2:
            check(client, call, "Vivo en la frontera.", r0=country)
        start(client, call)
        make_answers(Application.objects.get(applicant=person), person)
    desk = staff_client()
    listed = desk.get(f"/admin/applicants/application/?call={call.pk}")
    assert [count for _label, count, _link in listed.context["says"]] == [1, 1]
    for said, expected in (("fits", 1), ("not", 1), ("none", 1), ("open", 0), ("x", 0)):
        assert desk.get(f"/admin/applicants/application/?says={said}").context["cl"].result_count == expected
    ids = ",".join(str(pk) for pk in Application.objects.values_list("pk", flat=True))
    Call.objects.update(is_sample=True)
    page = words(desk.get(f"/admin/applicants/application/screening/in/?ids={ids}", headers={"accept-language": "en"}))
    assert len(re.findall("says that they", page)) == 2
    assert "says that they do not, and explains: “Vivo en la frontera.”" in page
