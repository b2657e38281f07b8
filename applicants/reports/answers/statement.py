"""All answers of a call's submitted applications as one SELECT."""

from collections.abc import Sequence

from applicants.calls.questions.base import Column

# OFFSET '0' keeps the planner from folding the inner query into the outer one, so that each document is parsed once and not once a column. The
# quotes matter: as a constant of the right type it lets several processes share the work, as a number (which has to be converted) it does not.
_STATEMENT = """
SELECT {names} FROM (
  SELECT id AS started, {columns} FROM (
    SELECT application.id, application.folio, application.state, submission.received_at, submission.number, form.number AS form_number,
      person.name, person.email, person.language, nullif(submission.document, '')::jsonb -> 'answers' AS answers
    FROM applicants_application AS application
    JOIN applicants_submission AS submission ON submission.id = application.submission_id
    JOIN applicants_formversion AS form ON form.id = submission.form_version_id
    JOIN accounts_user AS person ON person.id = application.applicant_id
    WHERE application.call_id = {call} AND person.erased_at IS NULL
    OFFSET '0'
  ) AS handed_in
) AS exported
ORDER BY started
"""


def select(*, call_id: int, columns: Sequence[Column]) -> str:
    """One row an application, as handed in last, in the order in which they were started; of those who have erased their account there is none.

    Expressions are formula-safe and quoted by their types.
    """
    names = [f"c{place}" for place in range(len(columns))]
    expressions = (f"({column.sql}) AS {name}" for name, column in zip(names, columns, strict=True))
    return _STATEMENT.format(names=", ".join(names), columns=", ".join(expressions), call=int(call_id))
