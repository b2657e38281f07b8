"""Views of a list, kept under a name."""

import pytest
from django.core.exceptions import PermissionDenied

from applicants.applications.saved.lists import counts_of
from applicants.applications.saved.models import SavedView
from applicants.applications.saved.save import MOST, NameTaken, TooMany, change, remove, save
from applicants.applications.states import State
from applicants.selection.landing import tasks_of
from fundportal.accounts.erase import erase
from fundportal.accounts.models import Membership, User
from fundportal.accounts.roles import Role
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_program, make_sample
from tests.selection.race import race

LIST = "/admin/applicants/application/"
SAVED = f"{LIST}saved/"
REVIEWS = "/admin/applicants/review/"


@pytest.fixture
def program():
    return make_program()


@pytest.fixture
def staff(client, settings, program):
    settings.SAMPLE_LOGINS = True
    person = make_sample(Role.COORDINATOR)
    client.force_login(person)
    return person


def kept(owner, name="Mine", query="state__exact=in_review", **more):
    return SavedView.objects.create(owner=owner, of="applications", name=name, query=query, **more)


@pytest.mark.django_db
def test_a_view_is_kept_shown_and_opened(client, staff, program):
    page = client.get(f"{SAVED}?of=applications&state__exact=shortlisted&state__exact=in_review&p=2&zz=1").content.decode()
    assert 'value="state__exact=in_review&amp;state__exact=shortlisted"' in page
    answer = client.post(
        SAVED, {"of": "applications", "query": "state__exact=shortlisted&zz=1&p=2", "name": "Cortas", "program": program.pk, "pinned": "on"}
    )
    assert answer.url == f"{LIST}?state__exact=shortlisted"
    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query, view.program, view.pinned) == (staff, "Cortas", "state__exact=shortlisted", program, True)
    assert f"{SAVED}{view.pk}/" in client.get(LIST).content.decode()
    assert client.get(f"{SAVED}{view.pk}/").url == f"{LIST}?state__exact=shortlisted"


@pytest.mark.django_db
def test_a_shared_view_shows_each_reader_their_own_rows(client, staff, program):
    """The owner reads two programmes, the other one; a stranger to the programme does not meet it."""
    Membership.objects.create(user=staff, program_code="ccc", role=Role.COORDINATOR)
    here, there = make_call(), make_call(make_cohort(make_program("ccc")))
    make_applications(2, here, State.IN_REVIEW)
    make_application(there, State.IN_REVIEW)
    view = kept(staff, program=program, pinned=True, query=f"state__exact=in_review&call={here.pk}&call={there.pk}")
    other, stranger = make_sample(Role.COORDINATOR), make_sample(Role.COORDINATOR, "amacc")
    assert [counts_of(person, [view]) for person in (User.objects.get(pk=staff.pk), other)] == [{view.pk: 3}, {view.pk: 2}]
    assert [(task.number, task.url) for task in tasks_of(other) if "saved" in task.url] == [(2, f"{SAVED}{view.pk}/")]
    assert [task for task in tasks_of(stranger) if "saved" in task.url] == []
    client.force_login(stranger)
    assert [client.get(f"{SAVED}{view.pk}/{way}").status_code for way in ("", "change/")] == [404, 404]
    assert client.get(f"{SAVED}987654321/").status_code == 404


@pytest.mark.django_db
def test_one_s_own_is_nobody_else_s(client, staff, program):
    view = kept(make_sample(Role.COORDINATOR))
    assert client.get(f"{SAVED}{view.pk}/").status_code == 404
    assert "Mine" not in client.get(LIST).content.decode()


@pytest.mark.django_db
def test_the_owner_changes_a_colleague_may_only_take_the_shared_one_away(client, staff, program):
    owner = make_sample(Role.COORDINATOR)
    view = kept(owner, program=program)
    at = f"{SAVED}{view.pk}/change/"
    assert client.post(at, {"name": "Other"}).status_code == 403
    client.force_login(owner)
    assert client.post(at, {"name": "Other", "program": program.pk}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.program) == ("Other", program)
    client.force_login(staff)
    assert client.post(at, {"remove": "1"}).status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.django_db
