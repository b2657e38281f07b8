"""What was handed in, frozen: one document, its hash, and a signed statement about it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from applicants.applications.folio import UNMISTAKABLE
from applicants.applications.receipt.signing import is_signed, sign
from fundportal.web.canonical import canonical, sha256

CODE_GROUPS, CODE_GROUP = 4, 5
ERASED = "fundportal.submission.erased.v1"


@dataclass(frozen=True)
class Frozen:
    """The columns of a submission that follow from its content. `code` is secret: 20 random characters, 96 bits."""

    number: int
    document: str
    sha256: str
    received_at: datetime
    code: str
    key_id: str
    signature: str


def freeze(
    *,
    folio: str,
    call: str,
    form_version: Mapping[str, Any],
    number: int,
    answers: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    received_at: datetime,
    language: str,
    declaration: str,
    collective: Mapping[str, Any] | None = None,
) -> Frozen:
    """The document as canonical JSON (RFC 8785), its SHA-256, and an Ed25519 signature over `statement`.

    `call` is the call's slug, `form_version` names the form ({"number", "sha256"}), `files` are {"id", "name", "size", "media_type", "sha256"},
    `declaration` is the sentence to which the person agreed, in `language`. `collective` says in whose name; where there is none the document does not
    mention it, as no document did before there could be one.
    """
    document = canonical(
        {
            "answers": answers,
            "call": call,
            **({"collective": collective} if collective else {}),
            "declaration": declaration,
            "files": sorted(files, key=lambda file: file["id"]),
            "folio": folio,
            "form_version": form_version,
            "language": language,
            "number": number,
            "received_at": instant(received_at),
            "type": "fundportal.submission.v1",
        }
    )
    digest = sha256(document)
    key_id, signature = sign(statement(folio=folio, number=number, received_at=received_at, digest=digest))
    return Frozen(number, document, digest, received_at, new_code(), key_id, signature)


def statement(*, folio: str, number: int, received_at: datetime, digest: str) -> str:
    """What is signed: that a document with this hash arrived under this folio at this instant."""
    return canonical(
        {"folio": folio, "number": number, "received_at": instant(received_at), "sha256": digest, "type": "fundportal.receipt.v1"}
    )


def erased(content: Mapping[str, Any]) -> str:
    """What takes the place of a document whose person was erased: canonical JSON of the same shape, without answers, files and declaration."""
    gone = {"answers": {}, "files": [], "declaration": "", **({"collective": {}} if "collective" in content else {})}
    return canonical({**content, **gone, "type": ERASED})


def is_erased(document: str) -> bool:
    """Whether the content is gone. Its hash and the signature over that stay: a receipt goes on proving what arrived when."""
    return document.endswith(f'"type":"{ERASED}"}}')  # the last key in canonical order


def verdict(*, folio: str, number: int, received_at: datetime, document: str, digest: str, key_id: str, signature: str) -> bool | None:
    """Whether the document has the hash (as long as there is one) and the signature fits; None when the key is not ours any more."""
    if not is_erased(document) and sha256(document) != digest:
        return False
    return is_signed(statement(folio=folio, number=number, received_at=received_at, digest=digest), key_id=key_id, signature=signature)


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond: 2027-03-11T02:21:07.000000Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_code() -> str:
    return "-".join("".join(secrets.choice(UNMISTAKABLE) for _ in range(CODE_GROUP)) for _ in range(CODE_GROUPS))


def as_code(typed: str) -> str:
    """A code as it is stored, out of one that a person typed: capitals and hyphens do not matter."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    return "-".join(plain[place : place + CODE_GROUP] for place in range(0, len(plain), CODE_GROUP))
