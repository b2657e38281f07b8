"""What a kept check came to, and what it would come to now."""

from __future__ import annotations

from applicants.applications.eligibility.models import RequirementsCheck
from applicants.calls.eligibility.judge import NOT, Outcome, judge
from applicants.calls.eligibility.versions import rules_version
from applicants.calls.models import Call


def outcome(check: RequirementsCheck) -> Outcome:
    """Under the version that was asked. No statement once that version is in memory."""
    return judge(rules_version(check.version_id).rules, check.answers)


def outcome_now(check: RequirementsCheck, call: Call) -> Outcome | None:
    """Under the rules of now, where they are others."""
    newer = call.rules_version_id
    return judge(rules_version(newer).rules, check.answers) if newer and newer != check.version_id else None


def is_turned(check: RequirementsCheck, call: Call) -> bool:
    """Whether the rules of now would say no where those that were asked did not."""
    now = outcome_now(check, call)
    return now is not None and now.result == NOT and check.result != NOT
