import hashlib
import json

import pytest
from django.db import IntegrityError, InternalError, transaction

from applicants.calls.carry_over import carry_over
from applicants.calls.form_versions import build, form_version
from applicants.calls.models import Call, FormVersion, Question, Section
from applicants.calls.publish import NotPublishable, problems, problems_of_form, publish
from fundportal.audit.models import Entry
from tests.calls.make import make_call, make_notice, write_section
from tests.calls.questions import BUDGET, document, question

pytestmark = pytest.mark.django_db


def test_publishing_freezes_the_form_and_makes_the_call_public():
    call = make_call(published=False)
    assert call.status == Call.Status.DRAFT
    version = publish(call=call, by=None)
    call.refresh_from_db()
    assert (call.status, call.form_version_id, version.number) == (Call.Status.PUBLISHED, version.pk, 1)
    assert version.document == build(call)
    text = json.dumps(version.document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert version.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert Entry.objects.filter(verb="call_published", target="call:convocatoria").count() == 1


def test_publishing_again_without_a_change_keeps_the_version():
    call = make_call()
    assert publish(call=call, by=None).pk == call.form_version_id
    assert FormVersion.objects.count() == 1


def test_a_change_after_publishing_is_unseen_until_it_is_published_as_a_new_version():
    call = make_call()
    Question.objects.filter(key="why").update(label_es="¿Por qué ahora?")
    assert form_version(call.form_version_id).questions["why"]["label"]["es"] == "Pregunta why"
    version = publish(call=call, by=None)
    assert version.number == 2
    assert form_version(version.pk).questions["why"]["label"]["es"] == "¿Por qué ahora?"
    assert form_version(call.form_version_id).questions["why"]["label"]["es"] == "Pregunta why"


def test_a_form_version_never_changes():
    version = FormVersion.objects.get(pk=make_call().form_version_id)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        FormVersion.objects.filter(pk=version.pk).update(number=9)


def test_a_form_version_is_read_once(django_assert_num_queries):
    call = make_call()
    form_version.cache_clear()
    with django_assert_num_queries(1):
        form_version(call.form_version_id)
        form_version(call.form_version_id)


def test_neighbours_and_lookups():
    call = make_call(published=False)
    write_section(call, "two", [question("file", "cv", types=["pdf"], max_mb=2, sensitive=True)], order=1)
    form = form_version(publish(call=call, by=None).pk)
    one, two = form.sections
    assert (one.previous, one.next, two.previous, two.next) == ("", "two", "one", "")
    assert form.section("two") is two
    assert form.section_of["cv"] is two
    assert (one.sensitive, two.sensitive, two.has_files) == (False, True, True)
    with pytest.raises(KeyError):
        form.section("three")


def test_two_questions_with_one_key_stand_in_the_way():
    call = make_call(published=False)
    write_section(call, "two", [question("short_text", "name", max_chars=5)], order=1)
    with pytest.raises(NotPublishable) as refused:
        publish(call=call, by=None)
    assert len(refused.value.problems) == 1
    assert "“name”" in refused.value.problems[0]
    assert Call.objects.get().status == Call.Status.DRAFT


@pytest.mark.parametrize(
    "spoil",
    [
        lambda call: Question.objects.update(config={"words": -1}),
        lambda call: Question.objects.all().delete(),
        lambda call: call.sections.all().delete(),
        lambda call: Question.objects.update(kind="telepathy"),
        lambda call: Section.objects.update(key="revisar"),
        lambda call: Call.objects.update(notice=None),
        lambda call: Call.objects.update(notice=make_notice(version=2, published=False)),
        lambda call: Call.objects.update(notice=make_notice("amacc")),
        lambda call: Call.objects.update(notice=make_notice(version=2, purposes=["publicity"])),
        lambda call: Call.objects.update(decision_by="2020-01-01"),
    ],
)
def test_what_is_missing_is_named(spoil):
    call = make_call(published=False)
    spoil(call)
    call = Call.objects.get(pk=call.pk)
    assert len(problems(call)) >= 1
    with pytest.raises(NotPublishable):
        publish(call=call, by=None)


@pytest.mark.parametrize(
    "asked",
    [
        [question("date", "born"), question("short_text", "born_2", max_chars=5)],
        [question("money", "cost", currencies=["MXN"]), question("short_text", "cost_currency", max_chars=5)],
        [question("short_text", "accion", max_chars=5)],
        [question("whole_number", min=9, max=3)],
        [question("date", earliest="2020-01-01", latest="2019-01-01")],
        [
            question(
                "table",
                **{**BUDGET, "columns": [{**BUDGET["columns"][0], "code": f"c{n}"} for n in range(20)], "total": [], "max_rows": 100},
            )
        ],
        [question("people", f"p{n}", min_people=1, max_people=50, email=True) for n in range(8)],
        [question("file", f"f{n}", types=["pdf"], max_mb=30) for n in range(2)],
    ],
)
def test_a_form_that_could_not_be_filled_in_is_not_published(asked):
    assert len(problems_of_form(document(*asked))) == 1


def test_sensitive_questions_need_a_notice_that_covers_them():
    call = make_call(question("declaration", "self", sensitive=True), published=False, notice=make_notice(purposes=["evaluate"]))
    assert len(problems(call)) == 1


def test_the_currency_of_a_published_table_stays():
    call = make_call(question("table", "budget", **BUDGET))
    Question.objects.update(config={**BUDGET, "currency": "USD"})
    assert len(problems(Call.objects.get(pk=call.pk))) == 1
    with pytest.raises(NotPublishable):
        publish(call=call, by=None)


def test_carrying_over_keeps_every_answer():
    old = document(question("short_text", "a"), question("short_text", "b"), question("choice", "c"))
    new = document(question("short_text", "a"), question("long_text", "c"), question("short_text", "d"))
    carried = carry_over(old, new, {"a": "1", "b": "2", "c": "x"})
    assert carried == {"a": "1", "b~short_text": "2", "c~choice": "x"}
    assert carry_over(new, old, {**carried, "c": "long"}) == {"a": "1", "b": "2", "c": "x", "c~long_text": "long"}


def test_an_answer_is_never_read_as_one_of_another_type_however_many_versions_lie_between():
    asked, gone, date = document(question("short_text", "when")), document(), document(question("date", "when"))
    carried = carry_over(gone, date, carry_over(asked, gone, {"when": "pronto"}))
    assert carried == {"when~short_text": "pronto"}
    assert carry_over(date, asked, carried) == {"when": "pronto"}
