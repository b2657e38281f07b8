"""The copy that reviewers read names nobody; what it shows is the same."""

import io
import struct
import zipfile

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.utils import timezone
from PIL import Image, PngImagePlugin

from fundportal.files.apart import Burst
from fundportal.files.content import FILE_TYPES, inspect
from fundportal.files.copies import office
from fundportal.files.copies.document import without_words
from fundportal.files.copies.make import MAKERS, NotNameless, with_copy
from fundportal.files.copies.ogg import checksum
from fundportal.files.ebml import seconds_of
from fundportal.files.limits import Limits
from fundportal.files.models import StoredFile
from fundportal.files.serve import Missing, serve
from fundportal.files.store import discard
from fundportal.files.sweep import sweep
from tests.applications.build import make_person
from tests.files.contents import CONTENTS, box, element, mp3, mp4, pdf, webm

NAME = "Xóchitl Tlapaltecatl"
UTF8 = NAME.encode()


def copied(content, code):
    """The copy, which is a file of the same type that would be taken."""
    target = io.BytesIO()
    MAKERS[FILE_TYPES[code].media_type](io.BytesIO(content), target)
    assert inspect(target, Limits((code,), 10**9)) == FILE_TYPES[code].media_type
    return target.getvalue()


def test_a_pdf_loses_its_description_its_notes_and_who_commented():
    def describe(document):
        document.docinfo["/Author"] = NAME
        with document.open_metadata() as about:
            about["dc:creator"] = [NAME]
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 1, 1], T=NAME, Contents="Falta una escena"
        )
        document.pages[0].Annots = [document.make_indirect(note)]
        document.pages[0].PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=NAME))

    content = pdf(pages=2, change=describe)
    with pikepdf.open(io.BytesIO(copied(content, "pdf"))) as bare:
        assert (len(bare.pages), "/Metadata" in bare.Root, "/Info" in bare.trailer) == (2, False, False)
        assert [str(note.Contents) for note in bare.pages[0].Annots] == ["Falta una escena"]
        written = b"".join(thing.unparse(resolved=True) for thing in bare.objects if not isinstance(thing, pikepdf.Stream))
    assert (b"Tlapaltecatl" in written, pikepdf.String(NAME).unparse() in written, b"PieceInfo" in written) == (False, False, False)


def described(kind, orientation):
    """A picture that is red on its left and says who took it, where, and how it is to be turned."""
    picture = Image.new("RGB", (40, 20), "blue")
    picture.paste("red", (0, 0, 20, 20))
    about = Image.Exif()
    about[0x0112], about[0x013B] = orientation, "Xochitl Tlapaltecatl"
    about.get_ifd(0x8825)[2] = (19.0, 41.0, 0.0)
    file = io.BytesIO()
    more = PngImagePlugin.PngInfo()
    more.add_text("Author", NAME)
    picture.save(file, kind, exif=about, **({"pnginfo": more} if kind == "PNG" else {"quality": 95, "comment": UTF8}))
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_loses_what_it_says_and_stands_as_it_was_to_be_shown(kind):
    content = described(kind, 6)  # to be turned by a quarter
    bare = copied(content + b"a film behind it by " + UTF8, kind.lower())
    assert (b"Tlapaltecatl" in content, b"Tlapaltecatl" in bare) == (True, False)
    with Image.open(io.BytesIO(bare)) as shown:
        assert (shown.size, dict(shown.getexif()), {*shown.info} - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}) == (
            (20, 40),
            {},
            set(),
        )
        top, bottom = shown.convert("RGB").getpixel((10, 5)), shown.convert("RGB").getpixel((10, 35))
    assert (top[0] > 200 > 60 > top[2], bottom[2] > 200 > 60 > bottom[0]) == (True, True)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_pictures_of_every_kind_are_copied(mode):
    file = io.BytesIO()
    Image.linear_gradient("L").resize((30, 20)).convert(mode).save(file, "PNG")
    with Image.open(io.BytesIO(copied(file.getvalue(), "png"))) as shown, Image.open(file) as was:
        assert (shown.mode, shown.size) == (was.mode, was.size)
        assert shown.convert("RGBA").tobytes() == was.convert("RGBA").tobytes()


