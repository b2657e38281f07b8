"""PDF: whole, open, and without programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

RUNS = {
    "/JavaScript",
    "/Launch",
    "/Rendition",
    "/ImportData",
    "/SubmitForm",
}  # actions that do more than to lead somewhere (ISO 32000-1, 12.6.4)
SUSPECT = re.compile(rb"/(?:JS|EF|EmbeddedFile|" + "|".join(name[1:] for name in sorted(RUNS)).encode() + rb")\b")
DEEP = 50


def inspect_pdf(file: IO[bytes], max_pages: int | None) -> None:
    """Raises ValidationError. A reader's own mend of a slightly broken file is allowed; one without a page is broken."""
    try:
        with pikepdf.open(cast("BinaryIO", file)) as document:
            if document.is_encrypted:
                raise locked()
            pages = len(document.pages)
            if pages == 0:
                raise broken()
            refuse_programs(document)
    except pikepdf.PasswordError as error:
        raise locked() from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise broken() from error
    if max_pages and pages > max_pages:
        raise ValidationError(
            ngettext("The document has %(n)d page; the most is %(most)d.", "The document has %(n)d pages; the most is %(most)d.", pages)
            % {"n": pages, "most": max_pages},
            code="pages",
        )


def refuse_programs(document: pikepdf.Pdf) -> None:
    """Scripts, actions that start something, and files inside the file: reviewers open it on their own machines, and nobody looks into these."""
    for thing in suspects(document):
        if "/JS" in thing or named(thing, "/S") in RUNS:
            raise ValidationError(
                _("This PDF contains a program or a form that sends itself. Print it to a new PDF and upload that."), code="program"
            )
        if "/EF" in thing or named(thing, "/Type") == "/EmbeddedFile":
            raise ValidationError(
                _("There are other files inside this PDF. Save it without attachments, and upload them apart."), code="inside"
            )


def suspects(document: pikepdf.Pdf) -> Iterator[Any]:
    """Dictionaries in which one of these words may stand as a name: each object is written out and searched, which is a hundred times quicker
    than walking through it, and only where a word is found it is walked through."""
    for thing in document.objects:
        whole = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        if isinstance(whole, pikepdf.Dictionary | pikepdf.Array) and SUSPECT.search(whole.unparse(resolved=True)):
            yield from dictionaries(whole, DEEP)


def dictionaries(thing: Any, deep: int) -> Iterator[Any]:
    """This one and those that stand in it directly."""
    if isinstance(thing, pikepdf.Dictionary):
        yield thing
    parts = thing.as_dict().values() if isinstance(thing, pikepdf.Dictionary) else thing.as_list()
    for part in parts if deep else ():
        if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect:
            yield from dictionaries(part, deep - 1)


def named(thing: Any, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def locked() -> ValidationError:
    return ValidationError(
        _("This PDF is protected by a password or against changes. Save it without protection and upload that."), code="locked"
    )


def broken() -> ValidationError:
    return ValidationError(_("This PDF is broken: it cannot be opened. Save it again and upload that."), code="broken")
