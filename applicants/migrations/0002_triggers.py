from django.db import migrations

from fundportal.web.triggers import immutable, tells_public_pages


class Migration(migrations.Migration):
    dependencies = [("applicants", "0001_initial")]

    operations = [
        immutable("applicants_formversion"),
        immutable("applicants_submission"),
        immutable("applicants_draftentry"),
        immutable("applicants_statechange"),
        immutable("applicants_decision", when="OLD.release_id IS NOT NULL"),
        tells_public_pages("applicants_call"),
        tells_public_pages("applicants_extension"),
    ]
