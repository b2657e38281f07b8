from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.selection.decisions.feedback import Structured, from_the_rubric
from applicants.selection.decisions.release import Unexplained, release
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision, Release
from fundportal.accounts.erase import erase
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.applications.reading import words
from tests.review.make import make_application, make_applications, make_call, make_review, make_round, make_sample, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("released", "state", "told"), [(True, State.DECLINED, True), (False, State.IN_REVIEW, False), (False, State.WAITLISTED, False)]
)
def test_the_comments_stand_on_the_status_page_once_they_are_released(client, released, state, told):
    application, by = make_application(make_call(), state), make_staff()
    release = Release.objects.create(call=application.call, by=by) if released else None
    Decision.objects.create(application=application, outcome="decline", feedback="Una mirada propia.", staged_by=by, release=release)
    client.force_login(application.applicant)
    page = client.get(f"/en/solicitudes/{application.folio}/").content.decode()
    assert ("<p>Una mirada propia.</p>" in page, "What the reviewers saw in your application" in page) == (told, told)


def staged(call, count=1, structured=None, **more):
    by, made = make_staff(), make_applications(count, call, State.IN_REVIEW)
    stage(call=call, applications=[a.pk for a in made], outcome="decline", by=by, structured=structured, **more)
    return made, by


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("es-mx", ["Lo fuerte", "Lo que faltó", "Lo que te puede ayudar", "Una convocatoria que te puede servir"]),
        ("en", ["What was strong", "What was missing", "What could help", "A call that could fit you"]),
    ],
)
def test_each_part_is_read_in_the_letter_and_on_the_status_page(client, language, headings):
    call, other = make_call(), make_call()
    said = Structured("Mirada propia.", "Un plan.", "Di quién filma.", other.pk)
    (application,), by = staged(call, structured=said)
    type(application.applicant).objects.filter(pk=application.applicant_id).update(language=language)
    release(call=call, by=by)
    letter = render(Notification.objects.get(kind="declined")).text
    client.force_login(application.applicant)
    page = client.get(f"/{language[:2]}/solicitudes/{application.folio}/")
    for text in (letter.lower(), words(page).lower()):
        for part in [*headings, "Mirada propia.", "Un plan.", "Di quién filma."]:
            assert part.lower() in text
    assert f"/{language[:2]}/convocatorias/{other.slug}/" in letter
    assert f'href="/{language[:2]}/convocatorias/{other.slug}/"' in page.content.decode()


def test_nobody_is_declined_without_a_word():
    call = make_call()
    (told, silent), by = staged(call, 2)
    stage(call=call, applications=[told.pk], outcome="decline", by=by, feedback={told.pk: "Gracias."})
    for why in ("", "   "):
        with pytest.raises(Unexplained):
            release(call=call, by=by, unexplained_es=why)
    assert (Release.objects.count(), Notification.objects.count()) == (0, 0)
    release(call=call, by=by, unexplained_es="Llegaron 3,000.", unexplained_en="3,000 came.")
    letters = {letter.about: render(letter).text for letter in Notification.objects.filter(kind="declined")}
    assert ("Llegaron 3,000." in letters[told.folio], "Llegaron 3,000." in letters[silent.folio]) == (False, True)


def test_why_there_are_no_comments_stands_on_the_status_page_too(client):
    call = make_call()
    (silent,), by = staged(call)
    release(call=call, by=by, unexplained_es="Llegaron 3,000.", unexplained_en="3,000 came.")
    client.force_login(silent.applicant)
    assert "3,000 came." in words(client.get(f"/en/solicitudes/{silent.folio}/"))


def test_a_reason_is_kept_only_where_it_is_needed():
    call = make_call()
    (_told,), by = staged(call, structured=Structured(strong="Mirada."))
    assert release(call=call, by=by, unexplained_es="Sobra.").unexplained_es == ""


def test_the_rubric_gives_a_first_version_in_the_persons_language():
    application = make_application(make_call(), State.IN_REVIEW)
    one = make_round(application.call)
    for scores in ({"mirada": 4, "historia": 1}, {"mirada": 3, "historia": 2}):
        make_review(
            one, application, make_staff(), scores=scores, mean=50, submitted_at=timezone.now(), conflict="none", conflict_at=timezone.now()
        )
    make_review(one, application, make_staff(), scores={"mirada": 1, "historia": 4})  # begun, not handed in
    assert from_the_rubric(application.pk, "es-mx")[:2] == ("Mirada: mirada nivel 3", "Historia: historia nivel 1")
    assert from_the_rubric(application.pk, "en")[:2] == ("Mirada: mirada level 3", "Historia: historia level 1")


