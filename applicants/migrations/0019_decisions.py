import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from fundportal.web.triggers import immutable


class Migration(migrations.Migration):
    """Four eyes, waves, corrections, places that become free, appeals."""

    dependencies = [
        ("applicants", "0018_desk"),
        ("programs", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="only",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applicants.application"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="confirmed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="confirmed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="corrects",
            field=models.OneToOneField(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="applicants.decision"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="why",
            field=models.TextField(blank=True, db_default="", verbose_name="why the decision changes"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        models.Q(("confirmed_by", models.F("staged_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_is_confirmed_by_somebody_else",
                violation_error_message="Who noted a decision does not confirm it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects", None), ("release__isnull", False)),
                fields=("application",),
                name="one_first_decision_per_application",
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="appeal_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="release",
            name="chosen",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="release",
            name="claimed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="release",
            name="state",
            field=models.CharField(
                choices=[("running", "running"), ("done", "known"), ("stopped", "stopped")],
                db_default="done",
                default="done",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="wave",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="release",
            name="why_stopped",
            field=models.CharField(blank=True, db_default="", max_length=400),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")),
                fields=("call",),
                name="one_running_release_per_call",
                violation_error_message="A release of this call is running.",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "done", "stopped"])), name="release_state_is_known"
            ),
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("four_eyes", models.BooleanField(default=False, verbose_name="a second person confirms each decision")),
                (
                    "next_offer",
                    models.BooleanField(
                        default=False, verbose_name="a place that becomes free is offered to the next on the waiting list at once"
                    ),
                ),
                (
                    "appeal_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="days in which one may ask to be read again",
                    ),
                ),
                (
                    "call",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="procedure", to="applicants.call"),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("appeal_days__lte", 60)), name="appeal_days_are_few")],
            },
        ),
        migrations.CreateModel(
            name="FreedPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "cohort",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.cohort"),
                ),
                (
                    "offer",
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applicants.offer"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("settled_at", None)), fields=["cohort"], name="freed_places_open"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("offer", None), ("settled_at__isnull", False), _connector="OR"),
                        name="freed_place_with_an_offer_is_settled",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="what the person says")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="asked")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for an answer"),
                            ("rejected", "rejected"),
                            ("reading", "accepted, being read again"),
                            ("decided", "decided again"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="applicants.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applicants.decision", verbose_name="decision"
                    ),
                ),
                (
                    "outcome",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.decision",
                        verbose_name="new decision",
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applicants.round",
                        verbose_name="round",
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
                "indexes": [models.Index(condition=models.Q(("state", "open")), fields=["made_at"], name="appeals_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "rejected", "reading", "decided"])), name="appeal_state_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="answered_appeal_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("round", None), ("state__in", ["open", "rejected"])),
                            models.Q(("round__isnull", False), ("state__in", ["reading", "decided"])),
                            _connector="OR",
                        ),
                        name="accepted_appeal_has_a_round",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__isnull", False), ("state", "decided")),
                            models.Q(models.Q(("state", "decided"), _negated=True), ("outcome", None)),
                            _connector="OR",
                        ),
                        name="decided_appeal_has_a_decision",
                    ),
                ],
            },
        ),
        immutable("applicants_appeal", when="OLD.state IN ('rejected', 'decided')"),
    ]
