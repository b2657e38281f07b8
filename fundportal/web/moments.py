"""Days and hours in words, for a reader in a given zone: “vie 12 de marzo de 2027”, “Fri 12 March 2027”. Hours run from 00 to 23."""

import datetime

from django.utils.dates import MONTHS
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

WEEKDAYS = (
    pgettext_lazy("short day", "Mon"),
    pgettext_lazy("short day", "Tue"),
    pgettext_lazy("short day", "Wed"),
    pgettext_lazy("short day", "Thu"),
    pgettext_lazy("short day", "Fri"),
    pgettext_lazy("short day", "Sat"),
    pgettext_lazy("short day", "Sun"),
)


def weekday(day: datetime.date) -> str:
    return str(WEEKDAYS[day.weekday()])


def month(day: datetime.date) -> str:
    """The name of the day's month; Spanish writes it small."""
    return month_name(day.month)


def month_name(number: int) -> str:
    name = str(MONTHS[number])
    return name if get_language() == "en" else name.lower()


def long_day(day: datetime.date) -> str:
    """“Fri 12 March 2027”."""
    return _("%(weekday)s %(day)d %(month)s %(year)d") % {"weekday": weekday(day), "day": day.day, "month": month(day), "year": day.year}


def near_day(day: datetime.date) -> str:
    """“Fri 12 March”: where the year goes without saying."""
    return pgettext("day without year", "%(weekday)s %(day)d %(month)s") % {"weekday": weekday(day), "day": day.day, "month": month(day)}


def day_in_words(day: datetime.date) -> str:
    """“12 March 2027”."""
    return _("%(day)d %(month)s %(year)d") % {"day": day.day, "month": month(day), "year": day.year}


def clock(moment: datetime.datetime, *, seconds: bool = False) -> str:
    """“23:59”."""
    return moment.strftime("%H:%M:%S" if seconds else "%H:%M")
