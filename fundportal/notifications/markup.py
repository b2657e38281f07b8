"""The little markup of letters, parsed into blocks from which both the text and the HTML are made.

| written | means |
| --- | --- |
| a blank line | the next block begins |
| `## words` | a heading |
| lines that begin with `\\| ` | key facts, one a line; `\\| Label: value` is aligned in the text |
| lines that begin with `- ` | a list |
| `> words` | one line to be copied (a code) |
| `[words](address)` alone | the button |
| `[words](address)`, `**words**`, `` `words` `` inside a line | a link, strong, monospaced |
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fundportal.notifications.quoting import unquote

INLINE = re.compile(r"\[(?P<label>[^\]]+)\]\((?P<url>[^)]*)\)|\*\*(?P<strong>.+?)\*\*|`(?P<mono>[^`]+)`")
ALONE = re.compile(r"\[[^\]]+\]\([^)]*\)")
PREFIXES = {"## ": "heading", "| ": "facts", "- ": "list", "> ": "code"}


class BadLetter(ValueError):
    """This letter cannot be written: its template is missing or wrong, or a value is not there."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words; at most one of the three is set."""

    text: str
    strong: bool = False
    mono: bool = False
    url: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is paragraph, heading, facts, list, code or button; a paragraph has one line, however long."""

    kind: str
    lines: tuple[Line, ...]


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of a rendered template. Raises BadLetter for a link that is not an absolute address."""
    chunks = (chunk.strip() for chunk in re.split(r"\n\s*\n", source))
    return tuple(block for chunk in chunks if chunk for block in blocks_of(chunk))


def blocks_of(chunk: str) -> list[Block]:
    """Lines of one kind become one block; a change of prefix begins another without a blank line."""
    groups: list[tuple[str, list[str]]] = []
    for raw in chunk.splitlines():
        line = raw.strip()
        if not line:
            continue
        prefix = next((mark for mark in PREFIXES if line.startswith(mark)), "")
        kind = PREFIXES.get(prefix, "paragraph")
        if not groups or groups[-1][0] != kind:
            groups.append((kind, []))
        groups[-1][1].append(line[len(prefix) :])
    return [block_of(kind, lines) for kind, lines in groups]


def block_of(kind: str, lines: list[str]) -> Block:
    if kind != "paragraph":
        return Block(kind, tuple(spans_of(line) for line in lines))
    words = " ".join(lines)
    return Block("button" if ALONE.fullmatch(words) else "paragraph", (spans_of(words),))


def spans_of(line: str) -> Line:
    """The runs of one line, unquoted."""
    spans: list[Span] = []
    end = 0
    for match in INLINE.finditer(line):
        if match.start() > end:
            spans.append(Span(unquote(line[end : match.start()])))
        spans.append(span_of(match))
        end = match.end()
    if end < len(line):
        spans.append(Span(unquote(line[end:])))
    return tuple(spans)


def span_of(match: re.Match[str]) -> Span:
    if match["label"]:
        url = unquote(match["url"]).strip()
        if not url.startswith(("https://", "http://", "mailto:")) or " " in url:
            raise BadLetter(f"“{unquote(match['label'])}” leads to {url or 'nowhere'}: letters need absolute addresses")
        return Span(unquote(match["label"]), url=url)
    if match["strong"]:
        return Span(unquote(match["strong"]), strong=True)
    return Span(unquote(match["mono"]), mono=True)
