from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0029_saved_views"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("submission__isnull", False)), fields=["call", "-submitted_at", "-id"], name="applications_of_a_call"
            ),
        ),
    ]
