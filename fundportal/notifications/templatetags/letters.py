"""Tags and filters for the templates of letters; their values come quoted (see quoting.py)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils import timezone

from fundportal.notifications.clocks import Left, instant, short_day, time_left, two_clocks
from fundportal.notifications.quoting import NEWLINE, unquote
from fundportal.web.bilingual import pick
from fundportal.web.moments import long_day

register = template.Library()


@register.simple_tag
def cut() -> str:
    """Between the parts of a letter."""
    return "\f"


@register.filter
def local(texts: Any) -> str:
    """`{{ call|local }}`: the text of the letter's language out of {"es": …, "en": …}; a plain text stays as it is."""
    return pick(texts) if isinstance(texts, dict) else str(texts)


@register.simple_tag(takes_context=True)
def when(context: Context, moment: str, zone: str, seconds: bool = False) -> str:
    """`{% when closes_at zone %}`: an ISO instant on the call's clock and on the reader's."""
    return two_clocks(instant(unquote(moment)), zone=unquote(zone), reader_zone=context["reader_zone"], seconds=seconds)


@register.simple_tag
def day(moment: str, zone: str = "", short: bool = False) -> str:
    """`{% day decision_by %}`: an ISO date, or an ISO instant on a zone's calendar: “Fri 30 April 2027”; `short=True`: “30 April”."""
    words = unquote(moment)
    that: date = instant(words).astimezone(ZoneInfo(unquote(zone))) if zone else datetime.fromisoformat(words).date()
    return short_day(that) if short else long_day(that)


@register.simple_tag
def left(moment: str) -> Left:
    """`{% left closes_at as left %}`: how much time is left when the letter is sent, as `left.days` or `left.hours`."""
    return time_left(instant(unquote(moment)), now=timezone.now())


@register.filter
def groups(digits: str) -> str:
    """A long fingerprint in groups of four."""
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


@register.filter
def paragraphs(text: str) -> str:
    """A text of several paragraphs as such; elsewhere a line break is a space."""
    return text.replace(NEWLINE, "\n\n")
