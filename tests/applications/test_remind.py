from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.remind import remind
from applicants.applications.tasks import remind_drafts
from applicants.applications.team.references.models import ReferencesAsked
from applicants.applications.withdraw import withdraw
from fundportal.consents.give import withdraw as withdraw_consent
from fundportal.consents.models import Consent, Purpose
from fundportal.notifications.deliver import deliver
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.applications.build import CLOSES, COMPLETE, hand_in, make_call, make_draft, make_person, question, section, text

pytestmark = pytest.mark.django_db
LONG_AGO = CLOSES - timedelta(days=20)


def a_draft(call=None, at=LONG_AGO, **more):
    call = call or make_call(opens=CLOSES - timedelta(days=30), closes=CLOSES)
    return make_draft(call, at=at, **more)


def reminders():
    return list(Notification.objects.filter(kind="deadline_reminder").order_by("pk"))


def steps():
    return [int(letter.key.rpartition(":")[2]) for letter in reminders()]


@pytest.mark.parametrize(
    ("before", "hours"),
    [
        (timedelta(days=8), []),
        (timedelta(days=7), [168]),
        (timedelta(days=5, hours=7), [168]),  # the portal was away for a day and a half
        (timedelta(days=5, hours=6), []),
        (timedelta(hours=49), []),
        (timedelta(hours=48), [48]),
        (timedelta(hours=6), [6]),
        (timedelta(minutes=1), []),
        (timedelta(0), []),
        (timedelta(days=-1), []),
    ],
)
def test_the_step_that_is_due_is_written_once(before, hours):
    a_draft()
    for _beat in range(3):
        remind(at=CLOSES - before)
    assert steps() == hours


def test_each_step_gives_one_letter():
    a_draft()
    for minutes in range(200 * 60, 0, -50):
        remind(at=CLOSES - timedelta(minutes=minutes))
    assert steps() == [168, 48, 6]


def test_letter_says_what_is_missing_and_can_be_written():
    draft = a_draft(answers={"title": "Agua", "synopsis": "Una laguna."})
    remind(at=CLOSES - timedelta(hours=48))
    (letter,) = reminders()
    assert letter.context["missing"] == [{"es": "You", "en": "You", "questions": [{"es": "¿town?", "en": "town?"}]}]
    assert letter.context["more"] == 0
    assert letter.context["closes_at"] == CLOSES.isoformat()
    assert letter.expires_at == CLOSES
    assert draft.folio in letter.context["url"]
    assert render(letter).subject


HEALTH = question("health", sensitive=True) | {"label": text("¿Qué enfermedad tienes?", "Which illness do you have?")}
MANY = [
    section("film", *(question(f"q{n}") for n in range(1, 5)), question("aside", required=False), HEALTH),
    section("you", *(question(f"r{n}") for n in range(1, 4))),
    section("end", question("last")),
]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("es-mx", ["- Film: “¿q2?”; “¿q3?”; “¿q4?”", "- You: “¿r1?”; “¿r2?”", "- End", "Y 3 preguntas más."]),
        ("en", ["- Film: “q2?”; “q3?”; “q4?”", "- You: “r1?”; “r2?”", "- End", "And 3 more questions."]),
    ],
)
def test_letter_names_five_questions_and_no_sensitive_one(language, lines):
    call = make_call(MANY, opens=CLOSES - timedelta(days=30), closes=CLOSES)
    a_draft(call, answers={"q1": "Agua"}, person=make_person(language=language))
    remind(at=CLOSES - timedelta(hours=48))
    letter = render(reminders()[0])
    assert [line for line in lines if line not in letter.text.splitlines()] == []
    assert all(word not in part for word in ("enfermedad", "illness") for part in (letter.text, letter.html, str(reminders()[0].context)))


def test_a_question_of_any_length_and_one_to_correct_are_named():
    form = [section("film", question("title"), question("note", required=False)), section("you", question("town"))]
    form[1]["questions"][0]["label"] = text("*[¿Dónde](http://x)* " + "muy " * 60)
    draft = a_draft(make_call(form, opens=CLOSES - timedelta(days=30), closes=CLOSES), answers={"title": "Agua"})
    Application.objects.filter(pk=draft.pk).update(unfinished={"note": "x" * 9}, progress={"film": "started"})
    remind(at=CLOSES - timedelta(hours=48))
    (letter,) = reminders()
    assert letter.context["missing"][0]["questions"] == [{"es": "¿note?", "en": "note?"}]
    (long,) = letter.context["missing"][1]["questions"]
    assert (len(long["es"]), long["es"][-1]) == (90, "…")
    assert "*[¿Dónde](http://x)*" in render(letter).text.replace("\n", " ")


def test_a_draft_younger_than_the_step_is_not_reminded_of_it():
    a_draft(at=CLOSES - timedelta(days=2, hours=1))
    remind(at=CLOSES - timedelta(days=2, minutes=30))
    assert reminders() == []
    remind(at=CLOSES - timedelta(days=2))
    assert steps() == [48]


