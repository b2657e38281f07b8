from django.db import migrations

from fundportal.web.triggers import immutable


class Migration(migrations.Migration):
    """The record is only ever added to."""

    dependencies = [("audit", "0001_initial")]

    operations = [immutable("audit_entry")]