def test_what_a_list_does_not_know_any_more_is_said(client, staff):
    view = kept(staff, query="state__exact=in_review&colour=red")
    answer = client.get(f"{SAVED}{view.pk}/", follow=True)
    assert answer.redirect_chain == [(f"{LIST}?state__exact=in_review", 302)] and "colour" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"name": ""}, 400),
        ({"name": "x" * 61}, 400),
        ({"name": "a\0b"}, 400),
        ({"name": "Mine"}, 409),
        ({"name": "MINE"}, 409),
        ({"name": "Other", "program": "987654321"}, 400),
        ({"name": "Other", "program": "x"}, 400),
        ({"name": "Other", "of": "letters"}, 404),
        ({"name": "Other", "query": "q=" + "x" * 9000}, 302),
        ({"name": "Other", "query": "q=" + "🎬" * 200}, 409),
        ({"name": "Other", "query": "q=%00&call=%00"}, 302),
    ],
)
def test_bad_input(client, staff, data, status):
    kept(staff)
    answer = client.post(SAVED, {"of": "applications", "query": "", **data})
    assert answer.status_code == status
    assert SavedView.objects.count() == 1 + (status == 302)


@pytest.mark.django_db
def test_a_programme_of_others_is_not_shared_with(staff):
    with pytest.raises(PermissionDenied):
        save(by=staff, of="applications", name="A", query="", program=make_program("ccc"))
    view = kept(staff)
    with pytest.raises(PermissionDenied):
        change(view=view, by=staff, name="A", program=make_program("ccc"), pinned=False)
    with pytest.raises(PermissionDenied):
        remove(view=view, by=make_sample(Role.COORDINATOR))
    SavedView.objects.bulk_create(SavedView(owner=staff, of="reviews", name=str(n)) for n in range(MOST))
    with pytest.raises(TooMany):
        save(by=staff, of="applications", name="B", query="")


@pytest.mark.django_db
def test_the_list_of_reviews_keeps_views_as_well(client, staff):
    answer = client.post(SAVED, {"of": "reviews", "query": "progress=waiting&progress=begun&state__exact=x", "name": "Faltan"})
    assert answer.url == f"{REVIEWS}?progress=begun&progress=waiting"
    assert "Faltan" in client.get(REVIEWS).content.decode() and "Faltan" not in client.get(LIST).content.decode()


@pytest.mark.django_db
def test_who_leaves_takes_their_own_and_leaves_the_team_s_without_the_name(staff, program):
    kept(staff)
    shared = kept(staff, name="Ours", program=program)
    erase(person=staff)
    assert [(view.pk, view.owner) for view in SavedView.objects.all()] == [(shared.pk, None)]


@pytest.mark.django_db
def test_views_on_the_first_page_cost_two_statements(staff, program, django_assert_num_queries):
    make_application(make_call(), State.IN_REVIEW)
    views = [kept(staff, name=str(n), pinned=True) for n in range(5)]
    staff.scopes  # noqa: B018 (kept by the person, as in a request)
    with django_assert_num_queries(1):
        assert counts_of(staff, views) == {view.pk: 1 for view in views}


@pytest.mark.django_db
def test_what_takes_long_to_work_out_is_not_counted_on_the_first_page(staff):
    view = kept(staff, query="call=1&conflict=found", pinned=True)
    assert (counts_of(staff, [view]), [task for task in tasks_of(staff) if "saved" in task.url]) == ({}, [])


@pytest.mark.django_db(transaction=True)
def test_two_with_one_name_at_once_are_one(settings):
    program = make_program()
    people = [make_sample(Role.COORDINATOR) for _ in range(2)]

    def keep(person):
        return lambda: save(by=person, of="applications", name="Ours", query="", program=program)

    results = race([keep(person) for person in people])
    assert {type(result) for result in results} == {NameTaken, SavedView}
