"""What the search goes by: the words of each application, and every word that occurs."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Lookup, Q, Value
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application, Submission


class SearchEntry(models.Model):
    """The words of one application with their places, never the text itself. Nothing that is sensitive is among them.

    `staff` holds what staff read, with folio, name and e-mail address; `tier0` … `tier3` what reviewers read, by the blind tier of the answer, with what
    staff have covered left out. `submission` is the one that was read. Whoever changes something that is read counts `changes` up (see
    stale.py); as long as that differs from `indexed` the words are not those of now.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    submission = models.ForeignKey(
        Submission, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    changes = models.PositiveIntegerField(default=1, db_default=1)
    indexed = models.PositiveIntegerField(default=0, db_default=0)
    staff = SearchVectorField(default="", db_default=Value(""))
    tier0 = SearchVectorField(default="", db_default=Value(""))
    tier1 = SearchVectorField(default="", db_default=Value(""))
    tier2 = SearchVectorField(default="", db_default=Value(""))
    tier3 = SearchVectorField(default="", db_default=Value(""))

    class Meta:
        verbose_name = _("words of an application")
        verbose_name_plural = _("words of applications")
        indexes = [
            GinIndex(fields=["staff"], name="search_by_words"),
            models.Index(fields=["application"], condition=~Q(changes=F("indexed")), name="search_stale"),
        ]

    def __str__(self) -> str:
        return str(self.application_id)


def stem(language: str, column: str) -> Func:
    """The stem of a word for a stored generated column; null for a word that says nothing (de, the)."""
    return Func(F(column), template=f"(ts_lexize('{language}_stem', %(expressions)s))[1]", output_field=models.CharField())


class SearchWord(models.Model):
    """A word that occurs somewhere: as written (`form`), without accents (`word`, which the entries hold), and without ñ (`plain`).

    Typed words are looked up here, by their stems and by the letters in them; the entries are then asked for whole words alone. A word
    goes when nothing holds it any more.
    """

    form = models.CharField(max_length=100)
    word = models.CharField(max_length=100)
    plain = models.CharField(max_length=100)
    es = models.GeneratedField(
        expression=stem("spanish", "form"), output_field=models.CharField(max_length=100, null=True), db_persist=True
    )
    en = models.GeneratedField(
        expression=stem("english", "word"), output_field=models.CharField(max_length=100, null=True), db_persist=True
    )

    class Meta:
        verbose_name = _("word that occurs")
        verbose_name_plural = _("words that occur")
        constraints = [models.UniqueConstraint(fields=["form"], name="one_row_per_word")]
        indexes = [
            models.Index(fields=["word"], name="search_words"),
            models.Index(fields=["plain"], name="search_plain_words"),
            models.Index(fields=["es"], name="search_spanish_stems"),
            models.Index(fields=["en"], name="search_english_stems"),
            GinIndex(fields=["plain"], opclasses=["gin_trgm_ops"], name="search_parts_of_words"),
        ]

    def __str__(self) -> str:
        return self.form


@SearchVectorField.register_lookup
class Matches(Lookup):
    """Words against a question as PostgreSQL writes it (see find.py), whose words are whole ones already."""

    lookup_name = "matches"

    def get_prep_lookup(self) -> str:
        return str(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*left_params, self.rhs]
