"""No page breaks a rule of WCAG 2.2 (A, AA) that a machine can see, sticks out of a telephone, or makes the console complain: with its scripts, and with
what the samples say. Every page of the permission matrix is seen without them in tests/permissions/test_html.py.
"""

import itertools
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from applicants.applications.bulk.models import BulkJob
from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application
from applicants.applications.outages.models import Outage
from applicants.applications.states import State
from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from applicants.review.models import Review, Round
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision
from fundportal.accounts.roles import Role
from programs.models import Cohort
from tests.accounts.people import make_person, make_staff
from tests.applications.bulk.jobs import make_job
from tests.journeys.axe import look
from tests.journeys.walk import answer, browser, press

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("es-mx", "en")


def address(name, *args, language="es-mx"):
    with translation.override(language):
        return reverse(name, args=args)


def addresses(pages):
    """Every second page in English."""
    return [address(name, *args, language=language) for (name, *args), language in zip(pages, itertools.cycle(LANGUAGES), strict=False)]


def look_at(page, paths, *, turn=0):
    """What is wrong with these pages. Each is there: none answers with an error."""
    wrong = []
    for number, path in enumerate(paths):
        response = page.goto(path)
        assert response.status == 200, f"{path}: {response.status}"
        wrong += look(page, turn + number)
    return wrong


def send(page, path, button, turn, **answers):
    """What is wrong with the page that says what is missing or mistaken."""
    page.goto(path)
    answer(page, answers)
    press(page, button)
    assert page.locator("main .fp-errors").count() == 1
    return look(page, turn)


def test_public_pages(chromium, portal, samples):
    call = Call.objects.get(slug="asistentes-de-produccion")
    cohort = Cohort.objects.select_related("strand__program").get(pk=call.cohort_id)
    pages = [
        ["home"], ["calls"], ["call", call.slug], ["call", "laboratorio-morelia"],
        ["call_questions", "nuevas-fronteras"], ["eligibility", "laboratorio-morelia"], ["call_on_paper", "laboratorio-morelia"],
        ["program", "laboratorio-morelia"], ["cohort", cohort.strand.program.slug, cohort.slug], ["account_login"],
    ]  # fmt: skip
    with browser(chromium, portal) as page:
        wrong = look_at(page, addresses(pages))
        wrong += send(page, address("account_login"), "main form.fp-form .fp-btn", 1)
        wrong += send(page, address("eligibility", call.slug), "main form.fp-form .fp-btn", 0)
        answer(page, {"r0": "GT", "r1_0": "1", "r1_1": "3", "r1_2": "2001"})
        press(page, "main form.fp-form .fp-btn")
        wrong += look(page, 1)
        press(page, "form[action$='empezar/'] .fp-btn")
        wrong += look(page, 0)
    assert not wrong, "\n".join(wrong)


def test_a_page_that_is_not_there(chromium, portal, samples):
    page = chromium.new_page(base_url=portal)
    assert page.goto("/es/convocatorias/no-hay/").status == 404
    wrong = look(page, 0)
    page.close()
    assert not wrong, "\n".join(wrong)


def test_pages_of_an_account(chromium, portal, samples):
    with browser(chromium, portal, user=make_person()) as page:
        wrong = look_at(page, addresses([["account"], ["applications"]]))
        wrong += send(page, address("apply", "laboratorio-morelia"), "main form.fp-form .fp-btn", 0)
        wrong += look_at(page, [address("apply", "asistentes-de-produccion")])
    assert not wrong, "\n".join(wrong)


def test_the_way_of_an_application(chromium, portal, samples):
    drafts = Application.objects.filter(state=State.DRAFT, call__slug="laboratorio-morelia", progress__has_key="about").exclude(
        progress__has_any_keys=["financing", "rights"]
    )
    draft = drafts.select_related("applicant").first()
    with browser(chromium, portal, user=draft.applicant) as page:
        keys = ["about", "project", "team", "budget", "rights"]
        wrong = look_at(page, addresses([["sections", draft.folio], *(["section", draft.folio, key] for key in keys)]))
        mistakes = {
            "project": {"minutes": "muchos", "version_date_0": "31"},
            "budget": {"budget-0-concept": "Guion", "budget-0-cost": "45.000"},
        }
        for turn, (key, typed) in enumerate(mistakes.items()):
            wrong += send(page, address("section", draft.folio, key), "main .fp-row button[value=seguir]", turn, **typed)
        page.goto(address("check", draft.folio))
        press(page, "main form.fp-form .fp-row button")
        wrong += look(page, 1)
        wrong += send(page, address("submit_for_me", draft.folio), "main form.fp-form .fp-row button", 0)
    for state, names in (
        (State.SUBMITTED, ("application", "receipt", "sent")),
        (State.OFFERED, ("offer", "application")),
    ):
        application = Application.objects.filter(state=state).select_related("applicant").first()
        with browser(chromium, portal, user=application.applicant) as page:
            wrong += look_at(page, addresses([[name, application.folio] for name in names]))
            if state == State.SUBMITTED:
                made = asked(application)
                wrong += look_at(page, [address("clarify", application.folio, made.number), address("application", application.folio)])
                wrong += send(
                    page, address("clarify", application.folio, made.number, language="en"), "main form.fp-form .fp-row button", 1
                )
            if state == State.OFFERED:
                wrong += look_at(page, [address("offer", application.folio) + "?answer=decline"])
    assert not wrong, "\n".join(wrong)


