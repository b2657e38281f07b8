import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils import translation

from applicants.calls.reserved_words import RESERVED_KEYS

BELOW = "solicitudes/<str:folio>/"


def routes(patterns=None, before=""):
    """Every route of the portal, in Spanish."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield route


def test_a_word_below_an_application_is_on_the_list_and_nothing_else_is():
    with translation.override("es-mx"):
        below = [route.partition(BELOW)[2].split("/") for route in routes() if BELOW in route]
    assert {parts[0] for parts in below if len(parts) > 1 and not parts[0].startswith("<")} == RESERVED_KEYS


@pytest.mark.parametrize("word", sorted(RESERVED_KEYS))
def test_a_section_has_no_address_under_such_a_word(word):
    with pytest.raises(NoReverseMatch):
        reverse("section", args=["CCC-26-1", word])
    assert reverse("section", args=["CCC-26-1", f"{word}_2"]).endswith(f"/{word}_2/")
