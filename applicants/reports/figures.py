"""The raw figures of a cohort. They stay in this room: whatever is shown of them has gone through `release`.

One statement, so that all figures of a report belong to one instant, whatever is decided meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from django.db import connection

from applicants.applications.states import State
from fundportal.consents.models import Purpose

MEXICO = "MX"

# Where somebody lives or comes from is the first question of such a kind in the form version that was answered, as handed in last.
# A municipality is stored as five digits; the first two are its entity. Where both are asked, who says another country has no entity, and who
# says an entity without a country is of Mexico: then the entities are the parts of one country, and what follows from that can be reckoned with.
# What was handed in by somebody who has erased the account may be blank. Who was screened out after all is not eligible, nor counted as reviewed.
_STATEMENT = """
WITH calls AS (SELECT id, is_sample FROM applicants_call WHERE cohort_id = %(cohort)s),
forms AS (
  SELECT id,
    jsonb_path_query_first(document, '$.sections[*] ? (!exists(@.repeat)).questions[*] ? (@.kind == "entity" || @.kind == "municipality").key')
      #>> '{}' AS entity_key,
    jsonb_path_query_first(document, '$.sections[*] ? (!exists(@.repeat)).questions[*] ? (@.kind == "country").key') #>> '{}' AS country_key
  FROM applicants_formversion WHERE call_id IN (SELECT id FROM calls)
),
mine AS MATERIALIZED (
  SELECT id, folio, applicant_id, state, submission_id FROM applicants_application WHERE call_id IN (SELECT id FROM calls)
),
answered AS (
  SELECT application.id, application.applicant_id, application.folio, application.state,
    nullif(left(answers.given ->> forms.entity_key, 2), '') AS entity, nullif(answers.given ->> forms.country_key, '') AS country
  FROM mine AS application
  JOIN applicants_submission AS submission ON submission.id = application.submission_id
  JOIN forms ON forms.id = submission.form_version_id
  CROSS JOIN LATERAL (
    SELECT CASE WHEN forms.entity_key IS NOT NULL OR forms.country_key IS NOT NULL
      THEN nullif(submission.document, '')::jsonb -> 'answers' END AS given OFFSET 0
  ) AS answers
),
handed_in AS MATERIALIZED (
  SELECT id, applicant_id, folio, state,
    CASE WHEN coalesce(country, %(mexico)s) = %(mexico)s THEN entity END AS entity,
    coalesce(country, CASE WHEN entity BETWEEN '01' AND '32' THEN %(mexico)s END) AS country
  FROM answered
),
read AS (SELECT id FROM mine WHERE state <> %(ineligible)s),
steps AS (
  SELECT count(DISTINCT application_id) FILTER (WHERE to_state = %(in_review)s) AS eligible,
    count(DISTINCT application_id) FILTER (WHERE to_state = %(offered)s) AS offered
  FROM applicants_statechange WHERE application_id IN (SELECT id FROM read) AND to_state IN (%(in_review)s, %(offered)s)
),
enrolled AS (
  SELECT person.name, person.sort_name, coalesce(project.title, '') AS project, coalesce(handed_in.entity, '') AS entity,
    coalesce(handed_in.country, '') AS country,
    EXISTS (
      SELECT FROM consents_consent AS consent
      WHERE consent.person_id = enrolment.person_id AND consent.about = handed_in.folio AND consent.purpose = %(publicity)s
        AND consent.withdrawn_at IS NULL AND person.name <> '' AND person.erased_at IS NULL
    ) AS agreed
  FROM programs_enrolment AS enrolment
  JOIN accounts_user AS person ON person.id = enrolment.person_id
  LEFT JOIN programs_project AS project ON project.id = enrolment.project_id
  LEFT JOIN LATERAL (
    SELECT * FROM handed_in WHERE handed_in.applicant_id = enrolment.person_id AND handed_in.state = %(confirmed)s ORDER BY handed_in.id DESC LIMIT 1
  ) AS handed_in ON TRUE
  WHERE enrolment.cohort_id = %(cohort)s AND enrolment.withdrawn_at IS NULL
)
SELECT json_build_object(
  'at', now(),
  'is_sample', (SELECT coalesce(bool_or(is_sample), FALSE) FROM calls),
  'started', (SELECT count(*) FROM mine),
  'submitted', (SELECT count(submission_id) FROM mine),
  'eligible', (SELECT eligible FROM steps),
  'reviewed', (SELECT count(DISTINCT application_id) FROM applicants_review
    WHERE submitted_at IS NOT NULL AND application_id IN (SELECT id FROM read)),
  'offered', (SELECT offered FROM steps),
  'enrolled', (SELECT count(*) FROM enrolled),
  'asks_entity', (SELECT coalesce(bool_or(entity_key IS NOT NULL), FALSE) FROM forms),
  'asks_country', (SELECT coalesce(bool_or(country_key IS NOT NULL), FALSE) FROM forms),
  'entities', (SELECT json_object_agg(place, count) FROM (SELECT coalesce(entity, '') AS place, count(*) FROM handed_in GROUP BY 1) AS counted),
  'countries', (SELECT json_object_agg(place, count) FROM (SELECT coalesce(country, '') AS place, count(*) FROM handed_in GROUP BY 1) AS counted),
  'roster', (SELECT json_agg(json_build_object('name', name, 'project', project, 'entity', entity, 'country', country) ORDER BY sort_name, name)
    FROM enrolled WHERE agreed)
)
"""


class Named(TypedDict):
    """Somebody on the roster. Who is named has agreed to it with an application that was confirmed, so it is counted in every stage and by place."""

    name: str
    project: str
    entity: str
    country: str


@dataclass(frozen=True)
class Figures:
    """Exact counts of one cohort. Places are counted by code; "" stands for no answer."""

    at: str
    is_sample: bool
    started: int
    submitted: int
    eligible: int
    reviewed: int
    offered: int
    enrolled: int
    asks_entity: bool
    asks_country: bool
    entities: dict[str, int]
    countries: dict[str, int]
    roster: list[Named]


def figures(*, cohort_id: int) -> Figures:
    """Count a cohort now. The roster holds only those enrolled whose consent to publicity stands."""
    codes = {
        "in_review": State.IN_REVIEW,
        "ineligible": State.INELIGIBLE,
        "offered": State.OFFERED,
        "confirmed": State.CONFIRMED,
        "publicity": Purpose.PUBLICITY,
        "mexico": MEXICO,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"cohort": cohort_id, **{name: str(code) for name, code in codes.items()}})
        (found,) = cursor.fetchone()
    counted: dict[str, Any] = {name: value if value is not None else EMPTY[name]() for name, value in found.items()}
    return Figures(**counted)


EMPTY: dict[str, type] = {"entities": dict, "countries": dict, "roster": list}
