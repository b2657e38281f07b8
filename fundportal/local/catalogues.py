"""The message catalogues: strings collected from the code, kept as .po, compiled to .mo, and checked.

Babel does the work without the gettext programs; Django's `templatize` turns a template into source that Babel reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from fundportal.local.places import ROOT

LOCALES = {"es_MX": "es", "en": "en"}
SOURCES = ("fundportal", "programs", "applicants", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def path_of(locale: str, ending: str) -> Path:
    return ROOT / "fundportal" / "locale" / locale / "LC_MESSAGES" / f"django.{ending}"


def collect() -> Catalog:
    """Every translatable string of the code and the templates, with the files in which it stands."""
    catalog = Catalog(fuzzy=False)
    for file, source in _sources():
        for _line, message, comments, context in extract("python", BytesIO(source), keywords=KEYWORDS, options={"encoding": "utf-8"}):
            catalog.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalog


def _sources() -> Iterator[tuple[str, bytes]]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix == ".py" and "/migrations/" not in name:
                yield name, path.read_bytes()
            elif path.suffix in {".html", ".txt"} and "templates" in name:
                yield name, templatize(path.read_text(encoding="utf-8"), origin=name).encode()


def read(locale: str) -> Catalog:
    path = path_of(locale, "po")
    if not path.exists():
        return Catalog(locale=locale, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update(locale: str) -> Catalog:
    """The catalogue brought up to date: new strings empty (English: as they stand), gone ones dropped, others kept."""
    old, new = read(locale), Catalog(locale=locale, fuzzy=False, charset="utf-8")
    for message in collect():
        if not message.id:
            continue
        known = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        text = known.string if known and filled(known) else (message.id if locale == "en" else "")
        new.add(message.id, text, locations=message.locations, auto_comments=message.auto_comments, context=message.context)
    write(new, locale)
    return new


def write(catalog: Catalog, locale: str) -> None:
    path = path_of(locale, "po")
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, sort_output=True, include_lineno=False, omit_header=False)
    stable = b"\n".join(
        line
        for line in buffer.getvalue().split(b"\n")
        if not line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By'))
    )
    path.write_bytes(stable)
    path_of(locale, "mo").write_bytes(compiled(catalog))


def compiled(catalog: Catalog) -> bytes:
    """The .mo, the same bytes for the same strings: with a date that never moves."""
    catalog.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalog.mime_headers  # noqa: B018  (fills in the charset)
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def key_of(message: Message) -> tuple[object, str | None]:
    """By what a string is known: its English, one and many, and its context."""
    return message.id if isinstance(message.id, str) else tuple(message.id), message.context


def filled(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings)


def problems(locale: str) -> list[str]:
    """What is wrong with a committed catalogue: strings missing, empty, no longer used, with other placeholders, or an .mo that differs."""
    catalog, found = read(locale), []
    wanted = {key_of(message): message for message in collect() if message.id}
    known = {key_of(message): message for message in catalog if message.id}
    for key in wanted.keys() - known.keys():
        found.append(f"{locale}: missing: {key[0]!r}")
    for key in known.keys() - wanted.keys():
        found.append(f"{locale}: no longer used: {key[0]!r}")
    for key in wanted.keys() & known.keys():
        message = known[key]
        if not filled(message):
            found.append(f"{locale}: untranslated: {key[0]!r}")
        else:
            found += [f"{locale}: {error} in {key[0]!r}" for error in message.check(catalog)]
    mo = path_of(locale, "mo")
    if not mo.exists() or strings_of(mo.read_bytes()) != strings_of(compiled(catalog)):
        found.append(f"{locale}: the .mo is not that of the .po; run `manage.py messages`")
    return sorted(found)


def strings_of(mo: bytes) -> dict[object, str]:
    """What an .mo says, without its header."""
    from gettext import GNUTranslations

    strings: dict[object, str] = dict(GNUTranslations(BytesIO(mo))._catalog)  # type: ignore[attr-defined]
    strings.pop("", None)
    return strings
