import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0022_funnel_table"),
    ]

    operations = [
        TrigramExtension(),  # a trusted one: whoever owns the database may have it
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("form", models.CharField(max_length=100)),
                ("word", models.CharField(max_length=100)),
                ("plain", models.CharField(max_length=100)),
                (
                    "es",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("form"), output_field=models.CharField(), template="(ts_lexize('spanish_stem', %(expressions)s))[1]"
                        ),
                        output_field=models.CharField(max_length=100, null=True),
                    ),
                ),
                (
                    "en",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("word"), output_field=models.CharField(), template="(ts_lexize('english_stem', %(expressions)s))[1]"
                        ),
                        output_field=models.CharField(max_length=100, null=True),
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["word"], name="search_words"),
                    models.Index(fields=["plain"], name="search_plain_words"),
                    models.Index(fields=["es"], name="search_spanish_stems"),
                    models.Index(fields=["en"], name="search_english_stems"),
                    django.contrib.postgres.indexes.GinIndex(fields=["plain"], name="search_parts_of_words", opclasses=["gin_trgm_ops"]),
                ],
                "constraints": [models.UniqueConstraint(fields=("form",), name="one_row_per_word")],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="applicants.application",
                    ),
                ),
                ("changes", models.PositiveIntegerField(db_default=1, default=1)),
                ("indexed", models.PositiveIntegerField(db_default=0, default=0)),
                ("staff", django.contrib.postgres.search.SearchVectorField(db_default=models.Value(""), default="")),
                ("tier0", django.contrib.postgres.search.SearchVectorField(db_default=models.Value(""), default="")),
                ("tier1", django.contrib.postgres.search.SearchVectorField(db_default=models.Value(""), default="")),
                ("tier2", django.contrib.postgres.search.SearchVectorField(db_default=models.Value(""), default="")),
                ("tier3", django.contrib.postgres.search.SearchVectorField(db_default=models.Value(""), default="")),
                (
                    "submission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="applicants.submission",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["staff"], name="search_by_words"),
                    models.Index(
                        condition=models.Q(("changes", models.F("indexed")), _negated=True), fields=["application"], name="search_stale"
                    ),
                ],
            },
        ),
        # The words lie beside the rows, so that a search goes over little; and more of what is common is known to whoever plans one.
        migrations.RunSQL(
            """
            ALTER TABLE applicants_searchentry SET (toast_tuple_target = 128);
            ALTER TABLE applicants_searchentry ALTER COLUMN staff SET STATISTICS 300;
            """,
            migrations.RunSQL.noop,
        ),
    ]
