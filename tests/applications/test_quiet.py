"""“No more reminders”, from the letter and from the mail program."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applicants.applications.quiet.hush import folio_of, token_of
from applicants.applications.quiet.models import Quiet
from applicants.applications.remind import remind
from fundportal.audit.models import Entry
from fundportal.notifications.deliver import deliver
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.applications.build import make_call, make_draft, make_person
from tests.applications.reading import words
from tests.applications.test_submit_for_me import wish

pytestmark = pytest.mark.django_db


def a_draft(**more):
    call = make_call(closes=timezone.now() + timedelta(hours=6))
    return make_draft(call, at=timezone.now() - timedelta(days=20), **more)


def address(draft, language="es"):
    return f"/{language}/recordatorios/{token_of(draft.folio)}/"


def test_the_letter_holds_a_link_that_works_without_signing_in_and_says_not_whose():
    draft = a_draft(person=make_person(name="Xóchitl Nube"))
    remind(at=timezone.now())
    letter = Notification.objects.get(kind="deadline_reminder")
    assert address(draft) in render(letter).text
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(address(draft))
    assert "Asistentes de producción" in words(page)
    assert "Xóchitl" not in words(page)
    assert draft.folio not in words(page)
    assert not Quiet.objects.exists()
    assert "Ya no hay recordatorios" in words(browser.post(address(draft)))
    assert Quiet.objects.get().application == draft
    assert "Ya no hay recordatorios" in words(browser.get(address(draft)))
    browser.post(address(draft), {"answer": "again"})
    browser.post(address(draft), {"answer": "again"})
    assert not Quiet.objects.exists()
    verbs = Entry.objects.filter(target=draft.folio, verb__startswith="reminders").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["reminders_stopped", "reminders_wanted"]


def test_who_stopped_them_gets_none_not_even_one_that_waits(mailoutbox):
    stopped, other = a_draft(), a_draft()
    assert remind(at=timezone.now()) == 2
    Client().post(address(stopped), {"List-Unsubscribe": "One-Click"})
    deliver(queue="letters")
    assert [mail.to[0] for mail in mailoutbox] == [other.applicant.email]
    assert mailoutbox[0].extra_headers["List-Unsubscribe"].endswith(f"{address(other)}>")
    assert mailoutbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    Notification.objects.all().delete()
    assert remind(at=timezone.now()) == 1


def test_a_token_of_somebody_else_or_of_nothing_is_not_there():
    draft = a_draft()
    good = token_of(draft.folio)
    for token in ("x", draft.folio, f"{draft.folio}:x", good[:-1], good.replace(draft.folio, "CCC27-AAAAAA"), good.swapcase()):
        assert folio_of(token) == ""
        assert Client().post(f"/es/recordatorios/{token}/").status_code == 404
    assert Client().get(f"/es/recordatorios/{token_of('NOBODY')}/").status_code == 404
    assert not Quiet.objects.exists()


@pytest.mark.parametrize(("language", "asks", "asked"), [("es-mx", "Pídelo", "Como lo pediste"), ("en", "Ask for it", "As you asked")])
def test_a_reminder_speaks_of_submitting_at_the_deadline(language, asks, asked):
    plain, wishing = (a_draft(person=make_person(language=language)) for _each in range(2))
    wish(wishing, at=timezone.now())
    remind(at=timezone.now())
    texts = {letter.about: render(letter).text for letter in Notification.objects.filter(kind="deadline_reminder")}
    assert (asks in texts[plain.folio], asked in texts[plain.folio]) == (True, False)
    assert (asks in texts[wishing.folio], asked in texts[wishing.folio]) == (False, True)
    assert f"/{language[:2]}/solicitudes/{plain.folio}/al-cierre/" in texts[plain.folio]
