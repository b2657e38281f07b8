import datetime

import pytest

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


def test_loading_again_changes_nothing_and_mends_what_was_changed():
    first = load_initiatives()
    assert first["created"] == 7 + 3 + 10 + 4 + 3
    assert dict(load_initiatives()) == {"kept": first["created"]}
    Program.objects.filter(code="ccc").update(summary_es="otra cosa")
    assert load_initiatives()["changed"] == 1
    assert Program.objects.get(code="ccc").summary_es.startswith("Una serie de cursos")
    assert Program.objects.count() == 3
