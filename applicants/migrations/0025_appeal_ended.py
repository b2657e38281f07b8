from django.conf import settings
from django.db import migrations, models

from fundportal.web.triggers import immutable

OVER = "OLD.state IN ('rejected', 'decided')"


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0024_bulk_jobs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="appeal",
            name="appeal_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="appeal",
            name="accepted_appeal_has_a_round",
        ),
        migrations.AddField(
            model_name="appeal",
            name="ended_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "rejected", "reading", "decided", "ended"])), name="appeal_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("round", None), ("state__in", ["open", "rejected"])),
                    models.Q(("round__isnull", False), ("state__in", ["reading", "decided", "ended"])),
                    _connector="OR",
                ),
                name="accepted_appeal_has_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state", "ended")),
                    models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at", None)),
                    _connector="OR",
                ),
                name="ended_appeal_says_when",
            ),
        ),
        migrations.RunSQL(
            "DROP TRIGGER applicants_appeal_never_changes ON applicants_appeal;", immutable("applicants_appeal", when=OVER).sql
        ),
        immutable("applicants_appeal", when="OLD.state IN ('rejected', 'decided', 'ended')"),
    ]
