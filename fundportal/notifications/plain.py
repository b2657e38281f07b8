"""The text part of a letter: wrapped at 72, addresses never broken."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fundportal.notifications.markup import Block, Line, Span

if TYPE_CHECKING:
    from fundportal.notifications.render import Parts

WIDTH = 72
LONGEST_LABEL = 24


def plain_letter(parts: Parts) -> str:
    """The whole text part; the title opens the first paragraph, the footer follows the signature mark of RFC 3676."""
    body = list(parts.body)
    title = Span(parts.title)
    if body[0].kind == "paragraph":
        body[0] = Block("paragraph", ((title, Span(" "), *body[0].lines[0]),))
    else:
        body.insert(0, Block("paragraph", ((title,),)))
    return "\n\n".join([wrap(parts.kicker), *map(plain_text, (parts.greeting, body))]) + "\n\n-- \n" + plain_text(parts.footer) + "\n"


def plain_text(blocks: Sequence[Block]) -> str:
    """The blocks as text, a blank line between two; a heading stands right above what it heads."""
    return "".join(plain_block(block) + ("\n" if block.kind == "heading" else "\n\n") for block in blocks).rstrip()


def plain_block(block: Block) -> str:
    lines = [plain_line(line) for line in block.lines]
    if block.kind == "heading":
        return "\n".join(wrap(line.upper()) for line in lines)
    if block.kind == "facts":
        return "\n".join(wrap(line, hanging=hang(line)) for line in lines)
    if block.kind == "list":
        return "\n".join(wrap("- " + line, hanging=2) for line in lines)
    if block.kind == "code":
        return "\n".join("    " + line for line in lines)
    if block.kind == "button":
        [[span]] = block.lines
        one_line = f"{span.text}: {span.url}"
        return one_line if len(one_line) <= WIDTH else f"{span.text}:\n{span.url}"
    return wrap(lines[0])


def plain_line(line: Line) -> str:
    return "".join(plain_span(span) for span in line)


def plain_span(span: Span) -> str:
    address = span.url.removeprefix("mailto:")
    return f"{span.text} ({address})" if address and address != span.text else span.text


def hang(line: str) -> int:
    """How far a fact's second line stands in: under its value, when the label is short."""
    label, colon, _value = line.partition(": ")
    return len(label) + 2 if colon and len(label) <= LONGEST_LABEL else 0


def wrap(words: str, *, hanging: int = 0) -> str:
    return textwrap.fill(words, WIDTH, subsequent_indent=" " * hanging, break_long_words=False, break_on_hyphens=False)
