"""SQL expressions over a jsonb named `answers`. Whatever comes from a question is quoted here and nowhere else."""

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection; the last four are full-width signs, which some
# input methods write and some spreadsheets read as the others); an apostrophe before it makes it text.
FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_STARTS = ", ".join(str(ord(sign)) for sign in FORMULA_STARTS)


def harmless(text: str) -> str:
    """A text of a file that is written in Python, with an apostrophe before a first character that starts a formula."""
    return f"'{text}" if text[:1] and text[0] in FORMULA_STARTS else text


def literal(text: str) -> str:
    """A string constant; holds whatever the server's escape settings are."""
    escaped = text.replace("\\", "\\\\").replace("'", "''").replace("\0", "")
    return f"E'{escaped}'" if "\\" in text else f"'{escaped}'"


def text(key: str) -> str:
    """The answer as text; NULL when there is none."""
    return f"answers->>{literal(key)}"


def inner(key: str, name: str) -> str:
    """A member of an answer that is an object, as text."""
    return f"answers->{literal(key)}->>{literal(name)}"


def inner_of(key: str, part: str, name: str) -> str:
    """A member of a part of an answer that is an object, as text."""
    return f"answers->{literal(key)}->{literal(part)}->>{literal(name)}"


def safe(expression: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"CASE WHEN ascii({expression}) IN ({_STARTS}) THEN '''' || ({expression}) ELSE {expression} END"


def number(expression: str) -> str:
    """A number; NULL where the text is none, so that one odd row never ends an export."""
    return f"CASE WHEN {expression} ~ '^-?[0-9]+([.][0-9]+)?$' THEN ({expression})::numeric END"


def codes(key: str) -> str:
    """An answer that is a list of codes, as one text: they have neither brackets nor quotes nor commas."""
    return f"replace(translate({text(key)}, '[]\"', ''), ', ', '; ')"


def time_of(expression: str, key: str, numbers: str, place: int) -> str:
    """An expression over `answers` about the question `key-place`, read of the `place`th time of a section that repeats: the list `numbers` among the
    answers says under which number that one is kept. NULL where there is none."""
    number = f"(answers->{literal(numbers)}->>{int(place) - 1})"
    kept_under = f"{literal(key)} || CASE {number} WHEN '1' THEN '' ELSE '-' || {number} END"
    renamed = f"jsonb_build_object({literal(f'{key}-{int(place)}')}, answers->({kept_under}))"
    return f"(SELECT {expression} FROM (SELECT {renamed} AS answers) AS one_time)"  # noqa: S608 - quoted above


def joined(key: str, element: str, separator: str) -> str:
    """An answer that is a list, as one text: `element` is an expression over each member, called `item`."""
    rows = f"CASE jsonb_typeof(answers->{literal(key)}) WHEN 'array' THEN answers->{literal(key)} ELSE '[]' END"
    return f"(SELECT string_agg({element}, {literal(separator)} ORDER BY place) FROM jsonb_array_elements({rows}) WITH ORDINALITY AS list(item, place))"  # noqa: S608 - quoted above


def listed(key: str, element: str, separator: str) -> str:
    """As `joined`, and no spreadsheet takes it for a formula. The list is read once, and only where there is one."""
    found = safe("joined.list")
    return f"CASE jsonb_typeof(answers->{literal(key)}) WHEN 'array' THEN (SELECT {found} FROM (SELECT {joined(key, element, separator)} AS list) AS joined) END"  # noqa: S608 - quoted above


def summed(key: str, element: str) -> str:
    """The sum of a numeric expression over the members of a list."""
    rows = f"CASE jsonb_typeof(answers->{literal(key)}) WHEN 'array' THEN answers->{literal(key)} ELSE '[]' END"
    return f"(SELECT sum({element}) FROM jsonb_array_elements({rows}) AS list(item))"  # noqa: S608 - quoted above
