"""The HTML part of a letter: the parsed blocks as elements; the page around them is `templates/letters/_letter.html`."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fundportal.notifications.markup import Block, Line, Span

AROUND = {"facts": '<div class="k">\n{}</div>\n', "list": "<ul>\n{}</ul>\n"}
EACH = {"heading": "<h2>{}</h2>\n", "list": "<li>{}</li>\n", "code": '<p class="c">{}</p>\n'}


def html_blocks(blocks: Sequence[Block]) -> SafeString:
    """The blocks one below the other, everything escaped."""
    return format_html_join("", "{}", ((html_block(block),) for block in blocks))


def html_block(block: Block) -> SafeString:
    if block.kind == "button":
        [[span]] = block.lines
        return format_html('<p><a class="b" href="{}">{}</a></p>\n', span.url, span.text)
    lines = format_html_join("", EACH.get(block.kind, "<p>{}</p>\n"), ((html_line(line),) for line in block.lines))
    return format_html(AROUND.get(block.kind, "{}"), lines)


def html_line(line: Line) -> SafeString:
    return format_html_join("", "{}", ((html_span(span),) for span in line))


def html_span(span: Span) -> SafeString | str:
    if span.url:
        return format_html('<a href="{}">{}</a>', span.url, span.text)
    if span.strong:
        return format_html("<strong>{}</strong>", span.text)
    if span.mono:
        return format_html('<span class="m">{}</span>', span.text)
    return span.text
