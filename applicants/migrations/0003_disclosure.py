from django.db import migrations, models


class Migration(migrations.Migration):
    """Self-descriptions: sealed, and tied to nothing."""

    dependencies = [("applicants", "0002_triggers")]

    operations = [
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("pseudonym", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
            ],
        ),
    ]
