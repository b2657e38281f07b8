import datetime
import re
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from fundportal.web import moments, zones

DEADLINE = datetime.datetime(2027, 3, 13, 5, 59, tzinfo=datetime.UTC)


def draw(template, language="en", **context):
    with translation.override(language):
        return engines["django"].from_string("{% load fp %}" + template).render({"when": DEADLINE, **context}).strip()


def clocks_in(html):
    return re.findall(r'<dt>([^<]+)</dt><dd><time datetime="([^"]+)"><b>([^<]+)</b>([^<]+)</time>', html)


def test_two_clocks():
    assert clocks_in(draw('{% clocks when "America/Mexico_City" "America/Cancun" %}')) == [
        ("Closes in Mexico City", "2027-03-12T23:59-06:00", "23:59", "Fri 12 March 2027"),
        ("On your clock, Cancún", "2027-03-13T00:59-05:00", "00:59", "Sat 13 March 2027"),
    ]


@pytest.mark.parametrize("reader", ["", "America/Mexico_City", "America/Monterrey", "Not/AZone", "../../etc/passwd", "America"])
def test_one_clock_where_the_readers_shows_the_same_or_is_unknown(reader):
    assert len(clocks_in(draw('{% clocks when "America/Mexico_City" reader %}', reader=reader))) == 1


def test_a_receipt_shows_seconds():
    html = draw('{% clocks when "America/Mexico_City" "" "received" small=True seconds=True %}')
    assert clocks_in(html) == [("Received in Mexico City", "2027-03-12T23:59:00-06:00", "23:59:00", "Fri 12 March 2027")]
    assert "fp-clocks--s" in html


def test_fret():
    html = draw("{% fret 4 2 3 %}")
    assert 'viewBox="0 0 56 8"' in html
    assert re.findall(r"<use [^>]*/>", html) == [
        '<use href="#g" class="is-done"/>',
        '<use href="#g" x="14" class="is-done"/>',
        '<use href="#g" x="28" class="is-now"/>',
        '<use href="#g" x="42"/>',
    ]


def test_fret_of_sections_done_out_of_order():
    assert draw("{% fret 3 done %}", done={1, 3}).count("is-done") == 2


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_amounts_are_written_the_mexican_way_in_both_languages(language):
    assert draw('{{ amount|money:"MXN" }}', language, amount=Decimal("45000.50")) == "45,000.50 MXN"
    assert draw("{{ amount|money }}", language, amount="71000.00") == "71,000"
    assert draw("{{ amount|money }}", language, amount=None) == ""


def test_sizes():
    assert draw("{{ size|filesize }}", size=3_100_000) == "3.1 MB"


def test_days_in_a_zone():
    assert draw('{{ when|long_day:"America/Cancun" }}') == "Sat 13 March 2027"
    assert draw('{{ when|near_day:"America/Mexico_City" }}') == "Fri 12 March"
    assert draw('{{ when|clock:"America/Mexico_City" }}') == "23:59"


def test_spanish_months_are_small():
    with translation.override("es-mx"):
        assert [moments.month_name(number) for number in (1, 3, 12)] == ["enero", "marzo", "diciembre"]


def test_every_zone_in_the_table_exists():
    assert [zone for zone in zones.CITIES if not zones.is_zone(zone)] == []


def test_cities():
    assert [zones.city(zone) for zone in ("America/Merida", "America/Argentina/Ushuaia", "Asia/Ho_Chi_Minh")] == [
        "Mérida",
        "Ushuaia",
        "Ho Chi Minh",
    ]
