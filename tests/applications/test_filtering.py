"""Filters that combine, chips that take them away, and what an address may hold."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from applicants.applications.admin import ApplicationAdmin
from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application
from applicants.applications.saved.lists import LISTS
from applicants.applications.staff.filtering import canonical, dropped, narrowed
from applicants.applications.states import State
from applicants.review.desk.models import Flag
from applicants.review.models import Review
from fundportal.accounts.models import Membership
from fundportal.accounts.roles import Role
from tests.review.make import (
    make_application,
    make_applications,
    make_call,
    make_cohort,
    make_program,
    make_review,
    make_round,
    make_sample,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/applicants/application/"


@pytest.fixture
def staff(client, settings):
    settings.SAMPLE_LOGINS = True
    person = make_sample(Role.COORDINATOR)
    client.force_login(person)
    return person


def shown(client, query):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer
    return {row.pk for row in answer.context_data["cl"].result_list}


def chips_of(client, query):
    return [
        (str(chip.label), chip.without) for chip in client.get(f"{LIST}?{query}", headers={"Accept-Language": "en"}).context_data["chips"]
    ]


def test_values_of_one_filter_add_up_and_filters_narrow_one_another(client, staff):
    one, other = make_call(), make_call()
    read, short, new, elsewhere = (
        make_application(call, state).pk
        for call, state in ((one, State.IN_REVIEW), (one, State.SHORTLISTED), (one, State.SUBMITTED), (other, State.SHORTLISTED))
    )
    both = "state__exact=in_review&state__exact=shortlisted"
    assert shown(client, both) == {read, short, elsewhere}
    assert shown(client, f"{both}&call={one.pk}") == {read, short}
    assert shown(client, f"{both}&strand={other.cohort.strand_id}") == {elsewhere}
    assert shown(client, f"state__exact=submitted&call={one.pk}&call={other.pk}") == {new}
    assert shown(client, f"{both}&program=ccc") == set()


def test_days_are_those_of_the_reader_and_both_count(client, staff):
    before, first, last, after = make_applications(4, make_call())
    for application, moment in (
        (before, datetime(2027, 3, 2, 5, 59, tzinfo=UTC)),  # 23:59 in Mexico City
        (first, datetime(2027, 3, 2, 6, 0, tzinfo=UTC)),
        (last, datetime(2027, 3, 5, 5, 59, tzinfo=UTC)),
        (after, datetime(2027, 3, 5, 6, 0, tzinfo=UTC)),
    ):
        Application.objects.filter(pk=application.pk).update(submitted_at=moment)
    assert shown(client, "submitted_from=2027-03-02&submitted_to=2027-03-04") == {first.pk, last.pk}
    assert shown(client, "submitted_from=2027-03-05") == {after.pk}


def test_reviews_that_lack_flags_questions_and_conflicts(client, staff):
    now, call = timezone.now(), make_call()
    round, reviewers = make_round(call, reviews_wanted=1), [make_sample(Role.REVIEWER) for _ in range(2)]
    unread, assigned, done, abstained = make_applications(4, call, State.IN_REVIEW)
    waits = make_review(round, assigned, reviewers[0])
    Review.objects.filter(pk=make_review(round, done, reviewers[0]).pk).update(conflict="none", mean=3, submitted_at=now)
    make_review(round, abstained, reviewers[1], conflict="declared")
    Flag.objects.create(review=waits, kind="look", reason="?")
    for application, more in ((unread, {}), (done, {"taken_back_at": now})):
        Clarification.objects.create(
            application=application,
            number=1,
            submission=application.submission,
            question="logline",
            text="?",
            due_at=now + timedelta(days=1),
            **more,
        )
    assert shown(client, "reviews=assign") == {unread.pk, abstained.pk}
    assert shown(client, "reviews=missing") == shown(client, "reviews=none") == {unread.pk, assigned.pk, abstained.pk}
    assert shown(client, "flagged=open") == {assigned.pk}
    assert shown(client, "asked=open") == {unread.pk}
    assert shown(client, "conflict=declared") == {abstained.pk}
    assert shown(client, f"conflict=found&call={call.pk}") == set()
    make_application(call, State.IN_REVIEW, person=reviewers[0])
    assert shown(client, f"conflict=found&call={call.pk}") == {assigned.pk, done.pk}
    assert chips_of(client, "conflict=found")[0][0] == "found: only within one call"


def test_each_chip_takes_itself_away_and_nothing_else(client, staff):
    call = make_call()
    assert chips_of(client, f"state__exact=in_review&state__exact=shortlisted&call={call.pk}&o=1") == [
        ("In review", f"?call={call.pk}&o=1&state__exact=shortlisted"),
        ("Shortlisted", f"?call={call.pk}&o=1&state__exact=in_review"),
        (f"{call.folio_prefix} · Call", "?o=1&state__exact=in_review&state__exact=shortlisted"),
    ]


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("state__exact=zz", "no longer there"),
        ("call=987654321", "no longer there"),
        ("call=1%27", "no longer there"),
        ("call=99999999999999999999", "no longer there"),
        ("entity=09", "only within one call that asks for it"),
        ("submitted_from=2027-02-30", "from 2027-02-30: not a day"),
        ("submitted_to=9999-12-31", "to 9999-12-31"),
        ("asked=²", "no longer there"),
        ("reviews=%27", "no longer there"),
    ],
)
def test_what_cannot_be_found_shows_nothing_and_says_so(client, staff, query, label):
    make_application(make_call())
    assert (shown(client, query), [told for told, _ in chips_of(client, query)]) == (set(), [label])


def test_a_foreign_call_s_name_is_not_told(client, staff):
    foreign = make_call(make_cohort(make_program("ccc")))
    assert [label for label, _ in chips_of(client, f"call={foreign.pk}")] == ["no longer there"]


@pytest.mark.parametrize("rows", [1, 30])
def test_statements_do_not_grow(client, staff, rows, django_assert_max_num_queries):
    call = make_call()
    make_round(call)
    make_applications(rows, call, State.IN_REVIEW)
    with django_assert_max_num_queries(20):
        assert client.get(f"{LIST}?call={call.pk}&state__exact=in_review&reviews=assign&flagged=open&program=morelia").status_code == 200


def test_searching_keeps_every_value(client, staff):
    page = client.get(f"{LIST}?state__exact=in_review&state__exact=shortlisted").content.decode()
    search = page[page.index('id="changelist-search"') :]
    assert search[: search.index("</form>")].count('name="state__exact"') == 2


def test_an_address_has_one_form():
    one, other = QueryDict("state__exact=b&call=1&state__exact=a&p=3&x=1&q="), QueryDict("call=1&call=1&state__exact=a&state__exact=b&all=")
    admin = LISTS["applications"].model_admin
    assert canonical(admin, one) == canonical(admin, other) == "call=1&state__exact=a&state__exact=b"
    assert dropped(admin, one) == ["p", "x"]
    assert isinstance(admin, ApplicationAdmin)


def test_what_is_counted_is_what_the_list_shows(client, staff):
    """Every filter at once, and each alone."""
    Membership.objects.create(user=staff, program_code="ccc", role=Role.COORDINATOR)
    call = make_call()
    make_round(call)
    for state in (State.SUBMITTED, State.IN_REVIEW, State.SHORTLISTED, State.INELIGIBLE):
        last = make_applications(2, call, state)[-1]
    admin = LISTS["applications"].model_admin
    for query in ("", "state__exact=in_review&state__exact=ineligible", "screened=waiting", "says=none", "reviews=assign", f"call={call.pk}&q={last.folio}", "submitted_to=2030-01-01&program=ccc&program=morelia", "zz=1"):  # fmt: skip
        rows = narrowed(admin, staff, Application.objects.visible_to(staff), QueryDict(query))
        assert set(rows.values_list("pk", flat=True)) == shown(client, query.replace("zz=1", "")), query
