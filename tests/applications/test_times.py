"""How often a section is there, when several ask at once; and what of it reviewers and exports see."""

import json

import pytest
from django.db import connection
from django.utils import timezone

from applicants.applications.draft.times import one_less, one_more
from applicants.applications.models import Application
from applicants.calls.questions import question_type
from applicants.calls.questions.sql import time_of
from applicants.reports.answers.columns import columns_of
from applicants.reports.answers.statement import select
from applicants.review.desk.reading import open_files, reading
from tests.applications.build import hand_in, make_call, make_draft, question, section
from tests.applications.threads import at_once
from tests.calls.questions import EVERY_KIND
from tests.calls.questions import question as asked

TEXTS = ["Agua", "=Sal", "Humo"]


def films(**more):
    return [
        section("films", question("film") | more, question("cost", "money", required=False, currencies=["MXN"]))
        | {"repeat": {"min": 1, "max": 4}},
        section("you", question("town")),
    ]


def filled(call=None):
    """Three times, of which the second was taken away."""
    answers = {f"film-{n}" if n > 1 else "film": text for n, text in enumerate(TEXTS, 1)}
    draft = make_draft(call or make_call(films()), answers={"town": "Bacalar"})
    costs = {"cost-3": {"amount": "1200.50", "currency": "MXN"}}
    Application.objects.filter(pk=draft.pk).update(answers={"town": "Bacalar", "films#": [1, 3], **answers, **costs})
    return Application.objects.get(pk=draft.pk)


@pytest.mark.django_db(transaction=True)
def test_many_who_add_at_once_add_one_and_many_who_take_away_leave_as_many_as_have_to_be():
    draft = make_draft(make_call(films()))
    who = {"application_id": draft.pk, "person": draft.applicant, "key": "films"}
    keys = at_once(4, lambda: one_more(**who, after=1, at=timezone.now()))
    assert (set(keys), Application.objects.get().answers) == ({"films-2"}, {"films#": [1, 2]})
    numbers = iter((1, 2))
    at_once(2, lambda: one_less(**who, number=next(numbers), at=timezone.now()))
    assert len(Application.objects.get().answers["films#"]) == 1


@pytest.mark.django_db
def test_reviewers_read_each_time_that_was_handed_in_and_nothing_that_is_hidden_from_them():
    draft = filled()
    hand_in(draft)
    application = Application.objects.select_related("submission").get(pk=draft.pk)
    parts = reading(application, 0).parts
    assert [(part.title, part.lines[0].shown.data) for part in parts] == [
        ("Films 1", "Agua"),
        ("Films 2", "Humo"),
        ("You", "Bacalar"),
    ]
    hidden = filled(make_call(films(tier=1)))
    hand_in(hidden)
    application = Application.objects.select_related("submission").get(pk=hidden.pk)
    blind = reading(application, 1)
    assert "Humo" not in str(blind.parts)
    assert blind.hidden == 2
    assert open_files(application, 1) == {}


@pytest.mark.django_db
def test_exports_have_columns_for_each_time_that_there_may_be():
    call = make_call(films())
    draft = filled(call)
    hand_in(draft)
    hand_in(make_draft(call, answers={"film": "Sola", "town": "Tulum"}))
    columns = columns_of([call.form_version])
    codes = [column.code for column in columns[8:]]
    times = [f"{name}{place}{end}" for place in ("", "-2", "-3", "-4") for name, end in (("film", ""), ("cost", ""), ("cost", ".currency"))]
    assert codes == [*times, "town"]
    assert columns[11].header_es == "¿film? · 2"
    with connection.cursor() as cursor:
        cursor.execute(select(call_id=call.pk, columns=columns))
        rows = [dict(zip([column.code for column in columns], row, strict=True)) for row in cursor.fetchall()]
    assert [(row["film"], row["film-2"], str(row["cost-2"]), row["film-3"], row["town"]) for row in rows] == [
        ("Agua", "Humo", "1200.50", None, "Bacalar"),
        ("Sola", None, "None", None, "Tulum"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["short_text", "table", "people", "file", "choices"])
def test_every_shape_of_column_is_read_of_its_own_time(kind):
    values = {
        "short_text": "=x", "choices": ["a", "b"], "table": [{"concept": "x", "quantity": "2", "cost": "3"}],
        "people": [{"name": "Itzel", "role": "=Sonido"}], "file": {"file": "f", "name": "n.pdf", "size": 3, "media_type": "application/pdf"},
    }  # fmt: skip
    found = []
    for key, answers in (("q", {"q": values[kind]}), ("q-2", {"q-7": values[kind], "s#": [1, 7]})):
        columns = question_type(kind).columns(asked(kind, key, **EVERY_KIND[kind]))
        parts = [f"({column.sql if key == 'q' else time_of(column.sql, 'q', 's#', 2)})" for column in columns]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('portal.answers', %s, true)", [json.dumps(answers)])
            cursor.execute(f"SELECT {', '.join(parts)} FROM (SELECT current_setting('portal.answers')::jsonb AS answers) AS submission")
            found.append(cursor.fetchone())
    assert found[0] == found[1]
    assert any(found[0])
