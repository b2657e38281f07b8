"""Ids of foreign rows in forms, in actions, in autocompletion and as second parts of addresses: refused, and nothing is written."""

import pytest
from django.contrib import admin
from django.urls import reverse

from applicants.review.models import Review
from tests.permissions.doors import tried
from tests.permissions.lists import list_of
from tests.permissions.world import FOREIGN, OWN, ROLES

pytestmark = pytest.mark.django_db


def post(world, name, data, *arguments, who="coordinator"):
    return tried(world.client(who), "post", reverse(f"admin:{name}", args=arguments), data)


def errors_of(answer):
    """Of the form of an admin page."""
    form = answer.context["adminform"].form if "adminform" in answer.context else answer.context["form"]
    return form.errors


@pytest.mark.parametrize(
    ("page", "field", "name"),
    [
        ("applicants_call_add", "cohort", "cohort"),
        ("applicants_call_add", "notice", "notice"),
        ("applicants_round_add", "call", "call"),
        ("programs_session_add", "cohort", "cohort"),
        ("programs_cohort_add", "strand", "strand"),
        ("programs_strand_add", "program", "program"),
    ],
)
def test_a_form_takes_no_foreign_row(page, field, name, world):
    answer, written = post(world, page, {field: world.foreign.rows[name].pk})
    assert (field in errors_of(answer), written) == (True, set())
    answer, _ = post(world, page, {field: world.own.rows[name].pk})
    assert field not in errors_of(answer)


@pytest.mark.parametrize(("page", "who"), [("accounts_invitation_add", "coordinator"), ("consents_notice_add", "privacy")])
def test_a_form_takes_no_foreign_programme(page, who, world):
    answer, written = post(world, page, {"program_code": FOREIGN}, who=who)
    assert ("program_code" in errors_of(answer), written) == (True, set())
    answer, _ = post(world, page, {"program_code": OWN}, who=who)
    assert "program_code" not in errors_of(answer)


def test_staff_give_no_role_above_their_own(world):
    answer, _ = post(world, "accounts_invitation_add", {"program_code": OWN, "role": "privacy"})
    assert "role" in errors_of(answer)


def test_staff_take_no_role_that_they_do_not_give(world):
    membership = world.own.rows["privacy membership"]
    answer, written = post(world, "accounts_membership_delete", {"post": "yes"}, membership.pk)
    assert (answer.status_code, written) == (403, set())


@pytest.mark.parametrize(
    ("label", "action", "name", "more"),
    [
        ("accounts.membership", "delete_selected", "pr membership", {"post": "yes"}),
        ("accounts.invitation", "delete_selected", "invitation", {"post": "yes"}),
        ("notifications.notification", "send_again", "letter", {"confirmed": "1"}),
        ("notifications.suppression", "let_through", "suppression", {"confirmed": "1"}),
        ("applicants.application", "screen_in", "submitted", {"confirm": "1"}),
        ("applicants.application", "screen_out", "submitted", {"confirm": "1", "reason": "x"}),
    ],
)
@pytest.mark.parametrize("everything", ["0", "1"])
def test_an_action_does_nothing_to_foreign_rows(label, action, name, more, everything, world):
    row = world.foreign.rows[name]
    before = type(row).objects.filter(pk=row.pk).values().get()
    data = {"action": action, "_selected_action": row.pk, "select_across": everything, **more}
    answer = world.client("coordinator").post(list_of(label), data)
    assert answer.status_code in (200, 302, 403)
    assert type(row).objects.filter(pk=row.pk).values().get() == before
    assert world.foreign.application.folio not in answer.content.decode()


def chosen_of(world, place):
    return f"{place.submitted.pk},{place.application.pk},{place.draft.pk}"


@pytest.mark.parametrize(
    ("page", "arguments", "data"),
    [
        ("application_screening", ["in"], {"confirm": "1"}),
        ("application_screening", ["out"], {"confirm": "1", "reason": "x"}),
        ("stage", ["call"], {"confirm": "1", "outcome": "decline", "comments": "on"}),
        ("stage", ["call"], {"confirm": "1", "outcome": "undo"}),
        ("stage", ["call"], {"confirm": "1", "outcome": "shortlist"}),
    ],
)
def test_a_page_that_carries_ids_does_nothing_to_foreign_ones(page, arguments, data, world):
    arguments = [world.own.rows[name].pk if name == "call" else name for name in arguments]
    foreign = f"{chosen_of(world, world.foreign)},{world.foreign.strangers.pk}"
    answer, written = post(world, page, {**data, "ids": foreign}, *arguments)
    assert (answer.status_code < 500, written) == (True, set())
    shown, _ = tried(world.client("coordinator"), "get", reverse(f"admin:{page}", args=arguments), {"outcome": "decline", "ids": foreign})
    assert world.foreign.application.folio not in shown.body.decode()


