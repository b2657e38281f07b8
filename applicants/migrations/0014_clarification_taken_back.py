import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from fundportal.web.triggers import immutable

BEFORE = immutable("applicants_clarification", when="OLD.answered_at IS NOT NULL")


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0013_team"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="clarification",
            name="taken_back_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="clarification",
            name="taken_back_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name="clarification",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_at", None), ("taken_back_at", None), _connector="OR"),
                name="answered_clarification_is_not_taken_back",
            ),
        ),
        migrations.RunSQL(BEFORE.reverse_sql, BEFORE.sql),
        immutable("applicants_clarification", when="OLD.answered_at IS NOT NULL OR OLD.taken_back_at IS NOT NULL"),
    ]
