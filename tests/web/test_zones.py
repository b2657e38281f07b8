import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.utils.translation import override

from fundportal.web.zones import CITIES, city


@pytest.mark.parametrize(("language", "place"), [("es-mx", 0), ("en", 1)])
def test_the_readers_clock_calls_cities_as_the_pages_do(language, place):
    with open(finders.find("js/clocks.js"), encoding="utf-8") as script:
        names = json.loads(re.search(r"const CITIES = (.*);", script.read())[1])
    for zone in CITIES:
        last = zone.rsplit("/", 1)[-1]
        known = names.get(last, last.replace("_", " "))
        with override(language):
            assert (known if isinstance(known, str) else known[place]) == city(zone)
