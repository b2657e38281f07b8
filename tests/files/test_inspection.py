"""What may hide in a file: each is refused with a sentence, and what people really send is taken."""

import io
import resource
import struct
import zipfile
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from applicants.samples.documents import masters
from fundportal.files.content import FILE_TYPES, inspect
from fundportal.files.inspection.archive import inspect_archive
from fundportal.files.limits import Limits
from tests.files.contents import CONTENTS, docx, pdf, picture, webm, zipped

ALL = Limits(tuple(FILE_TYPES), 10**9)


def why(content, limits=ALL):
    """The code and the sentence of the refusal; nothing when it is taken."""
    try:
        inspect(io.BytesIO(content), limits)
    except ValidationError as refusal:
        return refusal.code if refusal.messages[0].endswith(".") else "no sentence"
    return ""


@pytest.mark.parametrize("code", FILE_TYPES)
def test_what_people_send_is_taken(code):
    file = io.BytesIO(CONTENTS[code])
    assert inspect(file, Limits((code,), 10**9, max_pages=1, max_minutes=1)) == FILE_TYPES[code].media_type
    assert file.tell() == 0


@pytest.mark.parametrize("master", masters().values(), ids=lambda master: master.code)
def test_the_samples_are_taken(master):
    assert why(master.content) == ""


def with_action(**action):
    """A PDF that does something when it is opened, in a dictionary that is no object of its own."""

    def change(document):
        document.Root.OpenAction = pikepdf.Dictionary({f"/{name}": value for name, value in action.items()})

    return pdf(change=change)


def with_script_of_a_field(document):
    script = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=document.make_stream(b"app.alert(1)")))
    document.pages[0].Annots = [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, AA=pikepdf.Dictionary(F=script))]


def with_attachment(document):
    document.attachments["programa.exe"] = b"MZ\x90\x00"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf(encryption=pikepdf.Encryption(user="x", owner="y")), "locked"),
        (pdf(encryption=pikepdf.Encryption(user="", owner="y")), "locked"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "broken"),
        (b"%PDF-1.7 <script>alert(1)</script>", "broken"),
        (pdf(pages=0), "broken"),
        (pdf()[:200], "broken"),
        (with_action(S=pikepdf.Name.JavaScript, JS="app.alert(1)"), "program"),
        (with_action(S=pikepdf.Name.Launch, F="cmd.exe"), "program"),
        (with_action(S=pikepdf.Name.SubmitForm, F="http://example.org"), "program"),
        (pdf(change=with_script_of_a_field, object_stream_mode=pikepdf.ObjectStreamMode.generate), "program"),
        (pdf(change=with_attachment), "inside"),
        (b"x" + pdf(), "type"),  # its header has to stand at the beginning
    ],
)
def test_a_pdf_that_is_locked_broken_or_a_program_is_refused(content, code):
    assert why(content) == code


def listing(members, large=False):
    """A document with a list of so many members of long names, none of which is there."""
    whole = docx()
    start, count = whole.index(b"PK\1\2"), members + 3
    row = b"PK\1\2" + struct.pack("<4B4HL2L5H2L", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 200, 0, 0, 0, 0, 0, 0) + b"n" * 200
    rows = whole[start : whole.rindex(b"PK\5\6")] + row * members
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(rows), start, 0)
    if large:
        end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(rows), start)
        end += struct.pack("<4sLQL", b"PK\6\7", 0, start + len(rows), 1)
        end += struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return whole[:start] + rows + end


@pytest.mark.parametrize("large", [False, True])
def test_a_list_of_members_beyond_measure_is_not_read(large, monkeypatch):
    with zipfile.ZipFile(io.BytesIO(listing(4, large))) as read:
        assert len(read.infolist()) == 7
    content = listing(5000, large)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ValidationError) as refused:
        inspect_archive(io.BytesIO(content))
    assert (refused.value.code, why(content)) == ("bomb", "type")
    assert why(picture() + content) == "hidden"


def bursting(megabytes):
    """A PDF of a few kilobytes whose objects lie in a stream that is packed twice, and unpacks to this."""
    inner = zlib.compressobj(9)
    spaces = b" " * 1_000_000
    once = b"".join([inner.compress(b"9 0 <<>>" + spaces), *(inner.compress(spaces) for _ in range(megabytes)), inner.flush()])
    twice = zlib.compress(once, 9)
    objects = b"/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<<%s/Length %d>>stream\n%s\nendstream" % (objects, len(twice), twice),
    ]
    file, places = b"%PDF-1.7\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    rows = [struct.pack(">BIH", 1, place, 0) for place in places]
    table = b"".join([struct.pack(">BIH", 0, 0, 65535), *rows, struct.pack(">BIH", 1, len(file), 0)])
    table += b"".join([struct.pack(">BIH", 0, 0, 0)] * 3 + [struct.pack(">BIH", 2, 4, 0)])
    about = b"<</Type/XRef/Size 10/W[1 4 2]/Root 1 0 R/Length %d>>" % len(table)
    return file + b"5 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (about, table, len(file))


def test_a_pdf_that_unpacks_to_more_than_there_is_room_for_is_broken():
    assert why(bursting(1)) == ""
    most, content = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, bursting(400)
    assert (why(content), len(content) < 20_000) == ("broken", True)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most < 100_000  # kB: not in this process


def test_a_pdf_that_only_leads_somewhere_is_taken():
    assert why(with_action(S=pikepdf.Name.URI, URI="https://example.org/JS")) == ""
    assert why(pdf()[:-9]) == ""  # a reader mends what is a little broken


