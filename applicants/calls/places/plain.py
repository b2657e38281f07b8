"""Names as people type them: without capitals, accents or the signs between words."""

import re
import unicodedata

_MARKS = re.compile(r"[\u0300-\u036f]")
_BETWEEN = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """ "Xoxocotlán, Oax." and "xoxocotlan oax" come out alike."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", name.casefold()))
    return _BETWEEN.sub(" ", bare).strip()
