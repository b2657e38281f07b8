from django.db import migrations, models
from django.db.migrations import RunSQL

from fundportal.web.triggers import tells_public_pages

COHORT = (
    *("ordinal", "slug", "name_es", "name_en", "starts_on", "ends_on", "dates_note_es", "dates_note_en", "venue_es", "venue_en"),
    *("places", "is_sample"),
)


class Migration(migrations.Migration):
    """A partner with whom a programme is run; the public pages hear when a cohort becomes a sample or stops being one."""

    dependencies = [("programs", "0002_triggers")]

    operations = [
        migrations.RemoveConstraint(model_name="partnership", name="partnership_role_is_known"),
        migrations.AddConstraint(
            model_name="partnership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["designer", "partner", "implementer", "collaborator", "host", "co_sponsor"])),
                name="partnership_role_is_known",
            ),
        ),
        RunSQL("DROP TRIGGER programs_cohort_tells_public_pages ON programs_cohort", RunSQL.noop),
        tells_public_pages("programs_cohort", columns=COHORT),
    ]
