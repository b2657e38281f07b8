import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0023_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("verb", models.CharField(max_length=16)),
                ("params", models.JSONField(default=dict)),
                ("programs", models.JSONField()),
                ("back", models.TextField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("state", models.CharField(default="open", max_length=8)),
                ("total", models.PositiveIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
                ("left", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("begun_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("held", models.CharField(blank=True, max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("call", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="applicants.call")),
            ],
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("place", models.PositiveIntegerField()),
                ("outcome", models.CharField(default="waiting", max_length=8)),
                ("why", models.CharField(blank=True, max_length=12)),
                ("said", models.CharField(blank=True, max_length=400)),
                ("mark", models.CharField(blank=True, max_length=24)),
                (
                    "application",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="applicants.application"),
                ),
                ("job", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="applicants.bulkjob")),
            ],
        ),
        migrations.AddIndex(
            model_name="bulkjob",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "running"])), fields=["seen_at", "id"], name="bulk_jobs_at_work"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkjob",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "waiting", "running", "stopped", "done"])), name="bulk_job_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(models.F("moved"), "+", models.F("left")),
                            "+",
                            models.F("failed"),
                        ),
                    )
                ),
                name="bulk_job_counts_no_row_twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkjob",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("begun_at__isnull", False), _connector="OR"), name="begun_bulk_job_says_when"
            ),
        ),
        migrations.AddIndex(
            model_name="bulkrow",
            index=models.Index(fields=["job", "outcome", "place"], name="bulk_rows_in_order"),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.UniqueConstraint(fields=("job", "application"), name="one_row_per_bulk_job_and_application"),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["waiting", "moved", "left", "failed"])), name="bulk_row_outcome_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("outcome", "left"), _negated=True), models.Q(("why", ""), _negated=True), _connector="OR"),
                name="bulk_row_left_says_why",
            ),
        ),
    ]
