"""Of those read by somebody of a pool, who went on. Who attacks knows who read whom and who went on, all margins, and subtracts whatever is shown."""

from collections import Counter
from datetime import timedelta
from itertools import permutations
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from applicants.applications.models import Application
from applicants.disclosure.crosstab import crossed
from applicants.disclosure.rule import INTERNAL
from applicants.disclosure.subjects import group as by_answer
from applicants.review.models import Review, Round
from applicants.review.panel.models import ReviewerProfile
from applicants.selection.funnel.look import LEAST
from applicants.selection.funnel.models import FunnelTable
from applicants.selection.funnel.pools import UNREAD, Reading, group, members, readings, told_apart
from applicants.selection.funnel.settle import CannotBeTold, NotEquity, kinds, settle
from applicants.selection.funnel.step import within
from fundportal.accounts.models import Membership, User
from fundportal.accounts.roles import Role
from programs.cohorts.models import Cohort
from tests.applications.build import numbers
from tests.disclosure.control.test_grid import LARGE, bound
from tests.disclosure.test_figures import in_english, make_call, one_cover_where_one_is_enough, staff_client
from tests.selection.funnel.test_funnel import MAN, WOMAN, FakeClient, went_through

FIXTURES = (in_english, one_cover_where_one_is_enough)
ANSWERS = {code: code for code in ("none", "woman", "man", "other")}


def a_panel(seed):
    """Who read whom, who went on, what each says, and pools that overlap."""
    chance = Random(seed)
    reviewers = range(chance.randint(6, 14))
    pools = {name: [r for r in reviewers if chance.random() < share] for name, share in (("a", 0.4), ("b", 0.6), ("c", chance.random()))}
    people = [(number, 1) for number in range(chance.randint(60, 400))]
    read = {person: frozenset(chance.sample(reviewers, chance.choice((1, 1, 2)))) for person in people}
    went_on = {person: chance.random() < 0.4 for person in people}
    rare = chance.choice((0.05, 0.4, 2))
    said = {person: chance.choices(list(ANSWERS), (4, 3, 3, rare))[0] for person in people}
    unread = [(number, 2) for number in range(chance.choice((0, 3, 40)))]
    said |= {person: chance.choices(list(ANSWERS), (4, 3, 3, rare))[0] for person in unread}
    return Reading(read, went_on, frozenset(unread)), pools, said


def seen(found, kept, said):
    """The table as the service lets it out, and the true counts."""
    people = members(found, kept)
    counts = Counter((said[member.person, member.call], dict(member.groups)["pools"]) for member in people)
    rows = by_answer("answer", "Answer", ANSWERS)
    return crossed(counts, about="t", rows=rows, columns=group(people), rule=INTERNAL), counts


@pytest.mark.parametrize("seed", range(20))
def test_pools_are_told_apart_by_three_reviewers_and_by_enough_people(seed):
    found, pools, _said = a_panel(seed)
    kept = told_apart(found, pools, least=LEAST)
    everybody = frozenset().union(*found.read.values())
    apart = Counter(tuple(reviewer in people for people in kept.values()) for reviewer in everybody)
    assert not kept or min(apart.values()) >= 3
    columns = Counter(dict(member.groups)["pools"] for member in members(found, kept))
    assert not kept or min(number for column, number in columns.items() if column != UNREAD) >= LEAST
    assert all(set(people) <= everybody & set(pools[name]) for name, people in kept.items())


@pytest.mark.parametrize("seed", range(50))
def test_no_small_count_follows_from_the_figures_of_pools(seed):
    """Neither from all sums of the table at once, nor from subtracting one figure of the page from another that holds it."""
    found, pools, said = a_panel(seed)
    kept = told_apart(found, pools, least=LEAST)
    table, counts = seen(found, kept, said)
    if not kept or not table.lines:
        return
    labels = {line.label for line in table.lines}
    true, exact = Counter(), Counter()
    for (answer, column), number in counts.items():
        exact[answer if answer in labels else "All others", column] += number
        true[answer if answer in labels else "All others", column if column in table.codes else "*"] += number
    cells = {(line.label, code): cell for line in table.lines for code, cell in zip(table.codes, line.cells, strict=True)}
    hidden = {place: (0, 4) if str(cell) == "<5" else (5, LARGE) for place, cell in cells.items() if not cell.is_shown}
    now = {place: true[place] for place in cells}
    for place in (place for place, limits in hidden.items() if limits == (0, 4)):
        assert [bound(now, hidden, place, direction) for direction in (-1, 1)] == [0, 4]
    columns = [str(code) for code, _text in table.columns_of.options]
    for line in table.lines:
        shown = figures_of(line, table, columns, len(kept))
        for (one, people), (other, more) in permutations(shown.items(), 2):
            assert people == sum(exact[line.label, column] for column in one)
            assert not one < other or more - people >= 5


def figures_of(line, table, columns, pools):
    """Every number of the page about one group, by the columns that it is about."""
    cells = dict(zip(table.codes, line.cells, strict=True))
    read = [c for c in columns if c != UNREAD]
    asked = (
        [{c for c in read if c[number] == "r"} for number in range(pools)]
        + [
            set(columns),  # what the page of figures shows of the same question
            set(read),
            {c for c in read if "r" not in c[:pools]},
        ]
    )
    asked += [{c for c in came if c.endswith(side)} for came in list(asked) for side in (":on", ":out")]
    found = {frozenset(some): within(cells, line.whole, columns, some) for some in asked if some}
    return {some: people for some, people in found.items() if people is not None}


