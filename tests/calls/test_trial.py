"""Staff try a form as an applicant would fill it in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from applicants.applications.models import Application
from applicants.calls.models import Question
from applicants.calls.questions import question_types
from applicants.calls.questions.base import is_answered
from fundportal.accounts.models import User
from fundportal.accounts.roles import Role
from fundportal.files.models import StoredFile
from tests.calls.make import make_call, write_section
from tests.calls.questions import EVERY_KIND, OPTIONS, question
from tests.calls.staff import signed_in, staff
from tests.files.contents import CONTENTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_desk")]
PDF = CONTENTS["pdf"]


@pytest.fixture
def client():
    return signed_in(staff(Role.COORDINATOR, "ccc"))


def at(name, *args, language=""):
    return reverse(f"admin:applicants_call_{name}", args=args) + language


@pytest.fixture
def call(db):
    made = make_call(question("short_text", "name", max_chars=10), question("long_text", "why", words=5), published=False)
    write_section(made, "two", [question("file", "paper", types=["pdf"], max_mb=1), question("choice", "what", options=OPTIONS)], order=1)
    return made


def test_a_form_is_tried_through_to_its_end_and_nothing_comes_of_it(client, call):
    page = client.get(at("trial", call.pk))
    assert "de aquí no sale ninguna solicitud" in page.content.decode()
    assert [(task.section.key, task.started, task.done) for task in page.context["tasks"]] == [("one", False, False), ("two", False, False)]
    first = at("trial_section", call.pk, "one")
    wrong = client.post(first, {"name": "Demasiado largo", "why": "una dos tres cuatro cinco seis"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (200, {"name", "why"})
    assert 'value="Demasiado largo"' in wrong.content.decode()
    assert "Sobra 1 palabra. El máximo es 5." in wrong.content.decode()
    assert client.post(first, {"name": "Ana", "why": ""})["Location"] == at("trial_section", call.pk, "two")
    check = client.get(at("trial_check", call.pk))
    assert [(gap.question, gap.url) for gap in check.context["gaps"]] == [
        ("Pregunta why", f"{first}#div_id_why"),
        ("Pregunta paper", f"{at('trial_section', call.pk, 'two')}#div_id_paper"),
        ("Pregunta what", f"{at('trial_section', call.pk, 'two')}#div_id_what"),
    ]
    second = at("trial_section", call.pk, "two")
    refused = client.post(second, {"paper": SimpleUploadedFile("x.pdf", b"<html>"), "what": "a"})
    assert set(refused.context["form"].errors) == {"paper"}
    sent = client.post(second, {"paper": SimpleUploadedFile("Á.pdf", PDF), "what": "a"})
    assert sent["Location"] == at("trial_check", call.pk)
    check = client.get(at("trial_check", call.pk))
    assert [gap.question for gap in check.context["gaps"]] == ["Pregunta why"]
    assert "Á.pdf" in check.content.decode()
    assert "Á.pdf" in client.get(second).content.decode()
    assert (Application.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_examples_fill_what_is_empty_and_all_of_it_can_be_emptied(client, call):
    client.post(at("trial_section", call.pk, "one"), {"name": "Ana", "why": ""})
    assert client.post(at("trial", call.pk), {"do": "fill"})["Location"] == at("trial", call.pk)
    page = client.get(at("trial_check", call.pk))
    assert page.context["gaps"] == []
    assert [line[2].data for line in page.context["parts"][0].lines] == ["Ana", [" ".join(["ejemplo"] * 5)]]
    assert [task.done for task in client.get(at("trial", call.pk)).context["tasks"]] == [True, True]
    client.post(at("trial", call.pk), {"do": "empty"})
    assert [task.started for task in client.get(at("trial", call.pk)).context["tasks"]] == [False, False]


def test_it_speaks_both_languages_and_keeps_to_one(client, call):
    page = client.get(at("trial", call.pk, language="?in=en"))
    assert "no application comes of it" in page.content.decode()
    assert all(task.url.endswith("?in=en") for task in page.context["tasks"])
    answer = client.post(at("trial_section", call.pk, "two", language="?in=en"), {"what": "a"})
    assert answer["Location"] == at("trial_check", call.pk, language="?in=en")


def test_each_call_is_tried_by_itself(client, call):
    client.post(at("trial", call.pk), {"do": "fill"})
    other = make_call(slug="otra", prefix="OTR27", published=False)
    assert [task.started for task in client.get(at("trial", other.pk)).context["tasks"]] == [False]


def test_what_is_asked_depends_on_the_answers_and_sections_repeat(client, call):
    one, two = call.sections.order_by("order")
    Question.objects.filter(key="why").update(show_when={"match": "all", "rules": [{"key": "what", "in": ["b"]}]})
    Question.objects.filter(key="what").update(section=one, order=0)
    Question.objects.filter(key="why").update(order=5)
    type(two).objects.filter(pk=two.pk).update(
        repeat={"min": 1, "max": 2}, show_when={"match": "all", "rules": [{"key": "what", "in": ["b"]}]}
    )
    first = at("trial_section", call.pk, "one")
    assert [task.section.key for task in client.get(at("trial", call.pk)).context["tasks"]] == ["one"]
    assert client.post(first, {"what": "b", "name": "Ana"})["Location"] == first  # there is one more question here now
    assert client.post(first, {"what": "b", "name": "Ana", "why": "Sí"})["Location"] == at("trial_section", call.pk, "two")
    for _ in range(3):
        client.post(at("trial", call.pk), {"do": "more-two"})
    assert [task.section.key for task in client.get(at("trial", call.pk)).context["tasks"]] == ["one", "two", "two-2"]
    client.post(at("trial", call.pk), {"do": "fill"})
    assert client.get(at("trial_check", call.pk)).context["gaps"] == []
    client.post(first, {"what": "a", "name": "Ana"})
    assert [task.section.key for task in client.get(at("trial", call.pk)).context["tasks"]] == ["one"]
    assert client.get(at("trial_section", call.pk, "two")).status_code == 404


def test_what_an_applicant_would_find_filled_in_is_filled_in_and_kept_once_it_is_saved(client, call):
    one = call.sections.get(key="one")
    Question.objects.filter(key="name").update(prefill="email", config={"max_chars": 80})
    Question.objects.create(section=one, key="land", kind="country", label_es="País", prefill="country", order=8, required=False)
    Question.objects.create(section=one, key="zone", kind="short_text", label_es="Huso", prefill="phone", order=9, config={"max_chars": 80})
    person = User.objects.get(pk=client.session["_auth_user_id"])
    section = at("trial_section", call.pk, "one")
    page = client.get(section)
    assert page.context["form"]["name"].value() == person.email
    assert [page.context["form"][key].value() for key in ("land", "zone")] != ["", ""]
    told = page.content.decode()
    assert (told.count("De tu cuenta: revísalo."), told.count("De tu solicitud anterior: revísalo.")) == (1, 2)
    assert [task.started for task in client.get(at("trial", call.pk)).context["tasks"]] == [False, False]
    client.post(section, {"name": "", "why": "Sí", "land": "", "zone": ""})
    again = client.get(section)
    assert ([again.context["form"][key].value() for key in ("name", "zone")], "revísalo" in again.content.decode()) == ([None, None], False)


def test_a_form_that_cannot_be_published_cannot_be_tried(client, call):
    Question.objects.filter(key="what").update(config={})
    for path in (at("trial", call.pk), at("trial_check", call.pk), at("trial_section", call.pk, "one")):
        assert client.get(path)["Location"] == at("form", call.pk)


def test_a_section_that_is_not_there_is_not_found(client, call):
    assert client.get(at("trial_section", call.pk, "three")).status_code == 404


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_type_has_an_example_that_its_settings_allow(kind):
    q = question(kind, **EVERY_KIND[kind])
    example = question_types()[kind].example(q)
    assert is_answered(example)
    assert question_types()[kind].problems(example, q) == []


@settings(max_examples=60, deadline=None)
@given(
    low=st.integers(0, 200), width=st.integers(0, 200), days=st.tuples(st.dates(), st.dates()),
    chars=st.integers(1, 300), words=st.integers(5, 10_000), people=st.integers(1, 50),
)  # fmt: skip
def test_examples_keep_within_any_limits(low, width, days, chars, words, people):
    earliest, latest = (day.isoformat() for day in sorted(days))
    limits = {
        "whole_number": {"min": low, "max": low + width}, "date": {"earliest": earliest, "latest": latest}, "short_text": {"max_chars": chars},
        "long_text": {"words": words}, "people": {"min_people": people, "max_people": people, "email": False},
    }  # fmt: skip
    for kind, config in limits.items():
        q = question(kind, **config)
        assert question_types()[kind].problems(question_types()[kind].example(q), q) == [], (kind, config)
