"""Files of applications that nothing refers to any more: replaced, taken out of a draft, or sent in a save that failed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

YOUNG = timedelta(days=1)
BATCH = 500

# An id is 36 characters that no other text contains, so looking for it in the documents as text misses no place where a file may stand.
FORGET = """
DELETE FROM files_storedfile WHERE id IN (
  SELECT file.id FROM files_storedfile file JOIN applicants_application application ON application.folio = file.about
  WHERE file.created_at < %s AND application.saved_at < %s
    AND strpos(application.answers::text, file.id::text) = 0
    AND NOT EXISTS (SELECT FROM files_upload upload WHERE upload.file = file.id AND upload.expires_at > %s)
    AND strpos(application.unfinished::text, file.id::text) = 0
    AND NOT EXISTS (
      SELECT FROM applicants_submission submission
      WHERE submission.application_id = application.id AND strpos(submission.document, file.id::text) > 0
    )
    AND NOT EXISTS (
      SELECT FROM applicants_clarification answered
      WHERE answered.application_id = application.id AND strpos(answered.document, file.id::text) > 0
    )
    AND NOT EXISTS (
      SELECT FROM applicants_draftentry entry
      WHERE application.conflicts <> '{}' AND entry.application_id = application.id AND entry.conflict
        AND strpos(entry.changes::text, file.id::text) > 0
    )
  LIMIT %s
)
"""


def forget_unused_files(*, at: datetime) -> int:
    """Delete the rows of files older than YOUNG that stand in no draft, no submission, no answer to a question of staff and no text that
    waits for the person's choice. Returns how many. Where something was saved since, they wait: they may have been replaced just now.
    One that came in pieces and has not been overtaken waits as long as its upload: a page without a line may still save it.

    The draft log still names them; their bytes are swept away as those of any file without a row.
    """
    count = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(FORGET, [at - YOUNG, at - YOUNG, at, BATCH])
            gone: int = cursor.rowcount
            count += gone
            if gone < BATCH:
                return count