def test_nobody_who_submitted_withdrew_or_is_gone_is_reminded():
    call = make_call(opens=CLOSES - timedelta(days=30), closes=CLOSES)
    hand_in(a_draft(call, answers=COMPLETE), at=LONG_AGO)
    withdrawn = a_draft(call)
    withdraw(application=withdrawn, person=withdrawn.applicant)
    a_draft(call, person=make_person(is_active=False))
    assert remind(at=CLOSES - timedelta(hours=48)) == 0


def test_who_has_submitted_meanwhile_gets_no_reminder_that_was_written_before(mailoutbox):
    call = make_call(closes=timezone.now() + timedelta(hours=6))
    early = timezone.now() - timedelta(days=20)
    submitted, withdrawn, extended, waits = (a_draft(call, at=early, answers=COMPLETE) for _each in range(4))
    assert remind(at=timezone.now()) == 4
    hand_in(submitted)
    withdraw(application=withdrawn, person=withdrawn.applicant)
    Application.objects.filter(pk=extended.pk).update(closes_at=timezone.now() + timedelta(days=3))

    deliver(queue="letters")

    assert [mail.to[0] for mail in mailoutbox if "para enviar tu solicitud" in mail.subject] == [waits.applicant.email]
    assert sorted(letter.state for letter in reminders()) == ["expired", "expired", "expired", "sent"]


def test_an_own_later_deadline_counts():
    draft = a_draft()
    Application.objects.filter(pk=draft.pk).update(closes_at=CLOSES + timedelta(days=30))
    assert remind(at=CLOSES - timedelta(hours=6)) == 0
    assert remind(at=CLOSES + timedelta(days=28)) == 1


def test_an_extension_brings_its_own_reminders():
    draft = a_draft()
    remind(at=CLOSES - timedelta(hours=6))
    draft.call.closes_at = CLOSES + timedelta(days=10)
    draft.call.save()
    assert remind(at=CLOSES - timedelta(hours=5)) == 0  # the step of a week has passed, but so long ago that it would say nothing new
    remind(at=CLOSES + timedelta(days=9, hours=18))
    assert steps() == [6, 6]


@pytest.mark.parametrize("drafts", [1, 30])
def test_statements_do_not_grow(drafts, django_assert_num_queries):
    call = make_call(opens=CLOSES - timedelta(days=30), closes=CLOSES)
    for _each in range(drafts):
        a_draft(call)
    remind(at=CLOSES - timedelta(days=30))
    with django_assert_num_queries(5):  # drafts, the form, their consents, what the call asks of referees, the letters
        assert remind(at=CLOSES - timedelta(hours=48)) == drafts


def what_is_missing(draft):
    """The lines of the letter under that heading."""
    remind(at=CLOSES - timedelta(hours=48))
    (letter,) = reminders()
    return [line for line in render(letter).text.splitlines() if line.startswith("- ") or "Nada falta" in line or "No falta nada" in line]


def test_a_complete_draft_is_told_so_and_no_other():
    assert what_is_missing(a_draft(answers=COMPLETE)) == ["No falta nada: revisa tus respuestas y envíala."]


@pytest.mark.parametrize("lack", ["consent", "choice", "letters", "file"])
def test_what_no_question_lacks_is_named_too(lack):
    draft = a_draft(answers=COMPLETE)
    Application.objects.filter(pk=draft.pk).update(progress={"film": "done", "you": "done"})
    if lack == "consent":
        withdraw_consent(consent=Consent.objects.get(about=draft.folio, purpose=Purpose.EVALUATE))
    elif lack == "choice":
        Application.objects.filter(pk=draft.pk).update(conflicts={"title": [3]})
    elif lack == "letters":
        ReferencesAsked.objects.create(call=draft.call, question_es="¿?", question_en="?", required=True)
    else:
        Application.objects.filter(pk=draft.pk).update(state="withdrawn")
        form = [section("film", question("paper", "file", types=["pdf"], max_mb=1))]
        lost = {"paper": {"file": str(uuid4()), "name": "guion.pdf", "size": 9, "media_type": "application/pdf"}}
        draft = a_draft(make_call(form, opens=CLOSES - timedelta(days=30), closes=CLOSES), answers=lost)
        Application.objects.filter(pk=draft.pk).update(progress={"film": "done"})
    (line,) = what_is_missing(draft)
    assert {
        "consent": "Acepta que tus respuestas",
        "choice": "“¿title?”",
        "letters": "Pide una carta",
        "file": "No encontramos",
    }[lack] in line


def test_task():
    make_draft(make_call(closes=timezone.now() + timedelta(days=2)), at=timezone.now() - timedelta(days=20))
    assert remind_drafts() == 1
