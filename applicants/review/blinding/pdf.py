"""The text of a PDF or of a document, page by page, or a PDF redrawn without what is covered. Runs in a process of its own, with nothing of the portal.

The source begins with a line of JSON. {"do": "text"} gives JSON: {"pages": [text, …], "cut": whether there was more}. {"do": "redraw", "bars": {page:
[passage, …]}, "blank": [page, …]} gives a PDF whose pages of `bars` are pictures with black over each passage (and without what no longer lies on the
paper: links, notes, fields), and whose pages of `blank` are empty. Pages count from 1.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import IO, Any

import pikepdf
import pypdfium2
from PIL import ImageDraw

MOST_PAGES, MOST_TEXT, MOST_MEMBER = 300, 2_000_000, 50_000_000
DOTS, LARGEST = 150 / 72, 4000  # a picture's dots a point, and its longest side in dots
PARAGRAPH = re.compile(r"</(?:w:p|text:p|text:h)>|<(?:w:br|w:tab|text:line-break|text:tab|text:s)\b[^>]*/?>")
TAG = re.compile(r"<[^>]+>")
PICTURES = re.compile(r"(?:word/media|Pictures)/.")
TEXTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|content\.xml|styles\.xml")


def work(source: IO[bytes], target: IO[bytes]) -> None:
    task = json.loads(source.readline())
    content = source.read()
    if task["do"] == "redraw":
        redraw(content, {int(page): passages for page, passages in task["bars"].items()}, set(task["blank"]), target)
        return
    pages, cut = office(content) if content.startswith(b"PK") else pdf(content)
    target.write(json.dumps({"pages": pages, "cut": cut}).encode())


def pdf(content: bytes) -> tuple[list[str], bool]:
    """The text of each page, and whether that is not all of it: there is more than is read, or a page is a picture (a scan), on which nothing can be read."""
    document = pypdfium2.PdfDocument(content)
    beside = notes(content)
    pages: list[str] = []
    left, pictures = MOST_TEXT, False
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = "".join(letter for letter, _place in letters(page.get_textpage()))
        pictures = pictures or (not text.strip() and next(page.get_objects(max_depth=1), None) is not None)
        text = "\n".join([text, *beside.get(number, [])])[:left]
        pages.append(text)
        left -= len(text)
    return pages, len(document) > MOST_PAGES or left <= 0 or pictures


def letters(page: Any) -> list[tuple[str, int]]:
    """The characters of a page with their numbers; a pair of surrogates is one."""
    found: list[tuple[str, int]] = []
    high = 0
    for place in range(page.count_chars()):
        code = pypdfium2.raw.FPDFText_GetUnicode(page, place)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        if code in (0xFFFE, 0xFFFF, 0):  # a hyphen at the end of a line, which the library marks so
            continue
        found.append((chr(code), place))
    return found


def notes(content: bytes) -> dict[int, list[str]]:
    """What links, comments and fields of each page say."""
    found: dict[int, list[str]] = {}
    with pikepdf.open(io.BytesIO(content)) as document:
        for number, page in enumerate(document.pages):
            if number >= MOST_PAGES:
                break
            for note in page.get("/Annots", ()):
                action = note.get("/A")
                said = [note.get("/Contents"), note.get("/V"), action.get("/URI") if action is not None else None]
                found.setdefault(number, []).extend(str(each) for each in said if isinstance(each, pikepdf.String))
    return found


def office(content: bytes) -> tuple[list[str], bool]:
    """A document of Word or OpenDocument, as one page. Pictures in it cannot be read."""
    texts: list[str] = []
    cut = False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            cut = cut or PICTURES.match(member.filename) is not None
            if TEXTS.fullmatch(member.filename):
                with archive.open(member) as part:
                    raw = part.read(MOST_MEMBER + 1)
                cut = cut or len(raw) > MOST_MEMBER
                text = TAG.sub("", PARAGRAPH.sub("\n", raw[:MOST_MEMBER].decode("utf-8", "replace")))
                for sign, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
                    text = text.replace(sign, letter)
                texts.append(text)
    whole = "\n".join(texts)
    return [whole[:MOST_TEXT]], cut or len(whole) > MOST_TEXT


def redraw(content: bytes, bars: dict[int, list[str]], blank: set[int], target: IO[bytes]) -> None:
    source, made = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new()
    for number in range(1, len(source) + 1):
        page = source[number - 1]
        if number in blank:
            made.new_page(*page.get_size())
        elif number in bars:
            picture_page(made, page, bars[number])
        else:
            made.import_pages(source, [number - 1])
    made.save(target)


def picture_page(made: Any, page: Any, passages: list[str]) -> None:
    width, height = page.get_size()
    bitmap = page.render(scale=min(DOTS, LARGEST / max(width, height)), may_draw_forms=False, draw_annots=False)
    picture = bitmap.to_pil().convert("RGB")
    places, draw = bitmap.get_posconv(page), ImageDraw.Draw(picture)
    for left, bottom, right, top in boxes(page.get_textpage(), passages):
        corners = [places.to_bitmap(left - 1, bottom - 1), places.to_bitmap(right + 1, top + 1)]
        xs, ys = sorted(x for x, _y in corners), sorted(y for _x, y in corners)
        draw.rectangle((xs[0], ys[0], xs[1], ys[1]), fill="black")
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=80)
    jpeg.seek(0)
    empty, image = made.new_page(width, height), pypdfium2.PdfImage.new(made)
    image.load_jpeg(jpeg, inline=True)
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    empty.insert_obj(image)
    empty.gen_content()


def boxes(page: Any, passages: list[str]) -> list[tuple[float, float, float, float]]:
    """Where each character of the passages stands, wherever they are found."""
    known = letters(page)
    text = "".join(letter for letter, _place in known)
    found = []
    for passage in passages:
        start = text.find(passage)
        while start >= 0:
            for letter, place in known[start : start + len(passage)]:
                if not letter.isspace():
                    found.append(page.get_charbox(place, loose=True))
            start = text.find(passage, start + 1)
    return found