WORD = {
    "[Content_Types].xml": '<Types><Override PartName="/customXml/item1.xml" ContentType="x/y"/><Override PartName="/word/document.xml" ContentType="x/z"/></Types>',
    "word/document.xml": f'<w:ins w:id="1" w:author="{NAME}" w:date="2026-01-01"><w:t>Una laguna crece, dice author="ella"</w:t></w:ins>',
    "word/comments.xml": f"<w:comment w:author='{NAME}' w:initials=\"XT\"><w:t>Falta algo</w:t></w:comment>",
    "word/people.xml": f'<w15:person w15:author="{NAME}"><w15:presenceInfo w15:providerId="None" w15:userId="{NAME}"/></w15:person>',
    "docProps/core.xml": f"<cp:coreProperties><dc:creator>{NAME}</dc:creator></cp:coreProperties>",
    "docProps/app.xml": f"<Properties><Company>{NAME}</Company></Properties>",
    "docProps/custom.xml": f"<Properties>{NAME}</Properties>",
    "word/media/image1.png": "imagen",
    "customXml/item1.xml": f"<author>{NAME}</author>",
    "word/_rels/settings.xml.rels": f'<Relationships><Relationship Id="r1" Type="x/attachedTemplate" Target="file:///C:/{NAME}/a.dotx"/></Relationships>',
    "word/_rels/document.xml.rels": '<Relationships><Relationship Id="r2" Type="x/image" Target="media/image1.png"/><Relationship Id="r3" Type="x/customXml" Target="../customXml/item1.xml"/></Relationships>',
}
TEXT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": f"<office:annotation><dc:creator>{NAME}</dc:creator><meta:creator-initials>XT</meta:creator-initials><text:p>Una laguna crece</text:p></office:annotation>",
    "meta.xml": f"<office:meta><meta:initial-creator>{NAME}</meta:initial-creator></office:meta>",
    "styles.xml": "<office:document-styles/>",
}