def test_a_pool_of_two_and_one_that_leaves_one_over_are_left_out():
    people = [(number, 1) for number in range(400)]
    found = Reading({person: frozenset({person[0] % 8}) for person in people}, {person: person[0] % 3 == 0 for person in people})
    assert told_apart(found, {"two": [0, 1], "three": [0, 1, 2]}, least=LEAST) == {"three": [0, 1, 2]}
    assert told_apart(found, {"all but one": range(7)}, least=LEAST) == {}
    assert told_apart(found, {"many": range(5), "many and one": range(1, 6)}, least=LEAST) == {"many": [0, 1, 2, 3, 4]}
    assert told_apart(found, {"never read": [90, 91, 92]}, least=LEAST) == {}


# ---- with rows


def panel_of(call, *pools, program="ccc"):
    """Three reviewers a pool, and three of none."""
    found = []
    for pool in (*pools, ""):
        people = User.objects.bulk_create([User(email=f"r{next(numbers)}@example.org", password="!", is_staff=True) for _ in range(3)])
        Membership.objects.bulk_create([Membership(user=person, program_code=program, role=Role.REVIEWER) for person in people])
        ReviewerProfile.objects.bulk_create(
            [ReviewerProfile(program_code=program, reviewer=person, pools=[pool] if pool else []) for person in people]
        )
        found.append(people)
    return found


@pytest.fixture
def read_by_two_pools():
    """Producers read 80, alumni 80, others 60. Of women 10 of 40 went on where producers read, 30 of 40 elsewhere."""
    call = make_call()
    round = Round.objects.create(call=call, ordinal=1, name_es="Lectura", name_en="Reading", blind_tier=1, reviews_wanted=1, closed_at=None)
    producers, alumni, others = panel_of(call, "Productoras", "Egresadas")
    for readers, women_on, women_out, others_on, others_out in (
        (producers, 10, 30, 20, 20),
        (alumni, 30, 10, 20, 20),
        (others, 15, 15, 15, 15),
    ):
        on = went_through(call, [WOMAN] * women_on + [MAN] * others_on, "in_review", "shortlisted")
        out = went_through(call, [WOMAN] * women_out + [MAN] * others_out, "in_review")
        Review.objects.bulk_create(
            Review(round=round, application=row, reviewer=readers[number % 3], conflict="none", mean=50, submitted_at=timezone.now())
            for number, row in enumerate([*on, *out])
        )
    Round.objects.filter(pk=round.pk).update(closed_at=timezone.now() - timedelta(hours=1))
    return call


def cohort_of(call):
    return Cohort.objects.select_related("strand__program").get(pk=call.cohort_id)


@pytest.mark.django_db
def test_pools_are_shown_after_the_first_look_has_settled_it(client, read_by_two_pools):
    call = read_by_two_pools
    staff_client(client, Role.EQUITY)
    address = reverse("admin:applicants_cohortfunnel_change", args=[call.cohort_id])
    page = client.get(address, {"question": "gender"}, headers={"accept-language": "en"}).content.decode()
    assert "<tbody>" not in page and page.count('name="kind"') == 2
    client.post(address, {"question": "gender", "kind": "pools-1"})
    page = client.get(address, {"question": "gender"}, headers={"accept-language": "en"}).content.decode()
    assert [pool in page for pool in ("Productoras", "Egresadas", "Read by nobody of these pools")] == [True] * 3
    assert "10 of 40" in page and "30 of 40" in page and "110 of 220" in page
    client.post(address, {"question": "gender", "kind": "steps"})
    again = client.get(address, {"question": "gender"}, headers={"accept-language": "en"}).content.decode()
    assert "Meets the requirements" not in again and "10 of 40" in again
    assert FunnelTable.objects.values_list("question", "kind").get() == ("gender", "pools-1")


@pytest.mark.django_db
def test_a_pool_that_is_changed_later_changes_no_table(client, read_by_two_pools):
    """Else the difference would be one reviewer."""
    call, officer = read_by_two_pools, staff_client(FakeClient(), Role.EQUITY)
    first = settle(cohort=cohort_of(call), question="gender", kind="pools-1", by=officer)
    ReviewerProfile.objects.filter(reviewer=first.pools[0][1][0]).update(pools=["Egresadas"])
    again = settle(cohort=cohort_of(call), question="gender", kind="steps", by=officer)
    assert (again.pk, again.pools) == (first.pk, first.pools)
    with pytest.raises(DatabaseError), transaction.atomic():
        FunnelTable.objects.filter(pk=first.pk).update(kind="steps")
    assert connection.is_usable()


@pytest.mark.django_db
def test_an_open_round_and_one_for_an_appeal_are_not_looked_at(read_by_two_pools):
    call = read_by_two_pools
    assert kinds(cohort_of(call)) == {"steps": "", "pools-1": "Reading"}
    other = Round.objects.create(call=call, ordinal=2, name_es="Dos", name_en="Two", blind_tier=1)
    Round.objects.create(
        call=call, ordinal=3, name_es="Tres", name_en="Three", blind_tier=1, only=Application.objects.first(), closed_at=timezone.now()
    )
    assert readings(cohort_of(call)) == {1: "Reading"}
    Round.objects.filter(pk=other.pk).update(closed_at=timezone.now())
    assert readings(cohort_of(call)) == {1: "Reading", 2: "Two"} and "pools-2" not in kinds(cohort_of(call))


@pytest.mark.django_db
def test_what_cannot_be_told_settles_nothing(read_by_two_pools):
    call, officer = read_by_two_pools, staff_client(FakeClient(), Role.EQUITY)
    for kind in ("pools-2", "pools-x", "pools-", "names"):
        with pytest.raises(CannotBeTold):
            settle(cohort=cohort_of(call), question="gender", kind=kind, by=officer)
    with pytest.raises(NotEquity):
        settle(cohort=cohort_of(call), question="gender", kind="steps", by=staff_client(FakeClient(), Role.COORDINATOR))
    assert not FunnelTable.objects.exists()
