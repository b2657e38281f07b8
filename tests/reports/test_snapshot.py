"""An export on a connection of its own: one snapshot, ended with its reader."""

import csv
import threading

import pytest
from psycopg2 import errors

from applicants.applications.models import Application
from applicants.calls.models import FormVersion
from applicants.reports.answers import stream
from applicants.reports.answers.export import answers_of, export_csv
from tests.reports.builders import apply, make_call, make_cohort, question

pytestmark = pytest.mark.django_db(transaction=True)


def versions_of(call):
    return list(FormVersion.objects.filter(call=call).select_related("call__cohort__strand__program"))


def test_what_changes_meanwhile_is_not_in_it():
    call = make_call(make_cohort(), [question("a", "short_text")])
    apply(call, [{"a": "x" * 20_000}] * 200)
    rows = export_csv(answers=answers_of(versions_of(call)), by=None)
    first = next(rows)
    Application.objects.filter(call=call).update(state="in_review")
    apply(call, [{"a": "late"}])
    lines = list(csv.reader((first + b"".join(rows)).decode().splitlines()))
    assert len(lines) == 201
    assert {line[1] for line in lines[1:]} == {"submitted"}


def test_a_reader_who_leaves_ends_the_copy():
    call = make_call(make_cohort(), [question("a", "short_text")])
    apply(call, [{"a": "x" * 20_000}] * 200)
    rows = export_csv(answers=answers_of(versions_of(call)), by=None)
    next(rows)
    rows.close()
    assert [thread.name for thread in threading.enumerate() if thread.name == "copy-out"] == []


def test_a_statement_that_fails_fails_at_once():
    with pytest.raises(errors.UndefinedTable):
        stream.copy_out("SELECT * FROM nothing_like_this")


def test_a_failure_half_way_breaks_the_stream_off():
    rows = stream.copy_out("SELECT repeat('x', 1000), 1 / (100000 - n) FROM generate_series(1, 100000) AS n")
    with pytest.raises(errors.DivisionByZero):
        list(rows)