def test_nobody_is_assigned_across_programmes(world):
    own, foreign = world.own, world.foreign
    for application, reviewer in ((foreign.strangers, own.reviewer), (own.strangers, foreign.reviewer), (own.strangers, own.pr)):
        post(world, "round_assign", {"application": application.pk, "reviewer": reviewer.pk}, own.round.pk)
        answer, written = post(world, "round_assign", {"application": application.pk, "reviewer": reviewer.pk}, own.round.pk)
        assert (answer.status_code, written) == (400, set())
    Review.objects.filter(pk=foreign.review.pk).update(conflict="unknown")
    _, written = post(world, "round_unassign", {"review": foreign.review.pk}, own.round.pk)
    assert written == set()


@pytest.mark.parametrize(
    ("page", "own", "foreign", "more"),
    [
        ("applicants_call_section", "unpublished_call", "section", []),
        ("applicants_call_kind", "unpublished_call", "section", []),
        ("applicants_call_new_question", "unpublished_call", "section", ["short_text"]),
        ("applicants_call_question", "unpublished_call", "question", []),
        ("applicants_call_remove_section", "unpublished_call", "section", []),
        ("applicants_call_remove_question", "unpublished_call", "question", []),
        ("application_file", "application", "file", []),
        ("application_file", "application", "draft_file", []),
    ],
)
def test_a_foreign_part_is_not_reached_through_ones_own_whole(page, own, foreign, more, world):
    path = reverse(f"admin:{page}", args=[world.own.rows[own].pk, world.foreign.rows[foreign].pk, *more])
    for method in ("get", "post"):
        answer, written = tried(world.client("coordinator"), method, path)
        assert (answer.status_code, written, "X-Accel-Redirect" in answer) == (404, set(), False)


def completing():
    """Every model whose fields can be completed: those with a page, and those on the page of another."""
    pages = admin.site._registry.items()
    return sorted(
        {model for model, _ in pages} | {inline.model for _, page in pages for inline in page.inlines},
        key=lambda model: model._meta.label_lower,
    )


@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")  # of lists that no page completes from
@pytest.mark.parametrize("model", completing(), ids=lambda model: model._meta.label_lower)
def test_autocompletion_finds_own_rows_alone(model, world):
    """Django answers for any relation to rows with a searchable list, offered on a page or not: with the rows of that list."""
    for field in model._meta.get_fields():
        if not (field.concrete and field.is_relation and field.related_model in admin.site._registry):
            continue
        asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field.name, "term": ""}
        for who in ROLES:
            answer = world.client(who).get(reverse("admin:autocomplete"), asked)
            offered = {int(found["id"]) for found in answer.json()["results"]} if answer.status_code == 200 else set()
            assert answer.status_code in (200, 403, 404)
            assert offered & foreign_rows(world, field.related_model) == set()


def foreign_rows(world, model):
    """Ids of the other programme's rows, those that are shared aside."""
    if model._meta.label in ("programs.Organization", "programs.Guest"):
        return set()
    theirs = {row.pk for row in world.foreign.rows.values() if isinstance(row, model)}
    return theirs - {world.people["applicant"].pk} if model._meta.label == "accounts.User" else theirs


@pytest.mark.parametrize(("model", "field"), [("partnership", "organization"), ("session", "guests")])
def test_autocompletion_is_for_who_manages_a_programme(model, field, world):
    asked = {"app_label": "programs", "model_name": model, "field_name": field, "term": ""}
    answers = {
        who: world.client(who).get(reverse("admin:autocomplete"), asked).status_code for who in ("coordinator", "reviewer", "pr", "privacy")
    }
    assert answers == {"coordinator": 200, "reviewer": 403, "pr": 403, "privacy": 403}
