"""What two people handed in together."""

import hashlib
import json

from tests.soak import film, team, voice
from tests.soak.truth import scalars, stored

SUBMISSION = (
    "SELECT state, code, document FROM applicants_application a JOIN applicants_submission s ON s.id = a.submission_id WHERE folio = %s"
)


def handed_in(truth, folio, lead, partner, path):
    """The frozen document, held against what was typed, spoken and sent, and what is lost of it; words that were given up for others have to be in the
    draft's log."""
    [(state, code, document)] = truth.place.ask(SUBMISSION, folio)
    content, log = json.loads(document), truth.entries(folio)
    answers, files = content["answers"], {file["id"]: file["sha256"] for file in content["files"]}
    sample, note = answers[film.KEY], answers[voice.KEY]
    theirs = {key for entry in log if entry.email == partner.email for key in entry.changes}
    held = {str(each) for each in scalars(answers)} | ({"".join(team.OURS)} & stored(log))
    found = {
        "receipt": state == "submitted" and bool(code),
        "film": sample["sha256"] == files[sample["file"]] == hashlib.sha256(path.read_bytes()).hexdigest(),
        "voice": note["language"] == {"code": voice.VARIANT} and files[note["recording"]["file"]] == note["recording"]["sha256"],
        "voice_seconds": note["recording"]["seconds"],
        "together": answers[team.STORY] == team.THEIRS and {"budget", "financing_plan", team.STORY} <= theirs,
        "given": len(lead.given | partner.given),
    }
    return found, sorted((lead.given | partner.given) - held)
