from datetime import date, timedelta

import pytest
from django.utils.translation import override

from applicants.selection.when import due

TODAY = date(2027, 3, 10)


@pytest.mark.parametrize(
    ("left", "en", "es", "urgency"),
    [
        (-2, "2 days late", "2 días tarde", "late"),
        (-1, "1 day late", "1 día tarde", "late"),
        (0, "today", "hoy", "soon"),
        (1, "tomorrow", "mañana", "soon"),
        (3, "in 3 days", "en 3 días", "soon"),
        (4, "in 4 days", "en 4 días", ""),
    ],
)
def test_a_day_in_words(left, en, es, urgency):
    for language, words in (("en", en), ("es-mx", es)):
        with override(language):
            told = due(TODAY + timedelta(days=left), TODAY)
            assert (told.day, str(told.words), told.urgency) == (TODAY + timedelta(days=left), words, urgency)
