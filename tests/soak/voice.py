"""An answer that is spoken into the page, in Mixe."""

from tests.journeys.walk import press

KEY, GROUPING, VARIANT = "director_note", "mixe", "mixe.alto-del-sur"
TELEPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]  # a microphone that hears a beep
SECONDS = 6


def speak(person):
    """On the page of the question: recorded, stored while the page is open, and its language picked, first the grouping, then the variant."""
    page, since = person.page, len(person.witness.claims)
    page.click("[data-minutes] button[value=audio]")
    page.wait_for_selector("[data-minutes] button[value=stop]", timeout=20_000)
    page.wait_for_timeout(SECONDS * 1000)
    page.click("[data-minutes] button[value=stop]")
    person.wait_for(lambda: person.witness.has_said("file saved", key=KEY, since=since))
    if not page.is_visible(f"#id_{KEY}-grouping"):
        page.click(f"#div_id_{KEY} details:has(#id_{KEY}-grouping) summary")
    page.select_option(f"#id_{KEY}-grouping", GROUPING)
    press(page, f"button[name={KEY}-more]")
    assert "ayuujk" in page.inner_text(f"#id_{KEY}-variant option[value='{VARIANT}']")
    page.select_option(f"#id_{KEY}-variant", VARIANT)