def archive(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        for name, content in members.items():
            written.writestr(name, content)
    return file.getvalue()


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        return {name: read.read(name).decode() for name in read.namelist()}


def test_a_document_of_word_keeps_its_words_and_names_nobody():
    bare = members(copied(archive(WORD), "docx"))
    assert bare["[Content_Types].xml"] == '<Types><Override PartName="/word/document.xml" ContentType="x/z"/></Types>'
    assert list(bare) == [name for name in WORD if name != "customXml/item1.xml"]
    assert (
        bare["word/_rels/settings.xml.rels"]
        == '<Relationships><Relationship Id="r1" Type="x/attachedTemplate" Target="file:///none"/></Relationships>'
    )
    assert (
        bare["word/_rels/document.xml.rels"]
        == '<Relationships><Relationship Id="r2" Type="x/image" Target="media/image1.png"/></Relationships>'
    )
    assert bare["word/document.xml"] == (
        '<w:ins w:id="1" w:author="" w:date="2026-01-01"><w:t>Una laguna crece, dice author="ella"</w:t></w:ins>'
    )
    assert bare["word/comments.xml"] == '<w:comment w:author="" w:initials=""><w:t>Falta algo</w:t></w:comment>'
    assert bare["word/media/image1.png"] == "imagen"
    assert [name for name, content in bare.items() if "Xóchitl" in content] == []


def test_an_open_document_keeps_its_words_and_names_nobody():
    content = copied(archive(TEXT), "odt")
    bare = members(content)
    assert bare["content.xml"] == (
        "<office:annotation><dc:creator></dc:creator><meta:creator-initials></meta:creator-initials><text:p>Una laguna crece</text:p></office:annotation>"
    )
    assert ([name for name, words in bare.items() if "Xóchitl" in words], content[30:38]) == ([], b"mimetype")


@pytest.mark.parametrize(("code", "whole", "place"), [("docx", WORD, "word/media/foto.jpg"), ("odt", TEXT, "Pictures/foto.JPEG")])
def test_a_picture_in_a_document_loses_what_it_says(code, whole, place):
    content = described("JPEG", 1)
    with zipfile.ZipFile(io.BytesIO(copied(archive({**whole, place: content}), code))) as read:
        bare = read.read(place)
    assert (b"Tlapaltecatl" in content, b"Tlapaltecatl" in bare, bare[:3]) == (True, False, b"\xff\xd8\xff")


@pytest.mark.parametrize(("kind", "mode"), [("GIF", "P"), ("TIFF", "RGB"), ("TIFF", "CMYK"), ("WEBP", "RGBA"), ("BMP", "RGB")])
def test_pictures_of_other_kinds_in_a_document_lose_what_they_say(kind, mode):
    about = Image.Exif()
    about[0x013B] = "Xochitl Tlapaltecatl"
    file = io.BytesIO()
    said = {"GIF": {"comment": UTF8}, "TIFF": {"exif": about}, "WEBP": {"exif": about, "xmp": UTF8, "lossless": True}}.get(kind, {})
    Image.linear_gradient("L").resize((30, 20)).convert(mode).save(file, kind, **said)
    with zipfile.ZipFile(io.BytesIO(copied(archive({**WORD, f"word/media/foto.{kind.lower()}": file.getvalue()}), "docx"))) as read:
        bare = read.read(f"word/media/foto.{kind.lower()}")
    assert (b"Tlapaltecatl" in file.getvalue(), b"Tlapaltecatl" in bare) == (kind != "BMP", False)
    with Image.open(io.BytesIO(bare)) as shown, Image.open(file) as was:
        assert (shown.format, shown.size, shown.convert("RGB").size) == (kind, was.size, was.size)


def test_a_photograph_in_a_pdf_loses_what_it_says_and_is_not_recoded():
    photo = described("JPEG", 1)

    def show(document):
        parts = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "Width": 40, "Height": 20, "BitsPerComponent": 8}
        for place, filters in enumerate((pikepdf.Name.DCTDecode, pikepdf.Array([pikepdf.Name.DCTDecode]))):
            image = pikepdf.Stream(document, photo, Filter=filters, ColorSpace=pikepdf.Name.DeviceRGB, **parts)
            document.pages[0].add_resource(image, pikepdf.Name.XObject, pikepdf.Name(f"/P{place}"))

    with pikepdf.open(io.BytesIO(copied(pdf(change=show), "pdf"))) as bare:
        raw = [image.read_raw_bytes() for image in bare.pages[0].Resources.XObject.values()]
    assert (b"Tlapaltecatl" in photo, [b"Tlapaltecatl" in one for one in raw]) == (True, [False, False])
    with Image.open(io.BytesIO(raw[0])) as shown, Image.open(io.BytesIO(photo)) as was:
        assert (dict(shown.getexif()), shown.convert("RGB").tobytes()) == ({}, was.convert("RGB").tobytes())
    for broken in (b"", b"\xff\xd8", b"\xff\xd8\xff\xe1", b"\xff\xd8\xff\xe1\0\0\xff\xd9", photo[:30]):
        assert without_words(broken) == broken


def test_of_a_text_that_is_too_large_there_is_no_copy(monkeypatch):
    monkeypatch.setattr(office, "MOST", 10)
    with pytest.raises(ValueError, match="too large"):
        office.work(io.BytesIO(archive(WORD)), io.BytesIO())


def test_a_document_that_bursts_takes_the_memory_of_its_own_process_alone():
    """A picture of a billion points, in a file that came before files were looked through."""
    huge = io.BytesIO()
    with Image.new("1", (30_000, 30_000)) as picture:
        picture.save(huge, "PNG")
    with pytest.raises(Burst):
        copied(archive({**WORD, "word/media/image1.png": huge.getvalue()}), "docx")


def test_a_video_with_a_box_that_reaches_too_far_has_no_copy():
    with pytest.raises(ValueError, match="outside"):
        copied(mp4() + b"\0\1\0\0free" + box(b"udta", UTF8), "mp4")


