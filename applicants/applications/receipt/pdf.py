"""The receipt of a submission as a PDF, typeset by typst."""

from __future__ import annotations

import json
import textwrap
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applicants.applications.letters import absolute
from applicants.applications.models import Application, Submission
from applicants.applications.receipt.qr import svg_file
from applicants.applications.receipt.signing import keys
from applicants.applications.receipt.snapshot import statement
from applicants.applications.team.collective.lines import in_one_line
from applicants.applications.two_clocks import other_zone
from fundportal.web.moments import clock, long_day
from fundportal.web.sizes import in_megabytes
from fundportal.web.zones import city


def receipt_pdf(application: Application, submission: Submission) -> bytes:
    """A tagged PDF (PDF/UA-1) in the language of the moment, some 40 kB. Words go in as data, never as markup."""
    facts = receipt_facts(application, submission)
    return bytes(
        typst.compile(  # type: ignore[call-overload]  # its hints lack a dict of files
            {"main.typ": source(), "qr.svg": svg_file(facts["verify_url"])},
            sys_inputs={"receipt": json.dumps(facts)},
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
        )
    )


@cache
def source() -> bytes:
    found: bytes = (settings.BASE_DIR / "templates" / "receipt" / "receipt.typ").read_bytes()
    return found


def receipt_facts(application: Application, submission: Submission) -> dict[str, Any]:
    """Every word on the sheet."""
    language = get_language() or "es-mx"
    call, key = application.call, keys().get(submission.key_id)
    signed = statement(folio=application.folio, number=submission.number, received_at=submission.received_at, digest=submission.sha256)
    return {
        "lang": language[:2],
        "region": "US" if language == "en" else "MX",
        "site": settings.SITE_NAME,
        "kind": _("Receipt (sample)") if call.is_sample else _("Receipt"),
        "title": _("We received your application"),
        "call": str(call.title),
        "folio_label": _("Folio"),
        "folio": application.folio,
        "received_label": _("Received"),
        "received": received_words(submission.received_at, call.time_zone, application.applicant.time_zone),
        "number_label": _("Submission number"),
        "number": str(submission.number),
        "collective_label": _("In the name of"),
        "collective": in_one_line(whose) if (whose := submission.content.get("collective")) else "",
        "files_label": _("Files"),
        "files": [
            {"name": file["name"], "size": in_megabytes(file["size"]), "hash": " ".join(textwrap.wrap(file["sha256"], 8))}
            for file in submission.content["files"]
        ],
        "file_hashes_label": _("Fingerprint of each file (SHA-256)"),
        "decision_label": _("Promised date of the decision"),
        "decision": long_day(call.decision_by),
        "qr_alt": _("QR code of the page that verifies this receipt"),
        "verify": _("Anyone to whom you show this can check on this page that nothing has changed:"),
        "verify_url": absolute("verify", language, submission.code),
        "hash_label": _("Fingerprint of the content (SHA-256)"),
        "hash": " ".join(textwrap.wrap(submission.sha256, 4)),
        "statement_label": _("What we signed"),
        "statement": textwrap.wrap(signed, 92),
        "signature_label": _("Signature (Ed25519, base64)"),
        "signature": submission.signature,
        "key_label": _("Our public key %(id)s (base64)") % {"id": submission.key_id},
        "key": key.public_base64 if key else "",
        "offline": _(
            "Without internet: the SHA-256 of the document that you can download beside this receipt has to be the fingerprint above, "
            "and the signature has to fit the line above it (without its line breaks) under our public key."
        ),
        "foot": _("Help: %(email)s") % {"email": settings.HELP_EMAIL},
    }


def received_words(moment: datetime, zone: str, own: str) -> list[str]:
    """On the call's clock, and on the person's where it differs; with seconds."""

    def line(name: str, words: str) -> str:
        local = moment.astimezone(ZoneInfo(name))
        return words % {"day": long_day(local), "time": clock(local, seconds=True), "city": city(name)}

    lines = [line(zone, _("%(day)s, %(time)s in %(city)s"))]
    other = other_zone(moment, zone, own)
    return [*lines, line(other, _("%(day)s, %(time)s on your clock, %(city)s"))] if other else lines
