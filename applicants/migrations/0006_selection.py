from django.db import migrations, models
from django.db.models import Q

from fundportal.web.triggers import tells_public_pages

STATES = (
    "draft", "submitted", "ineligible", "in_review", "shortlisted", "selected", "waitlisted", "declined", "offered", "confirmed", "offer_declined",
    "offer_expired", "place_ended", "withdrawn",
)  # fmt: skip

# Points of the reviews that were handed in before each criterion counted from 0 to 100: see applicants.review.rubric.points.
POINTS = """
UPDATE applicants_review AS review SET mean = counted.points FROM (
  SELECT review.id, round(100 * sum(criterion.weight * CASE WHEN high = low THEN 1 ELSE ((review.scores ->> criterion.key)::numeric - low) / (high - low) END)
    / sum(criterion.weight), 3) AS points
  FROM applicants_review AS review JOIN applicants_criterion AS criterion ON criterion.round_id = review.round_id,
    LATERAL (SELECT (criterion.descriptors -> 0 ->> 'score')::numeric AS low, (criterion.descriptors -> -1 ->> 'score')::numeric AS high) AS ends
  WHERE review.mean IS NOT NULL AND review.scores ? criterion.key
  GROUP BY review.id
) AS counted WHERE review.id = counted.id
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0005_rubric_tells_public_pages")]

    operations = [
        migrations.RemoveConstraint("application", "application_state_is_known"),
        migrations.AddConstraint(
            "application", models.CheckConstraint(condition=Q(state__in=list(STATES)), name="application_state_is_known")
        ),
        migrations.AddField("round", "takes", models.CharField(default="all", db_default="all", max_length=10)),
        migrations.AddConstraint("round", models.CheckConstraint(condition=Q(takes__in=["all", "shortlist"]), name="round_takes_is_known")),
        migrations.RunSQL("DROP TRIGGER applicants_round_tells_public_pages ON applicants_round;", migrations.RunSQL.noop),
        tells_public_pages("applicants_round", columns=("name_es", "name_en", "reviews_wanted", "takes", "call_id")),
        migrations.AddField("review", "revision", models.PositiveIntegerField(default=0, db_default=0, editable=False)),
        migrations.RunSQL(POINTS, migrations.RunSQL.noop),
    ]