def test_a_video_loses_where_and_by_whom_it_was_made_and_nothing_moves():
    place, about = box(b"udta", box(b"\xa9xyz", b"+19.5-101.6/")), box(b"meta", UTF8)
    plain = mp4()
    start = plain.index(b"moov") - 4
    moov = plain[start + 8 :]
    content = plain[:start] + box(b"moov", moov + place + about) + box(b"uuid", UTF8 * 3)
    bare = copied(content, "mp4")
    assert (len(bare), bare[: start + 8 + len(moov)]) == (len(content), content[: start + 8 + len(moov)])
    assert [word in bare for word in (b"udta", b"meta", b"uuid", b"101.6", UTF8)] == [False] * 5


@pytest.mark.parametrize(("code", "tracks"), [("webm", (1, 2)), ("weba", (2,))])
def test_a_recording_of_a_browser_loses_its_tags_and_nothing_moves(code, tracks):
    plain = webm(*tracks, times=(0, 2), unknown=False)
    tags = element(b"\x12\x54\xc3\x67", element(b"\x73\x73", UTF8))
    info = element(b"\x15\x49\xa9\x66", element(b"\x7b\xa9", UTF8))
    content = plain + info + tags
    bare = copied(content, code)
    assert (len(bare), bare[: len(plain)], UTF8 in bare) == (len(content), plain, False)
    assert seconds_of(io.BytesIO(bare)) == 2
    with pytest.raises(ValueError, match="behind"):
        copied(content[:-3], code)
    with pytest.raises(ValueError, match="tags behind"):
        copied(plain + bytes(70_000) + tags, code)


def comments(*rows, begin=b"OpusTags", end=b""):
    """A packet of comments, by whom it was made first."""
    listed = b"".join(struct.pack("<I", len(row)) + row for row in rows)
    return begin + struct.pack("<I", len(UTF8)) + UTF8 + struct.pack("<I", len(rows)) + listed + end