def test_staff_find_it_filled_in_and_what_they_leave_is_what_is_read(client, settings):
    settings.SAMPLE_LOGINS = True
    application = make_application(make_call(), State.IN_REVIEW)
    one = make_round(application.call)
    scores = {"mirada": 4, "historia": 1}
    make_review(
        one, application, make_staff(), scores=scores, mean=50, submitted_at=timezone.now(), conflict="none", conflict_at=timezone.now()
    )
    client.force_login(make_sample("coordinator", "morelia"))
    at = reverse("admin:stage", args=[application.call_id])
    form = client.get(f"{at}?outcome=decline&ids={application.pk}").context_data["form"]
    assert form["strong"].value() == "Mirada: mirada nivel 4"
    other = make_call()
    Call.objects.filter(pk=other.pk).update(closes_at=timezone.now() + timedelta(days=9))
    fields = {"outcome": "decline", "ids": application.pk, "confirm": "1", "strong": "Otra cosa.", "missing": "", "next_call": other.pk}
    client.post(at, fields)
    decision = Decision.objects.get()
    assert (decision.strong, decision.missing, decision.next_call) == ("Otra cosa.", "", other)
    again = client.get(f"{at}?outcome=decline&ids={application.pk}").context_data["form"]
    assert (again["strong"].value(), again["next_call"].value()) == ("Otra cosa.", other.pk)
    chosen = client.get(f"{at}?outcome=select&ids={application.pk}").context_data["form"].fields
    assert ("strong" in chosen, "missing" in chosen, "next_call" in chosen) == (True, True, False)


@pytest.mark.parametrize(
    ("outcome", "kind", "page"), [("select", "offer", "oferta/"), ("waitlist", "waitlisted", ""), ("decline", "declined", "")]
)
def test_it_reaches_everybody_in_the_letter_and_on_the_page(client, outcome, kind, page):
    application, by = make_application(make_call(), State.IN_REVIEW), make_staff()
    said, feedback = Structured("Mirada propia.", "Un plan.", "Di quién filma."), {application.pk: "Una voz."}
    stage(call=application.call, applications=[application.pk], outcome=outcome, by=by, structured=said, feedback=feedback)
    release(call=application.call, by=by)
    client.force_login(application.applicant)
    for text in (render(Notification.objects.get(kind=kind)).text, words(client.get(f"/es/solicitudes/{application.folio}/{page}"))):
        assert [part for part in (*said[:3], "Una voz.") if part not in text] == []


def test_many_at_once_get_each_their_own_out_of_the_rubric(client, sign_in):
    sign_in()
    one = make_round(make_call())
    first, second = make_applications(2, one.call, State.IN_REVIEW)
    type(second.applicant).objects.filter(pk=second.applicant_id).update(language="en")
    for application, scores in ((first, {"mirada": 4, "historia": 1}), (second, {"mirada": 1, "historia": 4})):
        make_review(one, application, make_staff(), scores=scores, mean=50, submitted_at=timezone.now(), conflict="none")
    at, sent = reverse("admin:stage", args=[one.call_id]), {"outcome": "decline", "ids": f"{first.pk},{second.pk}", "confirm": "1"}
    assert client.get(at, {"outcome": "decline", "ids": sent["ids"]}).context_data["form"].initial["rubric"]
    client.post(at, {**sent, "rubric": "on", "missing": "Para todos."})
    assert list(Decision.objects.order_by("application").values_list("strong", "missing")) == [
        ("Mirada: mirada nivel 4", "Para todos."),
        ("Historia: historia level 4", "Para todos."),
    ]


def test_an_erased_person_leaves_no_word_of_it():
    call = make_call()
    (application,), by = staged(call, structured=Structured("Xóchitl mira.", "Xóchitl no dice.", "Xóchitl podría."))
    release(call=call, by=by)
    erase(person=application.applicant)
    assert Decision.objects.values_list("strong", "missing", "suggestion").get() == ("", "", "")
