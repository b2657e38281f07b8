from django.db import migrations

from fundportal.web.triggers import tells_public_pages


class Migration(migrations.Migration):
    dependencies = [("applicants", "0004_reports_answers")]

    operations = [
        tells_public_pages("applicants_round", columns=("name_es", "name_en", "reviews_wanted", "call_id")),
        tells_public_pages("applicants_criterion"),
    ]
