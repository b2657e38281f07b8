"""What people were told against what is stored, and the letters that came against those that were due."""

from collections import Counter

STORED = """
SELECT u.email, a.folio, s.number, s.document::jsonb -> 'answers' ->> 'motivation'
FROM applicants_submission s JOIN applicants_application a ON a.id = s.application_id JOIN accounts_user u ON u.id = a.applicant_id
"""
LETTERS = """
SELECT message_id, extract(epoch FROM created_at)::float8, about FROM notifications_notification WHERE kind = 'receipt'
"""
SOON = 120.0  # seconds


def reckon(site, box, arrivals, crowd, happened):
    """Figures by name; "ok" says whether every mark is met."""
    told = [each for one in crowd for each in one.told]
    acknowledged = [each for each in told if each.folio]
    mine = {each.email for each in told}
    stored = [row for row in site.ask(STORED) if row[0] in mine]
    by_folio = Counter(folio for _email, folio, _number, _words in stored)
    words = {folio: motivation for _email, folio, _number, motivation in stored}
    addresses = Counter(email for email, _folio, _number, _words in stored)
    known = {each.email for each in acknowledged}
    trouble = [broke for one in crowd for _at, broke in one.trouble]
    figures = {
        "faults": len(happened),
        "applications": len(told),
        "acknowledged": len(acknowledged),
        "missing": sum(each.folio not in by_folio for each in acknowledged),
        "changed": sum(words.get(each.folio, each.motivation) != each.motivation for each in acknowledged),
        "doubled": sum(count > 1 for count in by_folio.values()) + sum(count > 1 for count in addresses.values()),
        "untold": sum(email not in known for email in addresses),
        "given_up": sum(one.gave_up for one in crowd),
        "error_pages": sum(broke.is_seen for broke in trouble),
        "forms_without_answer": sum(broke.is_seen and not broke.status for broke in trouble),
        "pages_asked_again": sum(not broke.is_seen for broke in trouble),
        **letters(site, box, arrivals, by_folio),
        "crashed_people": [repr(one.crash) for one in crowd if one.crash] + [one.name for one in crowd if one.is_alive()],
    }
    failures = Counter(str(broke) for broke in trouble)
    return {**figures, "failures": dict(failures.most_common(12)), "ok": meets_the_marks(figures)}


def letters(site, box, arrivals, by_folio):
    """Receipts: due (one for each submission that is stored), come, within SOON, the slowest, and copies too many (one a killed worker at most,
    under the same Message-ID)."""
    came = {}
    for number, (_address, message) in enumerate(list(box.letters), start=1):
        came.setdefault(message["Message-ID"], arrivals.get(number, 0.0))
    rows = [row for row in site.ask(LETTERS) if row[2] in by_folio]
    waits = {about: came[key] - created for key, created, about in rows if key in came}
    copies = Counter(message["Message-ID"] for _address, message in list(box.letters))
    return {
        "receipts": by_folio.total(),
        "receipts_never": by_folio.total() - len(waits),
        "receipts_soon": sum(wait <= SOON for wait in waits.values()),
        "slowest_receipt_s": round(max(waits.values(), default=0.0), 1),
        "receipts_twice_written": sum(count > 1 for count in Counter(about for *_rest, about in rows).values()),
        "copies_too_many": sum(copies[key] - 1 for key, *_rest in rows if key in copies),
    }


def meets_the_marks(figures):
    """Nothing missing, changed, doubled or untold, and nobody gives up; receipts within two minutes but for one in a hundred, and all in the
    end; few error pages, among which a form counts that a killed web worker had in hand. Pages that only read are asked again by the reverse
    proxy, which is not here; they are shown beside."""
    nothing = ("missing", "changed", "doubled", "untold", "given_up", "receipts_never", "receipts_twice_written")
    return bool(
        figures["acknowledged"]
        and not any(figures[name] for name in nothing)
        and not figures["crashed_people"]
        and figures["receipts_soon"] >= 0.99 * figures["receipts"]
        and figures["error_pages"] <= 10
    )
