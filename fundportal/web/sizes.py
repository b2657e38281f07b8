"""Weights of files in the units of a phone bill (1 MB is a million bytes), and lengths of recordings."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SLOW = 50_000  # bytes a second: a telephone where the signal is weak


def in_megabytes(size: int) -> str:
    """“18 kB” below a tenth of a megabyte, else “3.1 MB”, and “20 MB” where nothing follows the point (a point in Mexico as in English)."""
    if size < 100_000:
        return f"{max(1, round(size / 1000)) if size else 0} kB"
    return f"{size / 1_000_000:,.1f}".removesuffix(".0") + " MB"


def in_minutes(seconds: float) -> str:
    """“1 min 5 s”; “40 s” below a minute, “3 min” for whole ones."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    if not minutes:
        return _("%(seconds)d s") % {"seconds": rest}
    return (_("%(minutes)d min %(seconds)d s") if rest else _("%(minutes)d min")) % {"minutes": minutes, "seconds": rest}


def on_a_slow_line(size: int) -> str:
    """How long it takes where the signal is weak: “2 minutes”, never less than one."""
    minutes = max(1, round(size / SLOW / 60))
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
