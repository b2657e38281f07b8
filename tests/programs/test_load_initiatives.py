import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from programs.cohorts.load import load_initiatives
from programs.models import Cohort, Organization, Partnership, Program, Strand

pytestmark = pytest.mark.django_db


def test_the_facts_are_those_of_the_announcement():
    load_initiatives()
    assert [*Program.objects.values_list("code", "colour")] == [("amacc", "teal"), ("ccc", "amb"), ("morelia", "mag")]
    assert [*Strand.objects.order_by("program__order", "order").values_list("code", "mode", "unit")] == [
        ("course", "selection", "person"),
        ("courses", "open", "person"),
        ("national-call", "selection", "person"),
        ("lab", "selection", "project"),
    ]
    cohorts = {cohort.slug: (cohort.ordinal, cohort.places, cohort.starts_on, cohort.ends_on) for cohort in Cohort.objects.all()}
    assert cohorts == {
        "nuevas-fronteras-1": (1, 30, None, None),
        "asistentes-de-produccion-1": (1, 30, None, None),
        "laboratorio-morelia-2": (2, None, datetime.date(2024, 10, 16), datetime.date(2024, 10, 20)),
    }
    assert set(Organization.objects.filter(sector="public").values_list("code", flat=True)) == {"ccc", "cultura", "imcine"}
    assert [*Partnership.objects.filter(program__code="morelia").values_list("organization__code", "role")] == [
        ("ficm", "host"),
        ("netflix", "co_sponsor"),
    ]


def test_the_roles_are_those_of_the_announcement():
    load_initiatives()
    roles = Partnership.objects.filter(program__code="ccc").order_by("order").values_list("organization__code", "role")
    assert [*roles] == [("ccc", "partner"), ("netflix", "partner"), ("cultura", "collaborator"), ("imcine", "collaborator")]
    assert "30" not in Program.objects.get(code="ccc").kicker_es
    assert all("among others" in Program.objects.get(code=code).summary_en for code in ("amacc", "morelia"))


def test_loading_again_leaves_what_staff_have_edited_and_taken_away():
    first = load_initiatives()
    assert first == {"created": 7 + 3 + 10 + 4 + 3}
    Program.objects.filter(code="ccc").update(summary_es="otra cosa")
    Partnership.objects.filter(program__code="ccc", organization__code="imcine").delete()
    Cohort.objects.filter(strand__program__code="ccc").update(places=40, taken=35)
    assert load_initiatives() == {"kept": 3}
    assert (Program.objects.get(code="ccc").summary_es, Partnership.objects.count()) == ("otra cosa", 9)


def test_overwriting_is_asked_for_and_takes_no_place_away():
    load_initiatives()
    Program.objects.filter(code="ccc").update(summary_es="otra cosa")
    Cohort.objects.filter(strand__program__code="ccc").update(places=40, taken=35, venue_es="otra")
    call_command("load_initiatives", "--overwrite", stdout=StringIO())
    assert Program.objects.get(code="ccc").summary_es.startswith("Una serie de cursos")
    cohort = Cohort.objects.get(strand__program__code="ccc")
    assert (cohort.places, cohort.venue_es) == (40, "Nueva sede del CCC en Chapultepec")
    assert load_initiatives(overwrite=True)["created"] == 0


def test_a_programme_that_was_not_there_yet_is_written():
    load_initiatives()
    Cohort.objects.filter(strand__program__code="amacc").delete()
    Strand.objects.filter(program__code="amacc").delete()
    Program.objects.filter(code="amacc").delete()
    assert load_initiatives()["created"] == 1 + 4 + 1 + 1
