from django.db import migrations

from fundportal.web.triggers import tells_public_pages

TABLES = ("program", "organization", "partnership", "strand", "session", "guest", "session_guests")
COHORT = (
    *("ordinal", "slug", "name_es", "name_en", "starts_on", "ends_on", "dates_note_es", "dates_note_en", "venue_es", "venue_en"),
    *("places", "is_sample"),  # not `taken`: an offer is no news for the public pages
)


class Migration(migrations.Migration):
    """The public pages hear of the catalogue, the cohorts and their sessions."""

    dependencies = [("programs", "0001_initial")]

    operations = [
        *(tells_public_pages(f"programs_{name}") for name in TABLES),
        tells_public_pages("programs_cohort", columns=COHORT),
    ]
