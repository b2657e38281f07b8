"""The page's recorder in a real browser, with a microphone and a camera that Chromium makes up."""

import pytest

from applicants.applications.models import Application
from fundportal.files.models import StoredFile, Upload
from tests.applications.build import client_of, hand_in, make_call, make_draft, question, section
from tests.journeys.axe import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = [section("film", question("story", "long_text", words=10, voice="both", max_minutes=1, max_mb=5))]


@pytest.fixture
def draft():
    return make_draft(make_call(FORM))


@pytest.fixture
def opened(site, chromium, draft):
    """Opens the section in a browser that may, or may not, use the microphone."""
    contexts = []

    def open_section(permissions=("microphone", "camera"), **more):
        context = chromium.new_context(viewport={"width": 360, "height": 740}, permissions=permissions, **more)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client_of(draft.applicant).cookies["sessionid"].value, "url": site}])
        page = context.new_page()
        page.goto(f"{site}/en/solicitudes/{draft.folio}/film/")
        return page

    yield open_section
    for context in contexts:
        context.close()


def answer(draft):
    return Application.objects.get(pk=draft.pk).answers.get("story")


def record(page, what="Record my voice"):
    page.get_by_role("button", name=what).press("Enter")
    page.get_by_text("Recording. Time left:").wait_for()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-time]')].some(each => each.textContent === '0 min 58 s')", timeout=15_000
    )


def test_a_voice_is_recorded_heard_saved_and_handed_in(opened, draft):
    page = opened()
    record(page)
    assert page.evaluate("document.activeElement.value") == "pause"
    page.keyboard.press("Enter")
    page.get_by_text("Paused. Time left:").wait_for()
    assert look(page, 0) == []
    page.get_by_role("button", name="Go on recording").press("Enter")
    page.get_by_role("button", name="Finish").press("Enter")
    page.get_by_text("Recorded. Listen to it").wait_for()
    page.wait_for_function("() => document.querySelector('[data-minutes] audio').readyState > 0")
    page.get_by_text("has arrived and is saved").wait_for(timeout=15_000)
    recording = answer(draft)["recording"]
    assert recording["media_type"] == "audio/webm" and 1 <= recording["seconds"] <= 6
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/revisar/")
    player = page.locator(f"audio[src$='{recording['file']}/']")
    player.evaluate("each => each.play()")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0")
    assert look(page, 1) == []
    submission = hand_in(draft)
    assert submission.content["files"][0]["sha256"] == recording["sha256"] == StoredFile.objects.get().sha256


def test_a_video_is_recorded_deleted_and_saving_ends_the_next_one(opened, draft):
    page = opened()
    record(page, "Record a video")
    assert page.evaluate("document.querySelector('[data-minutes] video').muted")
    page.get_by_role("button", name="Finish").click()
    page.get_by_text("has arrived and is saved").wait_for(timeout=15_000)
    assert answer(draft)["recording"]["media_type"] == "video/webm"
    page.get_by_role("button", name="Delete the recording").click()
    assert page.locator("[data-minutes] video").count() == 0
    page.wait_for_function("() => document.querySelector('[name=story-upload]').value === 'none'")
    for _ in range(50):
        if answer(draft) is None:
            break
        page.wait_for_timeout(100)
    assert answer(draft) is None
    record(page)
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/revisar/", timeout=15_000)
    assert answer(draft)["recording"]["media_type"] == "audio/webm"


TUS = "**/archivos/tus/**"


def test_a_recording_is_there_again_after_the_page_was_discarded_and_goes_on_where_it_was(opened, draft):
    page = opened()
    page.route(TUS, lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())
    record(page)
    page.reload()  # in the middle of it
    page.get_by_text("Recorded. Listen to it").wait_for()
    page.wait_for_function("() => document.querySelector('[data-minutes] audio').readyState > 0")
    page.get_by_text("The line is broken.").wait_for()
    page.once("dialog", lambda dialog: dialog.accept())
    page.unroute(TUS)
    page.reload()
    page.get_by_text("has arrived and is saved").wait_for(timeout=15_000)
    recording = answer(draft)["recording"]
    assert (recording["media_type"], recording["seconds"] >= 1, Upload.objects.count()) == ("audio/webm", True, 1)
    page.wait_for_function("() => !Object.keys(localStorage).length")
    page.reload()
    page.get_by_role("button", name="Record my voice").wait_for()
    page.wait_for_timeout(500)
    assert page.locator("[data-minutes] audio").count() == 0, "what is saved is not recorded any more"


def test_who_does_not_allow_it_is_told_and_can_choose_a_file(opened, draft):
    page = opened(permissions=())
    page.get_by_role("button", name="Record my voice").click()
    page.get_by_text("The browser does not let us record.").wait_for()
    assert page.locator("#id_story-recording").is_visible()
    assert look(page, 2) == []


def test_without_a_script_the_telephone_records(opened, draft):
    page = opened(java_script_enabled=False)
    assert not page.get_by_role("button", name="Record my voice").is_visible()
    assert page.locator("#id_story-recording").get_attribute("accept") == "audio/*,video/*"