def asked(application):
    """Staff ask about the first answer in words."""
    questions = form_version(application.form_version_id).questions.values()
    key = next(q["key"] for q in questions if q["kind"] in ("short_text", "long_text") and not q["sensitive"])
    due = timezone.now() + timedelta(days=3)
    return Clarification.objects.create(
        application=application, number=1, submission_id=application.submission_id, question=key, text="¿Quién?", due_at=due
    )


def away(call):
    """The portal was away in the last hours of a call."""
    began = call.closes_at - timedelta(hours=9)
    return Outage.objects.create(call=call, what="worker", began_at=began, ended_at=began + timedelta(minutes=47))


def jobs_about(application, by):
    """A bulk action that nobody has confirmed, and one that runs."""
    opened, running = (make_job("screen_out", [application], by).pk for _ in range(2))
    BulkJob.objects.filter(pk=running).update(state="running", begun_at=timezone.now(), seen_at=timezone.now())
    return opened, running


def test_the_work_of_the_programme_s_staff(chromium, portal, samples):
    coordinator = make_staff(Role.COORDINATOR, language="en")
    round = Round.objects.get(call__slug="asistentes-de-produccion")
    for outcome, application in zip(
        Decision.Outcome.values, Application.objects.filter(call=round.call, state=State.IN_REVIEW), strict=False
    ):
        stage(call=round.call, applications=[application.pk], outcome=outcome, by=coordinator)
    submitted = Application.objects.filter(call=round.call, state=State.SUBMITTED).first()
    ids = f"?ids={submitted.pk}"
    ours = Application.objects.filter(call__cohort__strand__program=round.call.cohort.strand.program_id)
    paths = [
        reverse("admin:index"),
        reverse("admin:applicants_application_changelist") + "?state__exact=shortlisted",
        reverse("admin:applicants_application_change", args=[asked(submitted).application_id]),
        reverse("admin:applicants_application_clarify", args=[submitted.pk]),
        reverse("admin:applicants_application_take_back", args=[submitted.pk, 1]),
        reverse("admin:applicants_application_outage", args=[away(round.call).pk]),
        reverse("admin:applicants_application_postpone", args=[round.call_id]),
        reverse("admin:application_screening", args=["in"]) + ids,
        reverse("admin:application_screening", args=["out"]) + ids,
        *(reverse("admin:bulk_job", args=[job]) + "?still=1" for job in jobs_about(submitted, coordinator)),
        reverse("admin:applicants_round_changelist"),
        reverse("admin:round_assign", args=[round.pk]),
        reverse("admin:round_ranking", args=[round.pk]),
        *(reverse(f"admin:round_{name}", args=[round.pk]) for name in ("agreement", "calibration", "needs", "flags")),
        reverse("admin:release", args=[round.call_id]),
        reverse("admin:waiting_list", args=[Call.objects.get(slug="asistentes-de-produccion-terminada").pk]),
        reverse("admin:close_waiting_list", args=[Call.objects.get(slug="asistentes-de-produccion-terminada").pk]),
        reverse("admin:end_place", args=[ours.filter(state=State.CONFIRMED).first().pk]),
        reverse("admin:applicants_call_changelist"),
        *(
            reverse(f"admin:applicants_call_{name}", args=[round.call_id])
            for name in ("form", "publish", "extend", "archive", "preview", "rules", "publish_rules", "trial", "trial_check")
        ),
        *(
            reverse(f"admin:applicants_call_{name}", args=[round.call_id, at])
            for name, at in (("new_rule", "age"), ("trial_section", "path"))
        ),
        reverse("admin:notifications_notification_changelist"),
    ]
    with browser(chromium, portal, user=coordinator) as page:
        wrong = look_at(page, paths)
        page.goto(reverse("admin:round_ranking", args=[round.pk]))
        page.check("[name=application] >> nth=0")
        press(page, "button[value=select]")
        wrong += look(page, 1)
    assert not wrong, "\n".join(wrong)


def test_the_review_desk(chromium, portal, samples):
    reviewer = make_staff(Role.REVIEWER, language="en")
    round = Round.objects.get(call__slug="asistentes-de-produccion")
    for application in Application.objects.filter(call=round.call, state=State.IN_REVIEW)[:2]:
        Review.objects.create(round=round, application=application, reviewer=reviewer)
    with browser(chromium, portal, user=reviewer) as page:
        wrong = look_at(page, [reverse("admin:index"), reverse("admin:review_desk")])
        page.check("[name=conflict][value=no]")
        press(page, "button[name=declare]")
        wrong += look(page, 0) + look(page, 1)
        press(page, ".fp-act button[name=_next]")
        wrong += look(page, 1)
        wrong += look_at(page, [reverse("admin:review_desk_criterion", args=[round.criteria.first().pk])] * 2)
    assert not wrong, "\n".join(wrong)


def test_the_report(chromium, portal, samples):
    pr = make_staff(Role.PR, language="es-mx")
    cohort = Call.objects.get(slug="asistentes-de-produccion-terminada").cohort_id
    report = reverse("admin:applicants_cohortreport_change", args=[cohort])
    with browser(chromium, portal, user=pr) as page:
        wrong = look_at(page, [report, report])
    assert not wrong, "\n".join(wrong)
