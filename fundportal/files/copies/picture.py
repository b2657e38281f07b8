"""A picture without EXIF, XMP and comments; turned as it was to be shown."""

from __future__ import annotations

from typing import IO

from PIL import Image, ImageOps

LARGEST = (6000, 6000)  # a JPEG beyond is read at half its size: nobody judges a project by more


def copy_picture(source: IO[bytes], target: IO[bytes], formats: tuple[str, ...] = ("JPEG", "PNG")) -> None:
    """Of one that moves the first picture is left."""
    with Image.open(source, formats=formats) as picture:
        kind = picture.format or "PNG"
        if picture.width > LARGEST[0] or picture.height > LARGEST[1]:
            picture.draft(None, LARGEST)
        turned = ImageOps.exif_transpose(picture)
        bare = Image.new(turned.mode, turned.size)
        if turned.palette is not None:
            bare.putpalette(turned.palette)
        bare.paste(turned)
        profile = {"icc_profile": picture.info["icc_profile"]} if "icc_profile" in picture.info else {}
        if "transparency" in turned.info and kind in ("PNG", "GIF"):
            profile["transparency"] = turned.info["transparency"]
        bare.save(target, kind, **(profile | ({"quality": 90} if kind in ("JPEG", "WEBP") else {})))
