"""What a tus client says, through Django's test client."""

import base64
import hashlib

ROOT = "/archivos/tus/"
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
PIECE = "application/offset+octet-stream"


def metadata(**told):
    return ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in told.items())


def announce(client, length, *, folio, question="paper", filename="carta ñandú.pdf", told=(), **more):
    about = metadata(folio=folio, question=question, filename=filename, **dict(told))
    headers = {"HTTP_UPLOAD_LENGTH": str(length), "HTTP_UPLOAD_METADATA": about}
    return client.post(ROOT, **(TUS | headers | more))


def send(client, place, offset, piece, *, kind=PIECE, **more):
    return client.patch(place, piece, content_type=kind, **(TUS | {"HTTP_UPLOAD_OFFSET": str(offset)} | more))


def look(client, place, **more):
    return client.head(place, **(TUS | more))


def checksum(name, piece):
    return {"HTTP_UPLOAD_CHECKSUM": f"{name} {base64.b64encode(hashlib.new(name, piece).digest()).decode()}"}


def whole(client, content, *, piece=1024 * 1024, **about):
    """All of a file, in pieces. Returns its address and the last answer."""
    answer = announce(client, len(content), **about)
    place = answer["Location"]
    for offset in range(0, len(content), piece):
        answer = send(client, place, offset, content[offset : offset + piece])
    return place, answer
