"""All answers of a call's submitted applications as one SELECT."""

from collections.abc import Sequence

from applicants.calls.questions.base import Column

# OFFSET 0 keeps the planner from folding the inner query: each document is parsed once, not once a column.
_STATEMENT = """
SELECT {columns} FROM (
  SELECT application.id, application.folio, application.state, submission.received_at, submission.number, form.number AS form_number,
    person.name, person.email, person.language, submission.document::jsonb -> 'answers' AS answers
  FROM applicants_application AS application
  JOIN applicants_submission AS submission ON submission.id = application.submission_id
  JOIN applicants_formversion AS form ON form.id = submission.form_version_id
  JOIN accounts_user AS person ON person.id = application.applicant_id
  WHERE application.call_id = {call}
  ORDER BY application.id
  OFFSET 0
) AS handed_in
"""


def select(*, call_id: int, columns: Sequence[Column]) -> str:
    """One row an application, as handed in last, in the order in which they were started. Expressions are formula-safe and quoted by their types."""
    return _STATEMENT.format(columns=", ".join(f"({column.sql})" for column in columns), call=int(call_id))
