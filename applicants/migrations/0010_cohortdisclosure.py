from django.db import migrations


class Migration(migrations.Migration):
    """A door for who may see figures of self-descriptions."""

    dependencies = [("applicants", "0009_structured_feedback"), ("programs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="CohortDisclosure",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("programs.cohort",),
        ),
    ]
