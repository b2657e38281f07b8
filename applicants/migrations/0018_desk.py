import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0017_review_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("question", models.CharField(max_length=60)),
                (
                    "criterion",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="applicants.criterion"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("criterion", "question"), name="one_need_per_question")]},
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=4)),
                ("question", models.CharField(blank=True, max_length=60)),
                ("reason", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("settled_at", models.DateTimeField(null=True)),
                ("review", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="applicants.review")),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "look"), ("question", "")),
                            models.Q(("kind", "ask"), models.Q(("question", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="flag_names_what_is_to_be_asked_about",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)), fields=("review", "kind", "question"), name="one_open_flag_of_a_kind"
                    ),
                ],
                "indexes": [models.Index(condition=models.Q(("settled_at", None)), fields=["review"], name="flags_open")],
            },
        ),
        migrations.CreateModel(
            name="QuietReviewer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("since", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quiet_reviewer", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Calibration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("counts", models.BooleanField(default=False)),
                ("shown", models.CharField(default="own", max_length=3)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="calibration", to="applicants.round"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("shown__in", ["own", "all"])), name="calibration_shown_is_known")
                ],
            },
        ),
        migrations.CreateModel(
            name="CalibrationApplication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "application",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applicants.application"),
                ),
                (
                    "calibration",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="chosen", to="applicants.calibration"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("calibration", "application"), name="one_place_in_a_calibration")],
            },
        ),
    ]
