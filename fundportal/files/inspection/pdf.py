"""PDF: whole, open, and without programs."""

from __future__ import annotations

import io
import logging
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fundportal.files.apart import Burst, apart
from fundportal.files.inspection import pdf_objects

log = logging.getLogger(__name__)


def inspect_pdf(file: IO[bytes], max_pages: int | None) -> None:
    """Raises ValidationError. One without a page is broken, and so is one that takes too much to be looked through."""
    told = io.BytesIO()
    try:
        apart(pdf_objects.__file__, file, told)
    except Burst as burst:
        log.warning("A PDF could not be looked through: %s", burst)
        raise broken() from burst
    found = told.getvalue().decode()
    if found in REFUSALS:
        raise REFUSALS[found]()
    pages = int(found)
    if pages == 0:
        raise broken()
    if max_pages and pages > max_pages:
        raise ValidationError(
            ngettext("The document has %(n)d page; the most is %(most)d.", "The document has %(n)d pages; the most is %(most)d.", pages)
            % {"n": pages, "most": max_pages},
            code="pages",
        )


def program() -> ValidationError:
    return ValidationError(
        _("This PDF contains a program or a form that sends itself. Print it to a new PDF and upload that."), code="program"
    )


def inside() -> ValidationError:
    return ValidationError(_("There are other files inside this PDF. Save it without attachments, and upload them apart."), code="inside")


def locked() -> ValidationError:
    return ValidationError(
        _("This PDF is protected by a password or against changes. Save it without protection and upload that."), code="locked"
    )


def broken() -> ValidationError:
    return ValidationError(_("This PDF is broken: it cannot be opened. Save it again and upload that."), code="broken")


REFUSALS = {"locked": locked, "program": program, "inside": inside}
