"""An application without a connection, in a real browser on a line that is really cut."""

import time
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Error

from applicants.applications.models import Application, DraftEntry
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.invite import remove
from applicants.applications.team.members.models import Member
from fundportal.accounts.devices import name_of
from fundportal.accounts.models import User
from fundportal.accounts.sessions import Session
from tests.accounts.people import signed_in
from tests.applications.build import COMPLETE, client_of, hand_in, make_draft, make_person
from tests.applications.line import Line
from tests.applications.reading import autosave
from tests.applications.team.people import make_help, make_member
from tests.journeys.axe import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name !== "fp-files"), urls = [];
  for (const name of names) for (const each of await (await caches.open(name)).keys()) urls.push(new URL(each.url).pathname);
  return urls.sort();
}"""
ROWS = """() => new Promise((done) => {
  const asked = indexedDB.open("fp", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("pages", { keyPath: "mark" });
  asked.onsuccess = () => { asked.result.transaction("pages").objectStore("pages").getAll().onsuccess = ({ target }) => { asked.result.close(); done(target.result); } };
})"""


@pytest.fixture
def draft():
    return make_draft()


@pytest.fixture
def line(site):
    line = Line(urlsplit(site).port)
    yield line
    line.close()


@pytest.fixture
def telephone(line, chromium):
    """Opens a browser of its own on the line, in which the person has signed in."""
    contexts = []

    def open_one(person=None, **options):
        context = chromium.new_context(viewport={"width": 360, "height": 740}, base_url=line.address, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if person:
            come_in(context, line, person)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def come_in(context, line, person):
    context.add_cookies([{"name": "sessionid", "value": client_of(person).cookies["sessionid"].value, "url": line.address}])


def of(draft, *rest):
    return "/".join(["/en/solicitudes", draft.folio, *rest, ""])


def ready(page, draft):
    """Opens the list of sections and waits until all of it is on the telephone."""
    page.goto(of(draft))
    until(lambda: page.evaluate(KEPT) == [of(draft), of(draft, "film"), of(draft, "you")])
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def until(holds, *, within=10):
    end = time.monotonic() + within
    while time.monotonic() < end:
        with suppress(Error):  # a page that is just going away
            if holds():
                return
        time.sleep(0.05)
    raise AssertionError(holds)


def says(page, words):
    page.wait_for_function("words => document.getElementById('saved').textContent.includes(words)", arg=words)


def save_now(page):
    page.evaluate("document.dispatchEvent(new CustomEvent('fp:save'))")


def answers(draft):
    return Application.objects.get(pk=draft.pk).answers


def test_an_application_that_was_opened_goes_on_without_a_connection(telephone, line, draft):
    page = telephone(draft.applicant)
    ready(page, draft)
    line.cut()
    page.goto(of(draft, "film"))
    says(page, "No connection: it is saved on this phone.")
    page.fill("#id_title", "Sin señal")
    assert look(page, 0) == []
    page.click("form[data-autosave] .fp-row button:first-child")
    page.wait_for_url(f"**{of(draft, 'you')}")
    page.fill("#id_town", "Cherán")
    page.goto(of(draft, "film"))
    page.wait_for_function("() => document.getElementById('id_title').value === 'Sin señal'")
    page.fill("#id_title", "Sin señal, otra vez")
    save_now(page)
    page.goto(of(draft, "secciones"))
    page.wait_for_selector("#offline:not([hidden])")
    until(lambda: page.locator(".fp-tag", has_text="To be sent").count() == 2)
    assert look(page, 1) == []
    page.goto(of(draft, "revisar"))
    assert page.inner_text("h1") == "No connection"
    assert look(page, 2) == []
    assert answers(draft) == {}
    line.mend()
    page.goto(of(draft))
    until(lambda: answers(draft) == {"title": "Sin señal, otra vez", "town": "Cherán"})
    assert not DraftEntry.objects.filter(conflict=True).exists()
    until(lambda: page.evaluate(ROWS) and not any(row["words"] for row in page.evaluate(ROWS)))
    line.cut()
    page.goto(of(draft, "film"))
    page.wait_for_function("() => document.getElementById('id_title').value === 'Sin señal, otra vez'")


def test_an_old_copy_of_a_page_is_merged_right(telephone, line, draft):
    page = telephone(draft.applicant)
    ready(page, draft)
    other = client_of(draft.applicant)
    seen = {".page": "dddd", ".base": "0"}
    autosave(other, of(draft, "film"), "title synopsis", title="De la otra", synopsis="De la otra también", **seen)
    line.cut()
    page.goto(of(draft, "film"))
    assert page.input_value("#id_title") == "", "the copy is older"
    page.fill("#id_synopsis", "Del teléfono, sin señal")
    save_now(page)
    line.mend()
    page.goto(of(draft, "film"))
    until(lambda: DraftEntry.objects.filter(conflict=True).exists())  # sent while the page was left, or by the page that came after it
    assert page.input_value("#id_title") == "De la otra"
    assert answers(draft) == {"title": "De la otra", "synopsis": "De la otra también"}
    assert DraftEntry.objects.get(conflict=True).changes == {"synopsis": "Del teléfono, sin señal"}
    page.goto(of(draft, "film"))
    page.wait_for_selector("text=Two versions of")
    assert look(page, 3) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ends_while_one_types_takes_no_word_along(telephone, draft, scripts):
    person = User.objects.get(pk=draft.applicant_id)
    person.set_password("agua agua agua")
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    page = telephone(person, java_script_enabled=scripts)
    page.goto(of(draft, "film"))
    Session.objects.all().delete()
    page.fill("#id_title", "A medio escribir")
    if scripts:
        says(page, "You are signed out.")
        page.click("#door")
    else:
        page.click("form[data-autosave] .fp-row button:first-child")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", "agua agua agua")
    page.click("main form.fp-form button")
    page.wait_for_url(f"**{of(draft, 'film')}")
    if scripts:
        page.wait_for_function("() => document.getElementById('id_title').value === 'A medio escribir'")
    assert page.input_value("#id_title") == "A medio escribir"
    until(lambda: answers(draft) == {"title": "A medio escribir"})


def test_who_signs_out_leaves_unsent_words_alone_and_nobody_else_sees_them(telephone, line, draft):
    page = telephone(draft.applicant)
    ready(page, draft)
    page.goto(of(draft, "film"))
    page.fill("#id_title", "Guardado")
    save_now(page)
    says(page, "Saved today at")
    line.cut()
    page.fill("#id_synopsis", "Por enviar")
    save_now(page)
    says(page, "No connection")
    page.goto(of(draft))
    Application.objects.filter(pk=draft.pk).update(state="withdrawn")  # nothing of it is taken any more
    line.mend()
    page.goto("/en/cuenta/logout/")
    page.click("main form button")
    page.wait_for_selector("text=Sign in")
    until(lambda: page.evaluate(KEPT) == [])
    [row] = page.evaluate(ROWS)
    assert (row["words"], row["known"]) == ({"synopsis": [["synopsis", "Por enviar"]]}, {})
    stranger = make_person()
    theirs = make_draft(draft.call, stranger)
    come_in(page.context, line, stranger)
    page.goto(of(theirs, "film"))
    page.wait_for_function("() => document.querySelector('[name=\".page\"]').value.length === 16")
    assert page.input_value("#id_synopsis") == ""
    assert answers(theirs) == {}


def test_the_telephone_has_pages_of_one_person_alone_and_only_such_as_may_be_read(telephone, line, draft):
    page = telephone(draft.applicant)
    ready(page, draft)
    theirs = make_draft(draft.call)
    come_in(page.context, line, theirs.applicant)
    page.goto(of(theirs, "film"))
    until(lambda: page.evaluate(KEPT) == [of(theirs, "film")])
    line.cut()
    page.goto(of(draft, "film"))
    assert page.inner_text("h1") == "No connection"
    line.mend()
    Application.objects.filter(pk=theirs.pk).update(applicant=make_person())
    assert page.goto(of(theirs, "film")).status == 404
    until(lambda: page.evaluate(KEPT) == [])


def test_pages_of_what_was_handed_in_or_withdrawn_do_not_stay_as_they_were(telephone, line, draft):
    other = make_draft(person=draft.applicant, answers=COMPLETE)
    page = telephone(draft.applicant)
    ready(page, draft)
    page.goto(of(other, "film"))
    until(lambda: of(other, "film") in page.evaluate(KEPT))
    hand_in(other)
    assert page.goto(of(other)).status == 200
    until(lambda: page.evaluate(KEPT) == [of(draft), of(draft, "film"), of(draft, "you")])
    line.cut()
    page.goto(of(other, "film"))
    assert page.inner_text("h1") == "No connection"
    line.mend()
    page.goto(of(draft, "retirar"))
    page.click("main form button")
    page.wait_for_url(lambda url: "retirar" not in url)
    until(lambda: page.evaluate(KEPT) == [])


def test_a_form_that_is_kept_nowhere_is_not_lost_on_the_way(telephone, line, draft):
    page = telephone(draft.applicant)
    ready(page, draft)
    page.goto(of(draft, "retirar"))
    line.cut()
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):  # the browser's own page, which can send it again
        page.click("main form button", no_wait_after=True)
    until(lambda: page.evaluate("location.protocol") == "chrome-error:")
    line.mend()
    assert page.goto(of(draft, "retirar")).status == 200
    assert not Application.objects.filter(pk=draft.pk, state="withdrawn").exists()


def test_a_telephone_of_several_people_keeps_nothing(telephone, line, draft):
    page = telephone(draft.applicant)
    ready(page, draft)
    page.click("text=Is this phone used by more people?")
    page.click("text=Yes, more people use it")
    page.wait_for_selector("text=From now on nothing is kept")
    until(lambda: (page.evaluate(KEPT), page.evaluate("caches.keys()"), page.evaluate(ROWS)) == ([], [], []))
    page.goto(of(draft, "film"))
    page.fill("#id_title", "De paso")
    save_now(page)
    says(page, "Saved today at")
    line.cut()
    page.fill("#id_title", "De paso, sin señal")
    save_now(page)
    says(page, "No connection. What you write stays in this page")
    assert (page.evaluate(KEPT), page.evaluate("caches.keys()")) == ([], [])
    assert answers(draft) == {"title": "De paso"}


LAY = """(rows) => new Promise((done) => {
  const asked = indexedDB.open("fp", 1);
  asked.onsuccess = () => {
    const work = asked.result.transaction("pages", "readwrite");
    for (const row of rows) work.objectStore("pages").put({ at: Date.now(), known: {}, base: "0", turn: 0, form: "", ...row });
    work.oncomplete = () => done(asked.result.close());
  };
})"""


def test_unsent_words_of_others_and_of_other_applications_outlast_a_consent_the_switch_and_an_account(telephone, line, draft):
    other, stranger = make_draft(person=draft.applicant), make_draft()
    page = telephone(draft.applicant)
    ready(page, draft)

    def unsent(mark, whom, where, **more):
        path = of(where, "film") if where else "/nowhere/"
        return {"mark": mark, "person": name_of(whom.pk), "path": path, "words": {"title": [["title", mark]]}, **more}

    page.route(
        "**/film/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )  # nothing is sent meanwhile
    mine = [unsent("here", draft.applicant, draft), unsent("there", draft.applicant, other)]
    page.evaluate(LAY, [*mine, unsent("theirs", stranger.applicant, draft), unsent("seen", stranger.applicant, draft, words={})])
    page.evaluate("localStorage.setItem('upload x', '{}')")

    def left():
        return sorted(row["mark"] for row in page.evaluate(ROWS))

    page.goto(of(draft, "consentimientos", "sensitive"))
    page.click("main form button")
    page.wait_for_url("**/consentimientos/")
    until(lambda: left() == ["seen", "theirs", "there"])
    assert page.evaluate(KEPT) == []
    page.goto("/en/cuenta/telefono/")
    page.click("text=Yes, more people use it")
    page.wait_for_selector("text=From now on nothing is kept")
    until(lambda: left() == ["theirs", "there"])
    assert page.evaluate("Object.keys(localStorage)") == []
    page.click("text=No, only I use it")
    page.wait_for_selector("text=While only you use it")
    key = signed_in(draft.applicant).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": line.address}])
    page.goto("/en/cuenta/borrar/")
    page.check("main form [type=checkbox]")
    page.click("main form button")
    page.wait_for_url(lambda url: "cuenta" not in url)
    until(lambda: left() == ["theirs"])


def test_copies_of_somebody_elses_application_go_with_the_right_to_read_it(telephone, line, draft):
    helper, member = make_person(), make_person()
    make_help(draft, helper)
    make_member(draft, member)
    page = telephone(member)
    ready(page, draft)
    remove(application=draft, person=draft.applicant, member_id=Member.objects.get().pk)
    page.goto("/en/cuenta/")
    until(lambda: page.evaluate(KEPT) == [])
    Help.objects.update(ends_at=timezone.now() + timedelta(seconds=6))
    page = telephone(helper)
    ready(page, draft)
    until(lambda: timezone.now() > Help.objects.get().ends_at)
    line.cut()
    page.goto(of(draft, "film"))
    assert page.inner_text("h1") == "No connection"


def test_versions_copies_and_the_device_have_pages_for_everybody(telephone, draft):
    client = client_of(draft.applicant)
    for turn, text in enumerate(("Agua", "Agua que vuelve")):
        autosave(client, of(draft, "film"), "title", title=text, **{".base": str(turn), ".page": "aaaa"})
    page = telephone(draft.applicant)
    for turn, address in enumerate(
        (of(draft, "historial"), f"{of(draft, 'historial', 'title')}?todas", of(draft, "copia"), "/en/cuenta/telefono/")
    ):
        assert page.goto(address).status == 200
        assert look(page, turn) == []
