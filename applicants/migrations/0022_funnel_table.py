import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from fundportal.web.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0021_rounds"),
        ("programs", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FunnelTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("question", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("pools", models.JSONField(default=list)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("cohort", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.cohort")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("cohort", "question"), name="one_funnel_table_per_question")],
            },
        ),
        immutable("applicants_funneltable"),
    ]
