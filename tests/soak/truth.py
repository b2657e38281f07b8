"""What the pages said of what is safe, held against what the server had stored by then: each commit's own instant, on the clock that the browser has too."""

import json
from pathlib import Path
from typing import NamedTuple

SETTINGS = {"track_commit_timestamp": "on"}
WITNESS = (Path(__file__).parent / "witness.js").read_text()
UNITS = {"kB": 1_000, "MB": 1_000_000}
WATCH_UPLOADS = """
    CREATE TABLE soak_received (about text, key text, received bigint, length bigint);
    CREATE FUNCTION soak_note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO soak_received VALUES (NEW.about, NEW.key, NEW.received, NEW.length); RETURN NULL; END $$;
    CREATE TRIGGER soak_note AFTER INSERT OR UPDATE ON files_upload FOR EACH ROW EXECUTE FUNCTION soak_note();
    SELECT 1"""
ENTRIES = """
    SELECT extract(epoch FROM pg_xact_commit_timestamp(e.xmin))::float, e.changes, e.conflict, u.email, e.page FROM applicants_draftentry e
    JOIN applicants_application a ON a.id = e.application_id JOIN accounts_user u ON u.id = e.actor_id WHERE a.folio = %s ORDER BY e.revision"""
RECEIVED = "SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin))::float, key, received, length FROM soak_received WHERE about = %s"


class Entry(NamedTuple):
    """One save of the draft."""

    at: float
    changes: dict
    conflict: bool
    email: str
    page: str


class Witness:
    """All that the pages of one browser have said, in order."""

    def __init__(self, page):
        self.claims = []
        page.expose_binding("witness", lambda _source, claim: self.claims.append(claim))
        page.add_init_script(WITNESS)

    def has_said(self, kind, *, key=None, since=0):
        return any(claim["kind"] == kind and claim.get("key") == key for claim in self.claims[since:])


class Truth:
    """What the server has of an application; `portal` needs SETTINGS."""

    def __init__(self, place):
        self.place = place
        place.ask(WATCH_UPLOADS)

    def entries(self, folio):
        return [Entry(*row) for row in self.place.ask(ENTRIES, folio)]

    def lies(self, folio, claims):
        """The claims that were not true when they were shown."""
        entries, received = self.entries(folio), self.place.ask(RECEIVED, folio)
        return [claim for claim in claims if not is_true(claim, entries, received)]


def is_true(claim, entries, received):
    before = [entry for entry in entries if entry.at <= claim["at"]]
    match claim["kind"].split():
        case ["ago"]:
            return words_of(claim) <= stored(before)
        case ["device"]:
            return words_of(claim) <= stored(before) | set(claim["device"])
        case ["conflict"]:
            return any(entry.conflict for entry in before)
        case ["file", "saved"]:
            return has(claim, received, share=1) and any(claim["key"] in entry.changes for entry in before)
        case ["file", "done"]:
            return has(claim, received, share=1)
        case ["file", "bar"]:
            return has(claim, received, share=claim["share"])
        case ["file", "going" | "broken" | "again"]:
            return has(claim, received, size=as_bytes(claim["done"]))
    return True  # it promises nothing


def words_of(claim):
    """What was typed there; numbers and dates are stored in a shape of their own."""
    return {text.strip() for text in claim["typed"].values() if any(sign.isalpha() for sign in text)}


def stored(entries):
    """All texts of these saves."""
    return {text for entry in entries for text in scalars(entry.changes) if isinstance(text, str)}


def scalars(value):
    if isinstance(value, dict | list):
        return [each for part in (value.values() if isinstance(value, dict) else value) for each in scalars(part)]
    return [value]


def has(claim, received, *, share=0.0, size=0):
    """Whether so much of the file had arrived by then. Nothing is needed for nothing."""
    rows = [(got, length) for at, key, got, length in received if key == claim["key"] and at <= claim["at"]]
    return not (share or size) or any(got >= size and got / length >= share - 1e-9 for got, length in rows)


def as_bytes(said):
    """The least that “12.3 MB” can be: it was rounded, kilobytes upwards."""
    number, unit = said.split()
    return float(number.replace(",", "")) * UNITS[unit] - {"kB": 1_000, "MB": 50_000}[unit]


def told(claims):
    """How often each kind of claim was made."""
    kinds = [claim["kind"] or f"other: {claim['said']}" for claim in claims if claim["kind"] or claim["said"]]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def shown(claim):
    return json.dumps(claim, ensure_ascii=False)
