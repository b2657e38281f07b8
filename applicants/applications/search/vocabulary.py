"""Every word that occurs: learned as applications are read, forgotten when nothing holds it any more, asked for what somebody may have meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction

from applicants.applications.search.models import SearchWord
from applicants.applications.search.words import SHORTEST_PART, Asked, plain_of, spellings, word_of

MOST = 300
"""Words in which one part is looked for: the shortest, which are nearest to what was typed."""
NEWEST, A_PART = 300, 2000
LOCK = 7_311_904_220_231  # a lock of the database: no word is learned while another goes


class Meant(NamedTuple):
    """The words that a typed one may be. `many`: there were more than are looked for; `says_nothing`: a word like “de” or “the”."""

    words: frozenset[str]
    many: bool = False
    says_nothing: bool = False


LEARN = """
INSERT INTO applicants_searchword (form, word, plain) SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING
"""

FORGET = r"""
WITH common AS MATERIALIZED (
  SELECT DISTINCT unnest(tsvector_to_array(staff)) AS word
  FROM (SELECT staff FROM applicants_searchentry ORDER BY application_id DESC LIMIT %s) AS newest
), rare AS MATERIALIZED (
  SELECT unnest(%s::text[]) AS word EXCEPT SELECT word FROM common
)
DELETE FROM applicants_searchword AS w USING rare
WHERE w.word = rare.word AND NOT EXISTS (
  SELECT 1 FROM applicants_searchentry AS e
  WHERE e.staff @@ ('''' || replace(replace(rare.word, '\', '\\'), '''', '''''') || '''')::tsquery
)
"""

MEANT = """
WITH asked AS (
  SELECT * FROM unnest(%(number)s::int[], %(form)s::text[], %(word)s::text[], %(plain)s::text[], %(own)s::bool[], %(like)s::text[], %(like_word)s::text[])
    AS a (number, form, word, plain, own, likes, likes_word)
), stems AS (
  SELECT number, (ts_lexize('spanish_stem', form))[1] AS es, (ts_lexize('english_stem', form))[1] AS en
    FROM unnest(%(spelled)s::int[], %(spelling)s::text[]) AS s (number, form)
  UNION
  SELECT a.number, w.es, w.en FROM asked AS a JOIN applicants_searchword AS w ON w.plain = a.plain
    WHERE a.likes <> '' AND (w.word = a.word OR NOT a.own)
), meant AS (
  SELECT a.number, w.word, 0 AS far FROM asked AS a JOIN applicants_searchword AS w ON w.plain = a.plain WHERE w.word = a.word OR NOT a.own
  UNION ALL SELECT s.number, w.word, 1 FROM stems AS s JOIN applicants_searchword AS w ON w.es = s.es
  UNION ALL SELECT s.number, w.word, 1 FROM stems AS s JOIN applicants_searchword AS w ON w.en = s.en
  UNION ALL SELECT s.number, w.word, 1 FROM stems AS s JOIN applicants_searchword AS w ON w.word IN (s.es, s.en)
  UNION ALL
  SELECT a.number, part.word, 2 FROM asked AS a CROSS JOIN LATERAL (
    SELECT w.word FROM applicants_searchword AS w WHERE a.likes <> '' AND w.plain LIKE a.likes AND w.word LIKE a.likes_word
    ORDER BY length(w.plain), w.plain LIMIT %(most)s
  ) AS part
)
SELECT number, word, min(far) FROM meant GROUP BY number, word
UNION ALL
SELECT number, NULL, NULL FROM asked WHERE ts_lexize('spanish_stem', form) = '{}' OR ts_lexize('english_stem', form) = '{}'
"""


def learn(forms: Iterable[str]) -> None:
    """Add what is not there yet. One statement; call it with the lock (`locked`)."""
    known = sorted(set(forms))
    run(LEARN, [known, [word_of(form) for form in known], [plain_of(form) for form in known]])


def forget(words: Collection[str]) -> None:
    """Delete those of these words that no application holds any more. One statement; call it with the lock."""
    if words:
        run(FORGET, [NEWEST, sorted(words)])


def sweep() -> None:
    """Forget all that no application holds, a part at a time: of applications that were deleted nobody has said which words they held."""
    last = 0
    while rows := list(SearchWord.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "word")[:A_PART]):
        last = rows[-1][0]
        with transaction.atomic():
            lock()
            forget({word for _pk, word in rows})


def lock() -> None:
    """Until the end of the transaction nobody else learns or forgets."""
    run("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def meant_by(asked: Collection[Asked], *, narrow: Collection[Asked] = ()) -> dict[Asked, Meant]:
    """Typed word -> the words that it may be: other forms of it by their stem in Spanish or English, and words of which it is a part (of two letters or
    one: the beginning). Exact ones, accents apart, only themselves; of the `narrow` ones no parts. One statement."""
    if not asked:
        return {}
    rows = list(asked)
    spelled = [(number, form) for number, each in enumerate(rows) if not each.exact for form in spellings(each.form)]
    given: dict[str, Any] = {
        "number": list(range(len(rows))),
        "form": [each.form for each in rows],
        "word": [each.word for each in rows],
        "plain": [each.plain for each in rows],
        "own": ["ñ" in each.word for each in rows],
        "like": [pattern(each.plain, each, narrow) for each in rows],
        "like_word": [pattern(each.word, each, narrow) if "ñ" in each.word else "%" for each in rows],
        "spelled": [number for number, _form in spelled],
        "spelling": [form for _number, form in spelled],
        "most": MOST + 1,
    }
    words: list[list[tuple[int, int, str]]] = [[] for _row in rows]
    empty = set()
    with connection.cursor() as cursor:
        cursor.execute(MEANT, given)
        for number, word, far in cursor.fetchall():
            if word is None:
                empty.add(number)
            else:
                words[number].append((far, len(word), word))
    return {each: nearest(each, words[number], number in empty) for number, each in enumerate(rows)}


def nearest(asked: Asked, words: list[tuple[int, int, str]], says_nothing: bool) -> Meant:
    """The word itself first, then its other forms, then the shortest of which it is a part; “de” only itself."""
    if says_nothing and len(asked.plain) < SHORTEST_PART:
        words = [each for each in words if each[0] == 0]
    return Meant(frozenset(word for _far, _length, word in sorted(words)[:MOST]), len(words) > MOST, says_nothing)


def pattern(text: str, asked: Asked, narrow: Collection[Asked]) -> str:
    """LIKE's; empty where no parts of words are looked for, which leaves the stems."""
    if asked.exact:
        return ""
    if asked in narrow:
        return likable(text)
    return f"%{likable(text)}%" if len(text) >= SHORTEST_PART else f"{likable(text)}%"


def likable(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def run(sql: str, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
