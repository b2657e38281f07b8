from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applicants", "0016_composer")]

    operations = [
        migrations.AddField(model_name="review", name="counts", field=models.BooleanField(db_default=True, default=True, editable=False)),
    ]
