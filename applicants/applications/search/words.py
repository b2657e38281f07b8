"""Words of a text, and what somebody typed to find some. Pure: it knows neither rows nor forms.

A word is a run of letters and figures without capitals and accents; ñ stays ñ, so that who types “año” does not find “ano”. Who types “ano” finds both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST = 60
"""Letters of a word that count: what is longer is an address, or nonsense."""
MOST_LETTERS = 100
"""Of a word that takes signs apart (½, ﬁ) as it is kept."""
MOST_TYPED, MOST_WORDS, MOST_IN_PHRASE = 1000, 12, 12
SHORTEST_PART = 3

JOINED = "'’‘ʼꞌ`´"
"""Stand inside of words (k'iche', l’amour, don't) and are passed over."""
RUN = re.compile(rf"[^\W_](?:[^\W_]|[\u0300-\u036f]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|[{JOINED}](?=[^\W_]))*")
PASSED_OVER = re.compile(rf"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff{JOINED}]")
MARKS = re.compile(r"[\u0300-\u036f]")
ENYE = "n\u0303"
TYPED = re.compile(r'(-?)"([^"]*)(?:"|$)|(\S+)')
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("−–—‑", "-"))


class Found(NamedTuple):
    """A word, and where it stands in its text."""

    word: str
    start: int
    end: int


class Asked(NamedTuple):
    """A word that was typed: as typed but for capitals, and whether it is wanted as it stands or also in other forms and in parts of words."""

    form: str
    exact: bool = False

    @property
    def word(self) -> str:
        return word_of(self.form)

    @property
    def plain(self) -> str:
        return plain_of(self.form)


class Clause(NamedTuple):
    """One word, or several in a row, that must be found; or, `without`, that must not."""

    words: tuple[Asked, ...]
    without: bool = False


class Typed(NamedTuple):
    """What was asked for, and whether more was typed than is looked for."""

    clauses: tuple[Clause, ...]
    cut: bool = False

    @property
    def asked(self) -> list[Asked]:
        """Every word once."""
        return list(dict.fromkeys(asked for clause in self.clauses for asked in clause.words))


def forms_in(text: str) -> list[str]:
    """Each word as written, but for capitals and what is passed over; accents stay."""
    return [form_of(run) for run in RUN.findall(text)]


def found_in(text: str) -> Iterator[Found]:
    """The words of a text in a row."""
    for run in RUN.finditer(text):
        yield Found(word_of(form_of(run[0])), run.start(), run.end())


@lru_cache(maxsize=50_000)
def form_of(run: str) -> str:
    return unicodedata.normalize("NFC", PASSED_OVER.sub("", run).casefold())[:LONGEST]


@lru_cache(maxsize=50_000)
def word_of(form: str) -> str:
    """Without accents, with its ñ."""
    decomposed = unicodedata.normalize("NFKD", form).replace(ENYE, "\0")
    return unicodedata.normalize("NFC", MARKS.sub("", decomposed).replace("\0", ENYE))[:MOST_LETTERS]


def plain_of(form: str) -> str:
    """Without accents and without ñ."""
    return MARKS.sub("", unicodedata.normalize("NFKD", form))[:MOST_LETTERS]


def parse(typed: str) -> Typed:
    """Words that must all be found, “quoted phrases”, and what a minus before it leaves out. Whatever is typed, it comes to something, if only to nothing."""
    clauses: list[Clause] = []
    count, cut = 0, len(typed) > MOST_TYPED
    for piece in TYPED.finditer(typed[:MOST_TYPED].translate(QUOTES)):
        minus, quoted, bare = piece.groups()
        if bare is None:
            found = [clause(forms_in(quoted), exact=True, without=bool(minus))]
        else:
            forms = forms_in(bare)
            without = bare.startswith("-")
            found = [clause(forms, exact=False, without=True)] if without else [clause([form], exact=False) for form in forms]
        for each in found:
            if not each.words or each in clauses:
                continue
            count += len(each.words)
            if count > MOST_WORDS:
                return Typed(tuple(clauses), cut=True)
            clauses.append(each)
    return Typed(tuple(clauses), cut)


def clause(forms: list[str], *, exact: bool, without: bool = False) -> Clause:
    """Several words make a phrase, and stand as they were typed."""
    several = exact or len(forms) > 1
    return Clause(tuple(Asked(form, exact=several) for form in forms[:MOST_IN_PHRASE]), without)


def spellings(form: str) -> list[str]:
    """How somebody who leaves out accents may have meant it, for the sake of its stem: “ninos” is “niños”, “animacion” is “animación”."""
    found = [form]
    if form.endswith(("cion", "sion", "xion")):
        found.append(f"{form[:-3]}ión")
    found += [f"{form[:place]}ñ{form[place + 1 :]}" for place, letter in enumerate(form) if letter == "n" and 0 < place < len(form) - 1][:3]
    return found


def places(words: Iterable[Found], phrase: tuple[frozenset[str], ...]) -> Iterator[tuple[int, int]]:
    """Where in a text these words stand in a row; each may be any of several."""
    row = list(words)
    for number in range(len(row) - len(phrase) + 1):
        if all(row[number + step].word in meant for step, meant in enumerate(phrase)):
            yield row[number].start, row[number + len(phrase) - 1].end
