from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from applicants.review.models import Criterion
from applicants.review.rounds.rubric import Anchor, anchors_of, descriptors, missing, points


def test_descriptors_are_lines_lowest_first():
    made = descriptors("No se entiende.\n\n Se entiende. \nSorprende.", "Unclear.\nClear.\nSurprising.")
    assert made == [
        {"score": 1, "es": "No se entiende.", "en": "Unclear."},
        {"score": 2, "es": "Se entiende.", "en": "Clear."},
        {"score": 3, "es": "Sorprende.", "en": "Surprising."},
    ]


@pytest.mark.parametrize(("language", "words"), [("es-mx", "Poco"), ("en", "Little")])
def test_anchors_speak_the_reader_s_language(language, words):
    criterion = Criterion(key="a", descriptors=descriptors("Poco\nAlgo\nMucho", "Little\nSome\nMuch"))
    with override(language):
        assert anchors_of(criterion)[0] == Anchor(1, words)


def test_missing_names_what_has_no_score():
    criteria = [Criterion(key="a"), Criterion(key="b")]
    assert [criterion.key for criterion in missing(criteria, {"a": 1})] == ["b"]


def criterion(key, weight=1, levels=4):
    return Criterion(key=key, weight=weight, descriptors=descriptors("\n".join("abcdef"[:levels]), ""))


@given(st.lists(st.tuples(st.integers(1, 10), st.integers(1, 3), st.integers(3, 6)), min_size=1, max_size=8))
def test_the_points_lie_between_none_and_all(rows):
    criteria = [criterion(str(n), weight, levels) for n, (weight, _, levels) in enumerate(rows)]
    assert 0 <= points(criteria, {str(n): given for n, (_, given, _) in enumerate(rows)}) <= 100
    assert points(criteria, {c.key: 1 for c in criteria}) == 0
    assert points(criteria, {c.key: len(c.descriptors) for c in criteria}) == 100


def test_weights_count():
    assert points([criterion("a", 2), criterion("b")], {"a": 4, "b": 1}) == Decimal("66.667")


def test_a_long_scale_counts_no_more_than_a_short_one():
    criteria = [criterion("short", levels=3), criterion("long", levels=6)]
    assert points(criteria, {"short": 3, "long": 1}) == points(criteria, {"short": 1, "long": 6}) == Decimal("50.000")
