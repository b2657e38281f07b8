from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applicants", "0005_rubric_tells_public_pages")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="turns",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
