"""Pictures: whole, and not larger than a telephone takes them."""

from __future__ import annotations

import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

MOST_PIXELS = 50_000_000
GLANCE = (512, 512)  # a JPEG is read whole at an eighth of its size


def inspect_picture(file: IO[bytes]) -> None:
    """Raises ValidationError. The size is read from the header, so that a picture of a billion points costs nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise too_large()
                picture.draft(None, GLANCE)
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large() from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise ValidationError(_("This picture is broken: it cannot be opened. Save it again and upload that."), code="broken") from error


def too_large() -> ValidationError:
    return ValidationError(
        _("The picture has more than %(most)d million points. Save it smaller and upload that.") % {"most": MOST_PIXELS // 1_000_000},
        code="points",
    )
