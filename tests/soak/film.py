"""A film of 60 MB, as a telephone's camera makes one, and its way to the server in pieces."""

import random

from tests.files.contents import box, mvhd

KEY, NAME, SIZE, SECONDS = "film_sample", "Muestra ꞌë — el río.mp4", 60_000_000, 480


def film(folder, *, seed):
    """Its path. An MP4 of eight minutes: type, pictures and sound that no compression shrinks, then the description."""
    handler = box(b"hdlr", b"\0" * 8 + b"vide" + b"\0" * 12)
    head, tail = box(b"ftyp", b"isom\0\0\2\0isom"), box(b"moov", mvhd(SECONDS) + box(b"trak", box(b"mdia", handler)))
    path = folder / NAME
    path.write_bytes(head + box(b"mdat", random.Random(seed).randbytes(SIZE - len(head) - len(tail) - 8)) + tail)
    assert path.stat().st_size == SIZE
    return path


def send(person, folio, path):
    """The page of its question opened, and the file chosen: it is on its way, from where it was."""
    page, since = person.page, len(person.witness.claims)
    page.goto(f"/es/solicitudes/{folio}/team/")
    page.set_input_files(f"#id_{KEY}", path)
    person.wait_for(lambda: has_arrived(person, 1e-6, since=since))


def has_arrived(person, share, *, since=0):
    """Whether the page's bar has come so far."""
    return any(claim["kind"] == "file bar" and claim["key"] == KEY and claim["share"] >= share for claim in person.witness.claims[since:])
