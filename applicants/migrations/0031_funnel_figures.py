from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applicants", "0030_arrival_in_a_call")]

    operations = [
        # What was settled by looks at figures that still moved is settled anew: nothing was kept of them.
        migrations.RunSQL("TRUNCATE applicants_funneltable", migrations.RunSQL.noop),
        migrations.AddField("funneltable", "figures", models.JSONField(default=dict)),
    ]
