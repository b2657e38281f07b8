from django.db import migrations

from fundportal.web.triggers import immutable, tells_public_pages


class Migration(migrations.Migration):
    """What was published, handed in, noted or released stays as it is; the public pages hear of calls and of rubrics."""

    dependencies = [("applicants", "0001_initial")]

    operations = [
        immutable("applicants_formversion"),
        immutable("applicants_submission"),
        immutable("applicants_draftentry"),
        immutable("applicants_statechange"),
        immutable("applicants_decision", when="OLD.release_id IS NOT NULL"),
        tells_public_pages("applicants_call"),
        tells_public_pages("applicants_extension"),
        tells_public_pages("applicants_round", columns=("name_es", "name_en", "reviews_wanted", "takes", "call_id")),
        tells_public_pages("applicants_criterion"),
    ]
