from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from applicants.review.models import Criterion
from applicants.review.rubric import Anchor, anchors_of, descriptors, missing, weighted_mean


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


@given(st.lists(st.tuples(st.integers(1, 10), st.integers(1, 6)), min_size=1, max_size=8))
def test_the_mean_lies_between_the_lowest_and_the_highest_score(rows):
    criteria = [Criterion(key=str(n), weight=weight) for n, (weight, _) in enumerate(rows)]
    scores = {str(n): given for n, (_, given) in enumerate(rows)}
    assert min(scores.values()) <= weighted_mean(criteria, scores) <= max(scores.values())


def test_weights_count():
    criteria = [Criterion(key="a", weight=2), Criterion(key="b", weight=1)]
    assert weighted_mean(criteria, {"a": 4, "b": 1}) == Decimal("3.000")
