from django.db import migrations

from fundportal.web.triggers import tells_public_pages


class Migration(migrations.Migration):
    dependencies = [("consents", "0002_triggers")]

    operations = [tells_public_pages("consents_notice")]
