"""The service: everybody counted, small groups hidden, each look written down; and the page in front of it."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from applicants.applications.models import Application
from applicants.disclosure.aggregate import aggregate
from applicants.disclosure.counting import table_of
from applicants.disclosure.crosstab import crosstab
from applicants.disclosure.describe import keep
from applicants.disclosure.description import Description
from applicants.disclosure.members import Member
from applicants.disclosure.rule import INTERNAL, PUBLIC
from applicants.disclosure.staff.population import groups, population
from applicants.disclosure.subjects import subjects
from applicants.disclosure.wording import newest
from fundportal.accounts.models import Membership, User
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from programs.cohorts.models import Cohort
from tests.applications.build import make_call as open_call
from tests.applications.build import numbers
from tests.permissions.world import session_of

pytestmark = pytest.mark.django_db


def make_call():
    """One that has closed: before that nothing is counted."""
    return open_call(closes=timezone.now() - timedelta(days=2))


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def one_cover_where_one_is_enough(monkeypatch, settings):
    """And always the same one."""
    settings.SECRET_KEY = "lots of the tests, drawn with a key that never changes"
    monkeypatch.setattr("applicants.disclosure.control.covers.RARITY", 10**9)


def applied(call, descriptions, state="submitted"):
    """One application for each description (None: nothing said), as if handed in."""
    people = User.objects.bulk_create([User(email=f"a{next(numbers)}@example.org", password="!") for _each in descriptions])
    rows = [
        Application(folio=f"{call.folio_prefix}-{person.pk}", call=call, applicant=person, form_version=call.form_version)
        for person in people
    ]
    made = Application.objects.bulk_create(rows)
    from applicants.applications.models import Submission

    frozen = Submission.objects.bulk_create(
        [
            Submission(application=row, number=1, form_version=call.form_version, document="{}", sha256="0" * 64, received_at=row.created_at, code=f"c{row.pk}", key_id="k", signature="s")
            for row in made
        ]
    )  # fmt: skip
    for row, submission in zip(made, frozen, strict=True):
        row.submission, row.submitted_at, row.state = submission, row.created_at, state
    Application.objects.bulk_update(made, ["submission", "submitted_at", "state"])
    for person, said in zip(people, descriptions, strict=True):
        if said:
            keep(person.pk, call.pk, Description(said, dict.fromkeys(said, newest().version)))
    return made


def counted(call, code, rule=INTERNAL, by=None):
    cohort = Cohort.objects.get(pk=call.cohort_id)
    return aggregate(population=population(cohort), about="cohort:x", subject=subjects()[code], rule=rule, by=by, program_code="ccc")


def seen(table):
    return {row.code: str(row.people) for row in table.rows}


def test_who_says_nothing_stands_first_and_small_groups_are_hidden():
    call = make_call()
    said = [{"gender": "woman"}] * 41 + [{"gender": "man"}] * 33 + [{"gender": "trans_woman"}] * 2 + [{"gender": "prefer_not"}] * 7
    applied(call, [*said, *[{"speaks": "yes"}] * 4, *[None] * 20])
    table = counted(call, "gender")
    assert [row.code for row in table.rows] == [
        "no_answer",
        "woman",
        "trans_woman",
        "man",
        "trans_man",
        "non_binary",
        "other",
        "prefer_not",
    ]
    assert str(table.people) == "107"
    cells = seen(table)
    assert {code: cells[code] for code in ("trans_woman", "trans_man", "non_binary", "other")} == dict.fromkeys(
        ("trans_woman", "trans_man", "non_binary", "other"), "<5"
    )
    assert sum(cell == "hidden" for cell in cells.values()) == 1
    exact = {"no_answer": "24", "woman": "41", "man": "33", "prefer_not": "7"}
    assert all(cells[code] in (figure, "hidden") for code, figure in exact.items())
    assert [row.share for row in table.rows if not row.people.is_shown] == [None] * 5


def test_what_goes_out_is_rounded_and_begins_at_ten():
    call = make_call()
    applied(
        call,
        [
            *[{"connection": "prepaid"}] * 43,
            *[{"connection": "home"}] * 31,
            *[{"connection": "plan"}] * 12,
            *[{"connection": "public"}] * 7,
            *[None] * 21,
        ],
    )
    table = counted(call, "connection", PUBLIC)
    cells = seen(table)
    assert (cells["public"], cells["borrowed"], cells["prefer_not"]) == ("<10", "<10", "<10")
    shown = [row for row in table.rows if row.people.is_shown]
    assert shown and all(row.people.value % 5 == 0 for row in shown) and str(table.people) == "115"


def test_levels_are_worked_out_at_reading():
    call = make_call()
    poor = {"education": "primary", "bathrooms": "0", "cars": "0", "internet": "no", "employed": "1", "bedrooms": "1"}
    rich = {"education": "postgraduate", "bathrooms": "2", "cars": "2", "internet": "yes", "employed": "2", "bedrooms": "3"}
    half, refused = {"education": "primary"}, {**poor, "cars": "prefer_not"}
    applied(call, [*[poor] * 30, *[rich] * 25, *[half] * 6, *[refused] * 6, *[None] * 15])
    table = counted(call, "level")
    assert [row.label for row in table.rows][:2] == ["No answer", "A/B"]
    cells = seen(table)
    assert cells["e"] in ("30", "hidden") and cells["ab"] in ("25", "hidden") and cells["otherwise"] in ("12", "hidden")
    assert "prefer_not" in cells and "education" not in cells


def test_the_cut_off_for_difficulty():
    call = make_call()
    domains = newest().derived["difficulty"]["of"]
    none, some = dict.fromkeys(domains, "none"), {**dict.fromkeys(domains, "some")}
    many = [{**none, "seeing": "a_lot"}] * 10 + [{"walking": "cannot"}] * 10
    applied(call, [*[none] * 30, *[some] * 10, *many, *[{"seeing": "none"}] * 8, *[None] * 30])
    assert seen(counted(call, "difficulty")) == {"no_answer": "30", "yes": "20", "no": "40", "otherwise": "8", "prefer_not": "<5"} | {
        code: "hidden" for code, cell in seen(counted(call, "difficulty")).items() if cell == "hidden"
    }


def test_languages_and_places_with_few_people_have_no_row():
    call = make_call()
    spoken = (
        [{"language": {"code": "mixe"}}] * 12
        + [{"language": {"code": "zapoteco.de-la-planicie-costera"}}] * 9
        + [{"language": {"code": "kickapoo"}}]
    )
    said = (
        [{"language": {"words": "Quechua"}, "lives": "20437"}] * 6 + [{"lives": "20"}] * 20 + [{"lives": "09"}] * 20 + [{"lives": "31"}] * 2
    )
    applied(call, [*spoken, *said, *[None] * 30])
    languages, places = counted(call, "language"), counted(call, "lives")
    assert "kickapoo" not in seen(languages) and "mixe" in seen(languages)
    assert next(row.label for row in languages.rows if row.code == "mixe").endswith("(mixe)")
    assert [row.code for row in languages.rows][:1] == ["no_answer"] and "others" in seen(languages)
    assert "20" in seen(places) and not {"31", "20437"} & seen(places).keys()
    assert "09" not in seen(places), "with the two from Yucatán it makes the others enough"


def test_places_stand_in_the_order_of_their_names():
    """That of the figures would say between which others a hidden one lies."""
    counts = Counter({"20": 50, "09": 70, "15": 60, "01": 9, "no_answer": 80, "07": 2})
    assert list(table_of(subjects()["lives"], counts, 5)) == ["no_answer", "09", "15", "20", "99", "prefer_not", "others"]


def test_two_questions_show_no_more_than_each_alone():
    call = make_call()
    pairs = [("woman", "yes")] * 20 + [("woman", "no")] * 40 + [("man", "yes")] * 25 + [("man", "no")] * 30 + [("non_binary", "yes")] * 3
    said = [{"gender": gender, "indigenous": indigenous} for gender, indigenous in pairs]
    applied(call, [*said, *[None] * 30])
    cohort = Cohort.objects.get(pk=call.cohort_id)
    members, about = population(cohort), "cohort:x"
    table = crosstab(
        population=members,
        about=about,
        rows=subjects()["gender"],
        columns=subjects()["indigenous"],
        rule=INTERNAL,
        by=None,
        program_code="ccc",
    )
    alone = {row.label: row.people for row in counted(call, "gender").rows}
    assert table.lines
    for line in table.lines:
        assert line.whole is None or (line.whole == alone[line.label] and line.whole.is_shown)
        assert all(share is None for cell, share in line.pairs() if not cell.is_shown)
    assert "Non-binary" not in [line.label for line in table.lines]
    entry = Entry.objects.filter(verb="disclosure_read").earliest("pk")
    assert entry.detail == {"questions": ["gender", "indigenous"], "threshold": 5}


def test_how_far_people_came_is_not_set_beside_what_they_say(client):
    """Stages go on moving when calls have closed, and the equity funnel shows them: two tables of the same people could be subtracted."""
    call = make_call()
    applied(call, [{"gender": "woman"}] * 60 + [{"gender": "man"}] * 50)
    assert groups(Cohort.objects.get(pk=call.cohort_id)) == {}
    staff_client(client, Role.EQUITY)
    page = client.get(page_of(call), {"question": "gender", "beside": "stage"})
    assert not page.context_data["form"].is_valid()
    assert not Entry.objects.filter(verb="disclosure_read").exists()


def test_before_a_call_has_closed_nobody_is_counted(client):
    """Two looks, before and after one application has come, would tell what that person said."""
    call = open_call()
    applied(call, [{"gender": "woman"}] * 40)
    assert population(Cohort.objects.get(pk=call.cohort_id)) == []
    staff_client(client, Role.COORDINATOR)
    page = client.get(page_of(call), {"question": "gender"}, headers={"accept-language": "en"})
    assert b"once it has closed" in page.content and b"<tbody>" not in page.content
    assert not Entry.objects.filter(verb="disclosure_read").exists()


def test_who_starts_anew_is_counted_once():
    call = make_call()
    (first,) = applied(call, [{"gender": "woman"}], state="withdrawn")
    (second,) = applied(call, [None], state="submitted")
    Application.objects.filter(pk=second.pk).update(applicant=first.applicant)
    assert population(Cohort.objects.get(pk=call.cohort_id)) == [Member(first.applicant_id, call.pk, (("call", str(call.pk)),))]


def staff_client(client, role, code="ccc"):
    user = User.objects.create(email=f"{role}{next(numbers)}@example.org", password="!", is_staff=True, language="en")
    Membership.objects.create(user=user, program_code=code, role=role)
    client.cookies["sessionid"] = session_of(User.objects.get(pk=user.pk), second_factor=True)
    return user


def page_of(call):
    return reverse("admin:applicants_cohortdisclosure_change", args=[call.cohort_id])


@pytest.mark.parametrize(
    ("role", "asked", "threshold"),
    [("coordinator", "", 5), ("coordinator", "public", 10), ("privacy", "internal", 5), ("pr", "", 10), ("pr", "internal", None)],
)
def test_how_closely_is_a_matter_of_the_role(client, role, asked, threshold):
    call = make_call()
    applied(call, [{"gender": "woman"}] * 40 + [{"gender": "man"}] * 7 + [None] * 30)
    user = staff_client(client, role)
    page = client.get(page_of(call), {"question": "gender", "rule": asked}).content.decode()
    if threshold is None:
        assert "<tbody>" not in page and not Entry.objects.filter(verb="disclosure_read").exists()
        return
    assert f"&lt;{threshold}" in page
    entry = Entry.objects.get(verb="disclosure_read")
    assert (entry.actor_id, entry.target, entry.program_code) == (user.pk, f"cohort:{call.cohort.slug}", "ccc")
    assert entry.detail == {"questions": ["gender"], "threshold": threshold}


def test_the_page_counts_nothing_before_something_is_chosen_and_refuses_what_there_is_not(client):
    call = make_call()
    applied(call, [{"gender": "woman"}])
    staff_client(client, Role.PRIVACY)
    for asked in ({}, {"question": "applicant"}, {"question": "gender", "beside": "email"}, {"question": "gender", "rule": "none"}):
        page = client.get(page_of(call), asked)
        assert page.status_code == 200 and b"<tbody>" not in page.content
    assert client.post(page_of(call)).status_code == 405
    assert not Entry.objects.filter(verb="disclosure_read").exists()
    crossed = client.get(page_of(call), {"question": "gender", "beside": "indigenous"}, headers={"accept-language": "en"})
    assert b"too few people" in crossed.content and Entry.objects.filter(verb="disclosure_read").count() == 1


def test_another_programmes_figures_are_not_there(client):
    call = make_call()
    staff_client(client, Role.COORDINATOR, "amacc")
    assert client.get(page_of(call)).status_code == 404


@pytest.mark.parametrize("people", [1, 60])
def test_statements_do_not_grow(client, people, django_assert_max_num_queries):
    call = make_call()
    applied(call, [{"gender": "woman"}] * people)
    staff_client(client, Role.COORDINATOR)
    with django_assert_max_num_queries(14):
        client.get(page_of(call), {"question": "gender", "beside": "indigenous"})
