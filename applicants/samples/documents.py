"""Files that fictional people hand in: a few small real documents, each person with a name of its own in the storage."""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import typst
from django.conf import settings
from PIL import Image

from applicants.calls.questions.base import Question
from fundportal.files.content import FILE_TYPES

FOLDER = "muestra"
MASTERS = 8
"""Copies of each document that the others are hard links to: a file system allows some 65,000 links to one file."""

NAMES = {
    "pdf": ("Tratamiento, versión 3 (ñandú).pdf", "Currículum – Ángela.pdf", "tratamiento final final.pdf", "Documento sin título.pdf"),
    "png": ("captura de pantalla.png", "fotografía ꞌ1.png"),
    "weba": ("grabacion.webm", "Nota de voz 12 – Ñuu Savi.weba"),
    "jpeg": ("IMG-20260311-WA0007.jpg", "permiso de la asamblea.jpg"),
}
PAGE = """
#set document(title: "Documento de ejemplo", date: none)
#set page(paper: "a5", margin: 2cm)
= Documento de ejemplo
Este archivo es inventado: ocupa el lugar de un tratamiento, un currículum o un permiso.
"""


VOICE = Path(__file__).with_name("voz.weba")
"""Three seconds of a test tone, as a browser records a voice."""
VOICE_SECONDS = 3


class Master(NamedTuple):
    """One document: its type, content and hash."""

    code: str
    content: bytes
    sha256: str


class Handed(NamedTuple):
    """A file of the application that is being made."""

    id: uuid.UUID
    name: str
    blob: str
    master: Master


@cache
def masters() -> dict[str, Master]:
    """The documents by the code of their type."""
    contents = {"pdf": typst.compile(PAGE.encode()), "png": picture("PNG"), "jpeg": picture("JPEG"), "weba": VOICE.read_bytes()}
    return {code: Master(code, content, hashlib.sha256(content).hexdigest()) for code, content in contents.items()}


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((320, 180)).save(buffer, kind)
    return buffer.getvalue()


class Documents:
    """Makes the files of one application after the other. `handed` are those of the present one, until `take` is called."""

    def __init__(self, random: Random) -> None:
        self.random, self.masters, self.handed = random, masters(), list[Handed]()
        self.root = Path(settings.PRIVATE_FILES_ROOT)
        self.ready: set[Path] = set()

    def answer(self, q: Question, random: Random) -> dict[str, Any] | None:
        """What is kept in the answers; None where the question takes none of the types that we have."""
        codes = [code for code in q["config"]["types"] if code in self.masters]
        if not codes:
            return None
        return self.hand(self.masters[random.choice(codes)], random)

    def recording(self, random: Random) -> dict[str, Any]:
        """What is kept of a recording."""
        return {**self.hand(self.masters["weba"], random), "seconds": VOICE_SECONDS}

    def hand(self, master: Master, random: Random) -> dict[str, Any]:
        id = uuid.UUID(int=self.random.getrandbits(128), version=4)
        handed = Handed(id, random.choice(NAMES[master.code]), f"{FOLDER}/{id.hex[:2]}/{id.hex}", master)
        self.handed.append(handed)
        size, media_type = len(master.content), FILE_TYPES[master.code].media_type
        return {"file": str(id), "name": handed.name, "size": size, "sha256": master.sha256, "media_type": media_type}

    def take(self) -> list[Handed]:
        """The files of the present application, now in the storage."""
        taken, self.handed = self.handed, []
        for handed in taken:
            self.put(handed)
        return taken

    def put(self, handed: Handed) -> None:
        """A hard link to one of the masters, or a copy where the storage has no links. One that is there from an earlier run is the same."""
        path = self.root / handed.blob
        master = self.root / FOLDER / f"{handed.master.code}-{handed.id.int % MASTERS}-{handed.master.sha256[:8]}"
        self.make_ready(path.parent, master, handed.master.content)
        try:
            os.link(master, path)
        except FileExistsError:
            return
        except OSError:
            path.write_bytes(handed.master.content)

    def make_ready(self, folder: Path, master: Path, content: bytes) -> None:
        """The folder and the master, once."""
        if folder not in self.ready:
            folder.mkdir(parents=True, exist_ok=True)
            self.ready.add(folder)
        if master not in self.ready:
            if not master.exists():
                master.write_bytes(content)
                master.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            self.ready.add(master)