def test_pages_are_counted():
    assert [why(pdf(pages=n), ALL._replace(max_pages=3)) for n in (1, 3, 4)] == ["", "", "pages"]
    with pytest.raises(ValidationError) as refused:
        inspect(io.BytesIO(pdf(pages=4)), ALL._replace(max_pages=3))
    assert "4" in refused.value.messages[0] and "3" in refused.value.messages[0]


def document(**members):
    return zipped(**{"[Content_Types]_dot_xml": "<x/>", "word__document_dot_xml": "<x/>", **members})


MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content_dot_xml": "<x/>"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (docx(extra=["word/vbaProject.bin"]), "program"),
        (docx(extra=["word/VBAPROJECT.BIN"]), "program"),
        (document(**{"[Content_Types]_dot_xml": f'<Override ContentType="{MACRO_TYPE}"/>'}), "program"),  # docm, renamed
        (docx(extra=["word/activeX/activeX1.bin"]), "program"),
        (docx(extra=["word/embeddings/setup.exe"]), "program"),
        (docx(extra=["META-INF/MANIFEST.MF", "Main.class"]), "program"),  # a program for Java that is a document, too
        (zipped(**ODT, Basic__Standard__Module1_dot_xml="Sub Main"), "program"),
        (zipped(**ODT, Scripts__python__x_dot_py="import os"), "program"),
        (zipped(**ODT, **{"META-INF__manifest_dot_xml": "<manifest:encryption-data/>"}), "locked"),
        (docx(extra=["WORD/document.xml"]), "broken"),  # two of one name: each reader takes another
        (docx(extra=["../../etc/cron.d/x"]), "broken"),
        (docx(extra=[f"word/media/{n}" for n in range(5001)]), "bomb"),
        (docx()[:-30], "type"),
        (zipped(readme_dot_txt="hola"), "type"),
    ],
)
def test_a_document_with_macros_a_password_or_something_hidden_is_refused(content, code):
    assert why(content) == code


def bomb(size, *, claimed=None):
    """A document with one member that packs a thousandfold."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"\0" * size)
    content = file.getvalue()
    return content if claimed is None else content.replace(struct.pack("<I", size), struct.pack("<I", claimed))


def overlapping():
    """A document whose members share their bytes, as bombs without nesting do."""
    content = bytearray(docx(extra=["a", "b"]))
    place = content.rfind(b"PK\x01\x02")
    before = content.rfind(b"PK\x01\x02", 0, place)
    content[place + 42 : place + 46] = content[before + 42 : before + 46]
    return bytes(content)


def test_zip_bombs_are_refused_by_what_they_announce():
    assert why(bomb(30_000_000)) == "bomb"
    assert why(bomb(1_000_000)) == ""  # a long text packs well, too
    assert why(overlapping()) == "bomb"
    assert why(bomb(30_000_000, claimed=4_000_000_000)) == "bomb"


def test_a_bomb_that_understates_itself_is_not_unpacked():
    """Whoever reads a member gets no more than it announces."""
    content = bomb(30_000_000, claimed=10)
    assert why(content) in ("", "broken")


@pytest.mark.parametrize("code", ["pdf", "jpeg", "png", "mp3", "ogg", "mp4", "webm"])
def test_an_archive_behind_a_file_of_another_type_is_seen(code):
    assert why(CONTENTS[code] + zipped(program_dot_js="alert(1)")) == "hidden"
    assert why(CONTENTS[code] + b"PK\5\6" + b"\0" * 18) == ""  # the end of an archive that holds nothing


def png(width, height):
    """A picture that says how large it is, and holds next to nothing."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (png(60_000, 60_000), "points"),
        (png(8000, 7000), "points"),
        (png(20, 20), "broken"),
        (picture("JPEG", (400, 300))[:-500], "broken"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 32, "broken"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "broken"),
        (b"GIF89a<script>alert(1)</script>", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "type"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg onload='alert(1)'/>", "type"),
        (b"<!doctype html><title>%PDF-1.7</title><script>alert(1)</script>", "type"),
    ],
)
def test_pictures_that_are_broken_or_huge_and_pages_that_are_none_are_refused(content, code):
    assert why(content) == code


def test_what_lasts_too_long_is_refused():
    """How the length is read: test_duration.py."""
    short = ALL._replace(max_minutes=3)
    assert [why(webm(1, 2, times=(0, last)), short) for last in (170, 184, 190)] == ["", "", "long"]
    assert why(webm(1, 2, times=(0, 9000))) == ""


@settings(deadline=None)
@given(st.sampled_from(sorted(CONTENTS)), st.integers(0, 3000), st.binary(max_size=40))
def test_no_content_whatever_breaks_it(code, place, bits):
    content = CONTENTS[code]
    changed = content[: place % len(content)] + bits + content[place % len(content) + len(bits) :]
    why(changed, ALL._replace(max_pages=1, max_minutes=1))


@given(st.binary(max_size=300))
def test_an_archive_that_is_none_is_broken(content):
    with pytest.raises(ValidationError):
        inspect_archive(io.BytesIO(content))


def test_a_picture_of_a_telephone_is_taken():
    file = io.BytesIO()
    Image.new("RGB", (4000, 3000)).save(file, "JPEG", exif=Image.Exif())
    assert why(file.getvalue() + b"a moving picture of the telephone, behind the still one") == ""
