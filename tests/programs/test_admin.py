import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from fundportal.accounts.models import User
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from programs.cohorts.load import load_initiatives
from programs.models import Cohort, Enrolment, Guest, Organization, Partnership, Program, Session, Strand
from tests.calls.make import make_notice
from tests.calls.staff import signed_in, staff

pytestmark = pytest.mark.django_db
MODELS = ("program", "strand", "cohort", "session", "enrolment")


@pytest.fixture(autouse=True)
def _initiatives(settings):
    settings.SAMPLE_LOGINS = True
    load_initiatives()


@pytest.fixture
def client():
    return signed_in(staff(Role.COORDINATOR, "ccc"))


def at(model, what="changelist", *args):
    return reverse(f"admin:programs_{model}_{what}", args=args)


def rows():
    """One row of each model, of the CCC and of the AMACC."""
    found = {}
    for code in ("ccc", "amacc"):
        cohort = Cohort.objects.get(strand__program__code=code)
        person = User.objects.create_user(f"{code}@example.org", name=f"Persona {code}")
        session = Session.objects.create(
            cohort=cohort,
            title_es=f"Sesión {code}",
            title_en="",
            starts_at=timezone.now(),
            ends_at=timezone.now() + datetime.timedelta(hours=2),
        )
        enrolment = Enrolment.objects.create(cohort=cohort, person=person)
        found[code] = {
            "program": cohort.strand.program,
            "strand": cohort.strand,
            "cohort": cohort,
            "session": session,
            "enrolment": enrolment,
        }
    return found


def test_staff_meet_the_rows_of_their_programmes_only(client):
    found = rows()
    for model in MODELS:
        own, foreign = found["ccc"][model], found["amacc"][model]
        listed = [row.pk for row in client.get(at(model)).context["cl"].result_list]
        assert own.pk in listed
        assert foreign.pk not in listed
        for what in ("change", "history"):
            assert client.get(at(model, what, own.pk)).status_code == 200
            assert client.get(at(model, what, foreign.pk)).status_code == 302  # "does not exist": back to the index
        assert client.get(at(model, "delete", foreign.pk)).status_code in (302, 403)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_other_roles_see_none_of_it(role):
    client, found = signed_in(staff(role, "ccc")), rows()["ccc"]
    for model in (*MODELS, "organization", "guest"):
        row = found.get(model) or Organization.objects.first()
        assert client.get(at(model)).status_code == 403
        assert client.get(at(model, "change", row.pk)).status_code in (302, 403)


def test_who_reports_on_one_programme_and_manages_another_sees_the_latter():
    person = staff(Role.COORDINATOR, "ccc")
    person.memberships.create(program_code="amacc", role=Role.PR)
    listed = [row.slug for row in signed_in(person).get(at("cohort")).context["cl"].result_list]
    assert listed == ["asistentes-de-produccion-1"]


def test_a_session_is_written_on_the_clock_of_its_place(client):
    cohort = Cohort.objects.get(strand__program__code="ccc")
    data = {"cohort": cohort.pk, "kind": "course", "title_es": "Plan", "title_en": "Plan", "time_zone": "America/Tijuana"}
    response = client.post(at("session", "add"), {**data, "starts_at": "2027-01-15T10:00", "ends_at": "2027-01-15T13:00"})
    assert response.status_code == 302
    session = Session.objects.get()
    assert session.starts_at == datetime.datetime(2027, 1, 15, 18, 0, tzinfo=datetime.UTC)
    assert 'value="2027-01-15T10:00"' in client.get(at("session", "change", session.pk)).content.decode()
    assert Entry.objects.get(verb="session_added").program_code == "ccc"


def test_an_hour_that_the_clock_skips_is_refused(client):
    cohort = Cohort.objects.get(strand__program__code="ccc")
    data = {"cohort": cohort.pk, "kind": "course", "title_es": "Plan", "title_en": "Plan", "time_zone": "America/Tijuana"}
    response = client.post(at("session", "add"), {**data, "starts_at": "2027-03-14T02:30", "ends_at": "2027-03-14T04:00"})
    assert response.status_code == 200
    assert Session.objects.count() == 0


def test_a_foreign_cohort_is_neither_offered_nor_taken(client):
    foreign = Cohort.objects.get(strand__program__code="amacc")
    assert foreign.name not in client.get(at("session", "add")).content.decode()
    data = {"cohort": foreign.pk, "kind": "course", "title_es": "Plan", "title_en": "Plan", "time_zone": "America/Tijuana"}
    response = client.post(at("session", "add"), {**data, "starts_at": "2027-01-15T10:00", "ends_at": "2027-01-15T13:00"})
    assert response.status_code == 200
    assert Session.objects.count() == 0