def stream(head, said, *, number=1, sound=b"sonido" * 30, most=200):
    """A stream of OGG: the first packet on a page, the comments on as many as they need at `most` segments each, then sound."""
    sizes = [255] * (len(said) // 255) + [len(said) % 255]
    parts = [([len(head)], head, 2)]
    while sizes:
        part, sizes = sizes[:most], sizes[most:]
        parts.append((part, said[: sum(part)], 0))
        said = said[sum(part) :]
    parts.append(([len(sound)], sound, 4))
    pages = []
    for place, (part, content, flags) in enumerate(parts):
        start = b"OggS\0" + bytes([flags]) + struct.pack("<qII", place * 48_000, number, place)
        rest = bytes([len(part)]) + bytes(part) + content
        pages.append(start + struct.pack("<I", checksum(start + bytes(4) + rest)) + rest)
    return b"".join(pages)


OPUS, VORBIS = b"OpusHead\x01\x01" + struct.pack("<H", 312) + b"\x80\xbb\0\0\0\0\0", b"\x01vorbis" + bytes(23)


def test_the_checksum_of_a_page_is_the_one_of_the_standard():
    assert checksum(b"123456789") == 0x89A1897F  # CRC-32 with this polynomial, not reflected, from nought and not inverted


def test_a_sound_of_any_length_loses_its_comments_in_every_stream_and_nothing_moves():
    cover = b"METADATA_BLOCK_PICTURE=" + UTF8 * 5000
    content = (
        stream(OPUS, comments(b"ARTIST=" + UTF8, cover), sound=b"s" * 250, most=30)
        + stream(OPUS, comments(b"TITLE=" + UTF8), number=2) * 1
        + b"".join(stream(OPUS, comments(b"A=b"), number=n) for n in range(3, 300))
        + stream(VORBIS, comments(b"ARTIST=" + UTF8, begin=b"\x03vorbis", end=b"\x01"), number=999)
    )
    bare = copied(content, "ogg")
    assert (len(content) > 180_000, len(bare) == len(content), content.count(UTF8) > 5000, UTF8 in bare) == (True, True, True, False)
    assert bare == b"".join(
        [
            stream(OPUS, silent(comments(b"ARTIST=" + UTF8, cover)), sound=b"s" * 250, most=30),
            stream(OPUS, silent(comments(b"TITLE=" + UTF8)), number=2),
            *(stream(OPUS, silent(comments(b"A=b")), number=n) for n in range(3, 300)),
            stream(
                VORBIS, silent(comments(b"ARTIST=" + UTF8, begin=b"\x03vorbis", end=b"\x01"), begin=b"\x03vorbis", end=b"\x01"), number=999
            ),
        ]
    )


def silent(packet, begin=b"OpusTags", end=b""):
    room = len(packet) - len(begin) - 8 - len(end)
    return begin + struct.pack("<I", room) + b" " * room + bytes(4) + end


def test_of_an_ogg_that_cannot_be_read_to_its_end_there_is_no_copy():
    whole = stream(OPUS, comments(b"A=b"))
    for wrong in (
        CONTENTS["ogg"],
        whole[:-1],
        whole + b"ARTIST=" + UTF8,
        whole + stream(b"Speex   " + bytes(72), comments(b"A=b")),
        stream(OPUS, b"other"),
        stream(OPUS, b"OpusTags"),
        stream(OPUS, comments(b"A=b"))[:47],
        whole.replace(b"OggS\0\2", b"OggS\0\0"),
    ):
        with pytest.raises(ValueError, match=r"page|stream|comments"):
            copied(wrong, "ogg")


def test_a_sound_loses_its_tags():
    tag = b"ID3\x04\x00\x00\x00\x00\x01\x00" + UTF8.ljust(128, b"\0")
    sound = mp3(2)[10:]
    assert copied(tag + sound + b"TAG" + UTF8.ljust(125, b"\0"), "mp3") == sound
    assert copied(tag + tag + sound, "mp3") == sound


@pytest.fixture
def stored(db):
    content = described("JPEG", 1)
    made = StoredFile(owner=make_person(), about="CCC27-A", name="Xóchitl.jpg", media_type="image/jpeg", size=len(content), sha256="0" * 64)
    made.blob.save(made.pk.hex, ContentFile(content), save=False)
    made.save()
    return made


def content_of(answer):
    with answer.file_to_stream as file:
        return file.read()


def test_the_copy_is_made_once_and_the_original_stays(stored):
    request = RequestFactory().get("/")
    first, again = with_copy(stored), with_copy(StoredFile.objects.get())
    assert first.for_readers.name == again.for_readers.name
    shown = serve(request, first, for_readers=True)
    bare, whole = content_of(shown), content_of(serve(request, first))
    assert (b"Tlapaltecatl" in bare, b"Tlapaltecatl" in whole, int(shown["Content-Length"])) == (False, True, len(bare))
    sweep(at=timezone.now() + timezone.timedelta(days=2))
    assert [first.blob.storage.exists(name) for name in (first.blob.name, first.for_readers.name)] == [True, True]


def test_the_copy_goes_with_its_file(stored, django_capture_on_commit_callbacks):
    copy = with_copy(stored)
    storage, names = stored.blob.storage, [copy.blob.name, copy.for_readers.name]
    with django_capture_on_commit_callbacks(execute=True):
        discard(stored=copy)
    assert [storage.exists(name) for name in names] == [False, False]


def test_what_cannot_be_copied_is_not_shown_instead(stored):
    stored.blob.save("bad", ContentFile(b"no picture"), save=False)
    stored.save()
    with pytest.raises(NotNameless):
        with_copy(stored)
    stored.blob.storage.delete(stored.blob.name)
    with pytest.raises(Missing):
        with_copy(stored)


def test_of_what_says_nothing_on_anybody_the_original_is_read(stored):
    stored.media_type = "audio/amr"
    assert (with_copy(stored), stored.for_readers.name) == (stored, "")
    assert {code for code in FILE_TYPES if FILE_TYPES[code].media_type not in MAKERS} == {"amr", "aac"}
    assert CONTENTS.keys() == FILE_TYPES.keys()
