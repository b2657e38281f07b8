import json

import pytest
from django.db import connection

from applicants.calls.questions import question_type
from applicants.calls.questions.sql import literal
from tests.calls.questions import BUDGET, EVERY_KIND, question

pytestmark = pytest.mark.django_db


def exported(kind, answers, key="q"):
    columns = question_type(kind).columns(question(kind, key, **EVERY_KIND[kind]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.answers', %s, true)", [json.dumps(answers)])
        parts = ", ".join(f"({column.sql})" for column in columns)
        cursor.execute(f"SELECT {parts} FROM (SELECT current_setting('portal.answers')::jsonb AS answers) AS submission")
        return dict(zip([column.code for column in columns], cursor.fetchone(), strict=True))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("kind", ["short_text", "long_text", "choice", "link"])
def test_text_never_begins_as_a_formula(kind, start):
    assert exported(kind, {"q": f"{start}cmd|' /C calc'!A0"}) == {"q": f"'{start}cmd|' /C calc'!A0"}


def test_plain_text_stays_as_it_is():
    assert exported("short_text", {"q": "Ñandú = 1"}) == {"q": "Ñandú = 1"}
    assert exported("short_text", {}) == {"q": None}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_value_of_any_shape_ends_an_export_or_becomes_a_formula(kind):
    for value in (None, "=1+1", 7, True, ["=a", {"b": 1}], {"amount": "=x", "name": "=y"}):
        for cell in exported(kind, {"q": value}).values():
            assert not (isinstance(cell, str) and cell.startswith(tuple("=+-@\t\r")))


@pytest.mark.parametrize("key", ["it's", 'a"b', "a\\b", "x') --", "ñ%s"])
def test_a_key_is_quoted(key):
    assert exported("short_text", {key: "sí"}, key) == {key: "sí"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {literal(key)}")
        assert cursor.fetchone() == (key,)


def test_numbers_are_numbers():
    assert exported("whole_number", {"q": 95}) == {"q": 95}
    assert [str(cell) for cell in exported("money", {"q": {"amount": "45000.50", "currency": "MXN"}}).values()] == ["45000.50", "MXN"]


def test_a_table_is_its_rows_and_its_total():
    rows = [
        {"concept": "=Cámara", "quantity": "10", "cost": "3800"},
        {"concept": "Lancha", "quantity": "2", "cost": "1250.50", "note": "ida"},
    ]
    cells = exported("table", {"q": rows})
    assert cells["q"] == "'=Cámara | 10 | 3800\nLancha | 2 | 1250.50 | ida"
    assert str(cells["q.total"]) == "40501.00"
    assert [column["code"] for column in BUDGET["columns"]] == ["concept", "quantity", "cost", "note"]


def test_people_are_listed_and_counted():
    team = [{"name": "Itzel Canul", "role": "Dirección"}, {"name": "Ana Pech", "role": "Producción", "email": "ana@example.org"}]
    assert exported("people", {"q": team}) == {"q": "Itzel Canul, Dirección; Ana Pech, Producción, ana@example.org", "q.count": 2}


def test_several_options_are_joined():
    assert exported("choices", {"q": ["a", "c"]}) == {"q": "a; c"}


FACTS = {"file": "0e9c", "name": "=voz.weba", "size": 9, "sha256": "ab", "media_type": "audio/webm", "seconds": 65}


@pytest.mark.parametrize(
    ("answer", "cells"),
    [
        ("=Una", ["'=Una", None, None, None, None]),
        ({"text": "=Una", "language": {"code": "mixe", "words": "de Tlahui"}}, ["'=Una", None, None, None, "mixe, de Tlahui"]),
        ({"recording": FACTS, "language": {"words": "=quechua"}}, [None, "'=voz.weba", "0e9c", 65, "'=quechua"]),
        ({"text": "Una", "recording": {**FACTS, "seconds": "many"}}, ["Una", "'=voz.weba", "0e9c", None, None]),
        (None, [None] * 5),
        ([1], ["[1]", None, None, None, None]),
    ],
)
def test_a_spoken_answer_is_text_recording_length_and_language(answer, cells):
    kind, q = question_type("long_text"), question("long_text", voice="audio", max_minutes=1, max_mb=1)
    columns = kind.columns(q)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'({column.sql})' for column in columns)} FROM (SELECT %s::jsonb AS answers) AS s",
            [json.dumps({"q": answer})],
        )
        assert [*cursor.fetchone()] == cells
    assert [column.code for column in columns] == ["q", "q.recording", "q.recording_id", "q.seconds", "q.language"]
    assert [column.code for column in kind.columns(question("long_text", words=5, own_language=True))] == ["q", "q.language"]
    assert exported("long_text", {"q": answer})["q"] == cells[0]
