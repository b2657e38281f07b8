import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from fundportal.web.triggers import immutable

FROZEN = """
CREATE FUNCTION applicants_review_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('fundportal.erasing', true) IS DISTINCT FROM 'on'
     AND EXISTS (SELECT 1 FROM applicants_round WHERE id = OLD.round_id AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'reviews of a closed round never change (%)', TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER applicants_review_is_frozen BEFORE UPDATE OF scores, mean, comment, submitted_at, conflict OR DELETE ON applicants_review
  FOR EACH ROW EXECUTE FUNCTION applicants_review_is_frozen();

CREATE FUNCTION applicants_criterion_is_begun() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  which bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.round_id ELSE OLD.round_id END;
BEGIN
  PERFORM 1 FROM applicants_round WHERE id = which FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM applicants_review WHERE round_id = which AND saved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a rubric by which reviews were written never changes (%)', TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER applicants_criterion_is_begun BEFORE INSERT OR UPDATE OR DELETE ON applicants_criterion
  FOR EACH ROW EXECUTE FUNCTION applicants_criterion_is_begun();

CREATE FUNCTION applicants_round_is_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM applicants_review WHERE round_id = OLD.id AND saved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'what reviewers see in a round never changes once they write' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER applicants_round_is_begun BEFORE UPDATE OF kind, blind_tier, shows_names, peers, shows_earlier ON applicants_round
  FOR EACH ROW WHEN ((OLD.kind, OLD.blind_tier, OLD.shows_names, OLD.peers, OLD.shows_earlier)
    IS DISTINCT FROM (NEW.kind, NEW.blind_tier, NEW.shows_names, NEW.peers, NEW.shows_earlier))
  EXECUTE FUNCTION applicants_round_is_begun();
"""
THAWED = """
DROP TRIGGER applicants_round_is_begun ON applicants_round;
DROP FUNCTION applicants_round_is_begun();
DROP TRIGGER applicants_criterion_is_begun ON applicants_criterion;
DROP FUNCTION applicants_criterion_is_begun();
DROP TRIGGER applicants_review_is_frozen ON applicants_review;
DROP FUNCTION applicants_review_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0020_cohortfunnel"),
        ("files", "0003_copies_and_scans"),
        ("programs", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConflictKinds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kinds", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="FileCover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("way", models.CharField(max_length=8)),
                ("made_at", models.DateTimeField(null=True)),
                ("failed", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Leak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("place", models.CharField(max_length=80)),
                ("page", models.PositiveSmallIntegerField(default=0)),
                ("passage", models.CharField(max_length=500)),
                ("before", models.CharField(blank=True, max_length=100)),
                ("after", models.CharField(blank=True, max_length=100)),
                ("kind", models.CharField(max_length=8)),
                ("whose", models.CharField(blank=True, max_length=12)),
                ("tier", models.PositiveSmallIntegerField()),
                ("state", models.CharField(default="open", max_length=8)),
                ("at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["place", "page", "id"],
            },
        ),
        migrations.CreateModel(
            name="LeakHunt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="LeakScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("unread", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Overruled",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kinds", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=600)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="round",
            name="round_takes_is_known",
        ),
        migrations.AddField(
            model_name="review",
            name="peers_read_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="round",
            name="kind",
            field=models.CharField(db_default="review", default="review", max_length=12),
        ),
        migrations.AddField(
            model_name="round",
            name="opens_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="round",
            name="peers",
            field=models.CharField(db_default="never", default="never", max_length=10),
        ),
        migrations.AddField(
            model_name="round",
            name="shows_earlier",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="round",
            name="shows_names",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("takes__in", ["submitted", "all", "shortlist"])), name="round_takes_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "screening"), ("takes", "submitted")),
                    models.Q(("kind__in", ["review", "interview", "deliberation"]), models.Q(("takes", "submitted"), _negated=True)),
                    _connector="OR",
                ),
                name="screening_round_takes_what_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("shows_names", True), models.Q(("kind", "interview"), _negated=True), _connector="OR"),
                name="interview_shows_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("peers__in", ["never", "handed_in", "closed"])), name="round_peers_are_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens_on", None), ("due_on", None), ("due_on__gte", models.F("opens_on")), _connector="OR"),
                name="round_is_due_after_it_opens",
            ),
        ),
        migrations.AddField(
            model_name="conflictkinds",
            name="program",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.program"),
        ),
        migrations.AddField(
            model_name="filecover",
            name="application",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="file_covers", to="applicants.application"),
        ),
        migrations.AddField(
            model_name="filecover",
            name="by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="filecover",
            name="file",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.storedfile"),
        ),
        migrations.AddField(
            model_name="leak",
            name="application",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="leaks", to="applicants.application"),
        ),
        migrations.AddField(
            model_name="leak",
            name="by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="leakhunt",
            name="by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="leakhunt",
            name="round",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="leak_hunt", to="applicants.round"),
        ),
        migrations.AddField(
            model_name="leakscan",
            name="application",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="leak_scan", to="applicants.application"),
        ),
        migrations.AddField(
            model_name="leakscan",
            name="submission",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="applicants.submission"),
        ),
        migrations.AddField(
            model_name="overruled",
            name="application",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="applicants.application"),
        ),
        migrations.AddField(
            model_name="overruled",
            name="by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="overruled",
            name="reviewer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name="filecover",
            index=models.Index(
                condition=models.Q(("failed", False), ("made_at", None), models.Q(("way", "withheld"), _negated=True)),
                fields=["at"],
                name="file_covers_to_make",
            ),
        ),
        migrations.AddConstraint(
            model_name="filecover",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["redrawn", "pages", "withheld"])), name="file_cover_way_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="filecover",
            constraint=models.CheckConstraint(
                condition=models.Q(("made_at", None), ("failed", False), _connector="OR"), name="failed_file_cover_is_not_made"
            ),
        ),
        migrations.AddIndex(
            model_name="leak",
            index=models.Index(condition=models.Q(("state", "open")), fields=["application"], name="leaks_open"),
        ),
        migrations.AddConstraint(
            model_name="leak",
            constraint=models.UniqueConstraint(fields=("application", "place", "page", "passage"), name="one_leak_per_passage"),
        ),
        migrations.AddConstraint(
            model_name="leak",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", ["open", "covered", "left"])), name="leak_state_is_known"),
        ),
        migrations.AddConstraint(
            model_name="overruled",
            constraint=models.UniqueConstraint(fields=("application", "reviewer"), name="one_overruling_per_pair"),
        ),
        migrations.AddConstraint(
            model_name="overruled",
            constraint=models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="overruling_has_a_reason"),
        ),
        immutable("applicants_round", when="OLD.closed_at IS NOT NULL"),
        migrations.RunSQL(FROZEN, THAWED),
    ]
