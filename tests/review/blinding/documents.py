"""A PDF with words on it, and links; a document of Word."""

import io
import zipfile

import pikepdf


def pdf_of(*pages, link=None):
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica, Encoding=pikepdf.Name.WinAnsiEncoding
        )
    )
    for lines in pages:
        words = b" ".join(b"(" + line.encode("cp1252") + b") Tj T*" for line in lines)
        page = document.add_blank_page(page_size=(612, 792))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(b"BT /F1 14 Tf 72 720 Td 18 TL " + words + b" ET")
        if link:
            action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=link)
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[72, 700, 200, 720], A=action)
            page.Annots = document.make_indirect(pikepdf.Array([note]))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def scan_of():
    """Two pages: one with words, one that is a picture."""
    document = pikepdf.open(io.BytesIO(pdf_of(["Guion"])))
    page = document.add_blank_page(page_size=(612, 792))
    image = document.make_stream(b"\0" * 3)
    image.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I0=image))
    page.Contents = document.make_stream(b"q 600 0 0 700 0 0 cm /I0 Do Q")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def docx_of(*paragraphs, more=None):
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("_rels/.rels", "<x/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="w">{body}</w:document>')
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return file.getvalue()
