"""`python -m tests.soak.drafts N SECONDS`: N people with a complete draft each and a session, in a call that closes SECONDS from the end of the
preparation; one JSON object. Run as a program, in the database that the environment names."""

import itertools
import json
import sys
import time
from datetime import UTC, datetime, timedelta

import django


def prepare(count):
    """The call, and the drafts as they are sent. Rows are written in bulk: the way to them is the portal's own elsewhere."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from applicants.applications.models import Application, DraftEntry
    from applicants.applications.submit import token
    from fundportal.accounts.models import User
    from fundportal.accounts.sessions import SessionStore
    from fundportal.consents.models import Consent
    from tests.applications import build
    from tests.applications.build import COMPLETE, make_call
    from tests.soak.storm import Draft

    build.numbers = itertools.count(next(build.numbers) + 300)  # the initiatives may be there, with cohorts and notices of these numbers
    call, now = make_call(closes=timezone.now() + timedelta(hours=2)), timezone.now()
    people = User.objects.bulk_create([User(email=f"last{n}@example.org", name="Itzel Canul", password="!") for n in range(count)])
    rows = Application.objects.bulk_create(
        Application(
            folio=f"{call.folio_prefix}-L{n:05}", call=call, applicant=person, form_version_id=call.form_version_id, answers=COMPLETE,
            revisions=dict.fromkeys(COMPLETE, 1), revision=1, progress={"film": "done", "you": "done"}, saved_at=now, created_at=now,
        )
        for n, person in enumerate(people)
    )  # fmt: skip
    DraftEntry.objects.bulk_create(DraftEntry(application=row, revision=1, at=now, section="film", changes=COMPLETE) for row in rows)
    Consent.objects.bulk_create(
        Consent(
            person=row.applicant, notice=call.notice, purpose="evaluate", about=row.folio, notice_sha256=call.notice.sha256, wording="Sí",
            language="es-mx", authentication="code",
        )
        for row in rows
    )  # fmt: skip
    drafts = []
    for row in rows:
        session = SessionStore()
        session.update(
            {
                SESSION_KEY: str(row.applicant_id),
                BACKEND_SESSION_KEY: "fundportal.accounts.backends.PortalBackend",
                HASH_SESSION_KEY: row.applicant.get_session_auth_hash(),
            }
        )
        session.create()
        drafts.append(Draft(row.folio, session.session_key, token(row)))
    return call, drafts


def closing(call, seconds):
    """The instant at which it closes from now on, in seconds since 1970."""
    deadline = datetime.fromtimestamp(round(time.time() + seconds), UTC)
    call.closes_at = deadline
    call.save(update_fields=["closes_at"])
    return deadline.timestamp()


if __name__ == "__main__":
    django.setup()
    call, drafts = prepare(int(sys.argv[1]))
    print(json.dumps({"deadline": closing(call, float(sys.argv[2])), "drafts": drafts}))
