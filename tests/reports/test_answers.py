"""All answers of a call, as files."""

import csv
import io
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from applicants.applications.models import Submission
from applicants.calls.models import FormVersion
from applicants.reports.answers import stream
from applicants.reports.answers.columns import OWN
from applicants.reports.answers.export import answers_of, export_csv, export_xlsx
from fundportal.accounts.models import User
from fundportal.audit.models import Entry
from tests.reports.builders import NOW, add_version, apply, make_call, make_cohort, make_people, question, submission

pytestmark = pytest.mark.usefixtures("in_this_transaction")

OWN_CODES = [column.code for column in OWN]


def versions_of(call):
    return list(FormVersion.objects.filter(call=call).select_related("call__cohort__strand__program"))


def exported(call, **more):
    content = b"".join(export_csv(answers=answers_of(versions_of(call)), by=None, **more)).decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_each_application_is_a_row_as_handed_in_last():
    call = make_call(make_cohort(), [question("why", "long_text"), question("state", "entity")])
    (person,) = make_people(1, "Ñandú Pérez {}")
    (application,) = apply(call, [{"why": "Porque sí,\n“claro”", "state": "20"}], people=[person])
    apply(call, [None])
    again = submission(application, {"why": "Otra vez", "state": "09"}, call.form_version, number=2)
    again.save()
    application.submission, application.answers = again, {"why": "borrador"}
    application.save()
    assert exported(call) == [
        {
            "application.folio": application.folio,
            "application.state": "submitted",
            "application.submitted_at": "2026-09-30T12:00:00Z",
            "application.submission": "2",
            "application.form_version": "1",
            "applicant.name": person.name,
            "applicant.email": person.email,
            "applicant.language": "es-mx",
            "why": "Otra vez",
            "state": "09",
        }
    ]


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\uff1d1+1", "\uff20SUM(A1)"])
def test_no_text_is_a_formula(evil):
    call = make_call(make_cohort(), [question("why", "short_text")])
    apply(call, [{"why": evil}], people=make_people(1, evil))
    (row,) = exported(call)
    assert (row["why"], row["applicant.name"]) == (f"'{evil}", f"'{evil}")


def test_who_has_erased_the_account_is_in_no_export():
    call = make_call(make_cohort(), [question("why", "short_text")])
    stays, gone = apply(call, [{"why": "x"}, {"why": "y"}])
    User.objects.filter(pk=gone.applicant_id).update(erased_at=NOW, name="")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL fundportal.erasing = 'on'")
        Submission.objects.filter(application=gone).update(document="")
        cursor.execute("SET LOCAL fundportal.erasing = 'off'")
    assert [row["application.folio"] for row in exported(call)] == [stays.folio]


def test_a_number_stays_a_number_even_below_zero():
    call = make_call(make_cohort(), [question("n", "whole_number"), question("cost", "money")])
    apply(call, [{"n": -3, "cost": {"amount": "45000.50", "currency": "MXN"}}])
    (row,) = exported(call)
    assert (row["n"], row["cost"], row["cost.currency"]) == ("-3", "45000.50", "MXN")


def test_columns_are_the_union_of_the_form_versions():
    call = make_call(make_cohort(), [question("a", "short_text"), question("b", "short_text")])
    apply(call, [{"a": "1", "b": "2"}])
    apply(call, [{"b": "3", "c": "4"}], version=add_version(call, [question("c", "short_text"), question("b", "short_text")]))
    rows = exported(call)
    assert list(rows[0]) == [*OWN_CODES, "c", "b", "a"]
    assert [(row["application.form_version"], row["a"], row["b"], row["c"]) for row in rows] == [("1", "1", "2", ""), ("2", "", "3", "4")]


def test_a_key_with_quotes_is_only_a_key():
    nasty = "x'); DROP TABLE applicants_application; -- %s {0}"
    call = make_call(make_cohort(), [question(nasty, "short_text")])
    apply(call, [{nasty: "safe"}])
    assert exported(call)[0][nasty] == "safe"


def test_a_mark_for_excel_comes_first_when_asked_for():
    call = make_call(make_cohort(), [question("a", "short_text")])
    answers = answers_of(versions_of(call))
    assert b"".join(export_csv(answers=answers, by=None, with_bom=True)).startswith(b"\xef\xbb\xbfapplication.folio,")
    assert b"".join(export_csv(answers=answers, by=None)).startswith(b"application.folio,")


def test_an_export_is_recorded():
    call = make_call(make_cohort("amacc"), [question("a", "short_text")])
    exported(call)
    entry = Entry.objects.get()
    assert (entry.verb, entry.target, entry.program_code, entry.detail) == (
        "applications_exported",
        f"call:{call.slug}",
        "amacc",
        {"format": "csv", "columns": 9},
    )


@pytest.mark.parametrize("rows", [1, 30])
def test_an_export_is_one_copy(rows, monkeypatch):
    call = make_call(make_cohort(), [question("a", "short_text")])
    apply(call, [{"a": "x" * 2000}] * rows)
    said = []
    copy = stream.snapshot

    def listening():
        return Listening(copy(), said)

    monkeypatch.setattr(stream, "snapshot", listening)
    assert len(exported(call)) == rows
    assert [statement.split(" (")[0] for statement in said] == ["COPY"]


class Listening:
    """A snapshot whose connection notes what it is asked to copy or execute."""

    def __init__(self, inner, said):
        self.inner, self.said = inner, said

    def __enter__(self):
        self.connection = self.inner.__enter__()
        return self

    def __exit__(self, *error):
        return self.inner.__exit__(*error)

    def cursor(self):
        return Cursor(self.connection.cursor(), self.said)


class Cursor:
    def __init__(self, inner, said):
        self.inner, self.said = inner, said

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.inner.close()

    def copy_expert(self, statement, file):
        self.said.append(statement)
        self.inner.copy_expert(statement, file)


def test_a_workbook_has_numbers_texts_and_a_legend():
    call = make_call(make_cohort(), [question("a", "short_text"), question("n", "whole_number"), question("long", "long_text")])
    apply(call, [{"a": "=1+1", "n": 7, "long": "y" * 40_000}])
    file = io.BytesIO()
    assert export_xlsx(answers=answers_of(versions_of(call)), by=None, file=file) == 1
    sheets = sheets_of(file)
    assert sheets[0][0] == [*OWN_CODES, "a", "n", "long"]
    assert sheets[0][1][8:10] == ["'=1+1", Decimal(7)]
    assert len(sheets[0][1][10]) == 32_767
    assert [row[0] for row in sheets[1][1:12]] == [*OWN_CODES, "a", "n", "long"]


def sheets_of(file):
    """The cells of each sheet: text, or Decimal."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(file) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        sheets = []
        for name in names:
            rows = ET.fromstring(archive.read(name)).iter(f"{space}row")
            sheets.append([[value_of(cell, space) for cell in row] for row in rows])
        return sheets


def value_of(cell, space):
    assert cell.find(f"{space}f") is None
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    return Decimal(cell.find(f"{space}v").text)


def test_the_command_writes_the_same(tmp_path):
    call = make_call(make_cohort(), [question("a", "short_text")])
    apply(call, [{"a": "x"}])
    call_command("export_applications", call=call.slug, out=tmp_path / "a.csv", verbosity=0)
    assert (tmp_path / "a.csv").read_bytes() == b"".join(export_csv(answers=answers_of(versions_of(call)), by=None))
    call_command("export_applications", call=call.slug, out=tmp_path / "a.xlsx", format="xlsx", verbosity=0)
    assert sheets_of(tmp_path / "a.xlsx")[0][1][8] == "x"
