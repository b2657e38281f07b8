"""Scripts as they are served: what only their reader needs stays at home, a fifth of a small script, on a telephone line."""

from __future__ import annotations

import re
from functools import lru_cache

AT_HOME = re.compile(r"^[ \t]*(?://.*\n)?|(?<=[;,{]) // .*$", re.MULTILINE)
TEXT = re.compile(r'("(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`|/(?![ /*=])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)')
"""Texts, templates and patterns, which stay as they are."""
ROOM = re.compile(r"(?:(?<!/) )?([=:?)<>&|!\]]) ?|(?:(?<!/) )?([;{},(\[])[ \n]*| ([*%]|[+](?! [+])|-(?! -)) ")


@lru_cache(maxsize=100)
def bare(script: str) -> str:
    """Without comments, without what lines are set in by, and without the spaces around signs; of what is bare already nothing goes.

    It knows our own way of writing and no more: every statement ends with a semicolon or a brace, no text runs over several lines or holds another one of
    its kind, a division has spaces around it (and keeps the second one), and a pattern none at its beginning. The tests in a browser run what comes out.
    """
    parts = TEXT.split(AT_HOME.sub("", script))
    return "".join(part if number % 2 else ROOM.sub(r"\1\2\3", part) for number, part in enumerate(parts))
