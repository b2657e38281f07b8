from django.db import migrations, models

PURPOSES = ["evaluate", "sensitive", "publicity", "monitoring"]


class Migration(migrations.Migration):
    """One purpose more to which people may agree."""

    dependencies = [("consents", "0002_triggers")]

    operations = [
        migrations.RemoveConstraint(model_name="consent", name="consent_purpose_is_known"),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(condition=models.Q(purpose__in=PURPOSES), name="consent_purpose_is_known"),
        ),
    ]