def test_a_programme_is_edited_with_its_partners_and_strands(client):
    program = Program.objects.get(code="ccc")
    page = client.get(at("program", "change", program.pk))
    assert page.status_code == 200
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for formset in (inline.formset for inline in page.context["inline_admin_formsets"]):
        data |= {f"{formset.prefix}-{name}": formset.management_form[name].value() for name in formset.management_form.fields}
        data |= {
            f"{each.prefix}-{name}": "" if each[name].value() is None else each[name].value()
            for each in formset.initial_forms
            for name in each.fields
            if name != "DELETE"
        }
    response = client.post(at("program", "change", program.pk), {**data, "topics_es": "Uno\n\nDos ", "is_public": "on"})
    assert response.status_code == 302
    program.refresh_from_db()
    assert program.topics_es == ["Uno", "Dos"]
    assert program.code == "ccc"
    assert Entry.objects.get(verb="program_changed").detail == {"fields": ["topics_es"]}
    assert (Partnership.objects.filter(program=program).count(), Strand.objects.filter(program=program).count()) == (4, 2)


def test_programmes_are_made_and_rows_deleted_by_administrators(client):
    assert client.get(at("program", "add")).status_code == 403
    cohort = Cohort.objects.get(strand__program__code="ccc")
    assert client.get(at("cohort", "delete", cohort.pk)).status_code == 403
    admin = signed_in(staff(name="admin", superuser=True))
    assert admin.get(at("program", "add")).status_code == 200
    assert admin.get(at("cohort", "delete", cohort.pk)).status_code == 200


def test_places_taken_and_enrolments_are_not_typed(client):
    found = rows()["ccc"]
    assert 'name="taken"' not in client.get(at("cohort", "change", found["cohort"].pk)).content.decode()
    assert 'name="_save"' not in client.get(at("enrolment", "change", found["enrolment"].pk)).content.decode()
    assert client.get(at("enrolment", "add")).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_lists_do_not_ask_more_when_they_are_long(client, django_assert_max_num_queries, count):
    strand = Strand.objects.get(program__code="ccc", code="national-call")
    for number in range(count):
        cohort = Cohort.objects.create(strand=strand, ordinal=100 + number, slug=f"c{number}", name_es=f"C{number}", name_en="")
        Enrolment.objects.create(cohort=cohort, person=User.objects.create_user(f"p{number}@example.org"))
        Session.objects.create(
            cohort=cohort, title_es="S", title_en="", starts_at=timezone.now(), ends_at=timezone.now() + datetime.timedelta(hours=1)
        )
    for model in MODELS:
        with django_assert_max_num_queries(15):
            assert client.get(at(model)).status_code == 200


def test_places_below_those_taken_are_refused_with_a_sentence(client):
    cohort = Cohort.objects.get(strand__program__code="ccc")
    Cohort.objects.filter(pk=cohort.pk).update(taken=12)
    page = client.get(at("cohort", "change", cohort.pk))
    data = {name: value or "" for name, value in page.context["adminform"].form.initial.items()}
    response = client.post(at("cohort", "change", cohort.pk), {**data, "places": 11}, headers={"accept-language": "en"})
    assert (response.status_code, "More places are taken than that." in response.content.decode()) == (200, True)
    response = client.post(at("cohort", "change", cohort.pk), {**data, "ordinal": 1, "places": 12})
    assert (response.status_code, Cohort.objects.get(pk=cohort.pk).places) == (302, 12)


def test_a_guest_who_teaches_elsewhere_too_is_corrected_by_administrators(client):
    guest = Guest.objects.create(name="Elena Ruiz")
    assert client.post(at("guest", "change", guest.pk), {"name": "Elena Ruiz Cano"}).status_code == 302
    assert Entry.objects.get(verb="guest_changed").detail == {"fields": ["name"]}
    for code in ("ccc", "amacc"):
        rows_of = Cohort.objects.get(strand__program__code=code)
        now = timezone.now()
        Session.objects.create(
            cohort=rows_of, title_es="S", title_en="", starts_at=now, ends_at=now + datetime.timedelta(hours=1)
        ).guests.add(guest)
    assert client.post(at("guest", "change", guest.pk), {"name": "Otra"}).status_code == 403
    admin = signed_in(staff(name="admin", superuser=True))
    assert admin.post(at("guest", "change", guest.pk), {"name": "Elena Ruiz"}).status_code == 302


def test_a_partner_and_a_notice_leave_an_audit_row_when_they_change():
    admin = signed_in(staff(name="admin", superuser=True))
    partner, notice = Organization.objects.get(code="imcine"), make_notice(published=False)
    admin.post(
        at("organization", "change", partner.pk), {"code": "imcine", "acronym": "I", "name_es": "N", "name_en": "N", "sector": "public"}
    )
    page = reverse("admin:consents_notice_change", args=[notice.pk])
    form = admin.get(page).context["adminform"].form
    admin.post(page, {**{bound.html_name: bound.value() for bound in form if bound.value()}, "short_en": "Shorter."})
    assert {entry.verb: entry.detail["fields"] for entry in Entry.objects.filter(verb__endswith="_changed")} == {
        "organization_changed": ["name_es", "name_en", "acronym"],
        "notice_changed": ["short_en"],
    }
