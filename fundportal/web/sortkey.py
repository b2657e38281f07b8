"""A sort key for names that ignores accents and keeps ñ after n, computed by PostgreSQL."""

from django.db.models import CharField, Func, Value
from django.db.models.functions import Lower


class Normalize(Func):
    """Unicode normalisation form KD (PostgreSQL `normalize`, immutable in a UTF-8 database)."""

    function = "NORMALIZE"
    template = "%(function)s(%(expressions)s, NFKD)"
    output_field = CharField()


class RegexpReplace(Func):
    function = "REGEXP_REPLACE"
    output_field = CharField()


def sort_key(column: str) -> Func:
    """The expression for a stored generated column: lower case, decomposed, ñ as n~ (it sorts after nz), other accents dropped."""
    decomposed = Normalize(Lower(column))
    keeps_enye = RegexpReplace(decomposed, Value("n\u0303"), Value("n~"), Value("g"))
    return RegexpReplace(keeps_enye, Value("[\u0300-\u036f]"), Value(""), Value("g"))
