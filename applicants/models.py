"""Gathers the models of the features; nothing else stands here."""

from applicants.applications.bulk.models import BulkJob, BulkRow
from applicants.applications.clarification.models import Clarification
from applicants.applications.eligibility.models import RequirementsCheck
from applicants.applications.models import Application, DraftEntry, StateChange, Submission
from applicants.applications.outages.models import AliveSpan, Outage
from applicants.applications.promise.models import Postponement
from applicants.applications.quiet.models import Quiet
from applicants.applications.saved.models import SavedView
from applicants.applications.search.models import SearchEntry, SearchWord
from applicants.applications.submit_for_me.models import SubmitForMe
from applicants.applications.team.collective.models import Collective
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import Reference, ReferencesAsked, ReferenceWaiver
from applicants.applications.transcripts.models import Transcript
from applicants.calls.easy.models import Sound
from applicants.calls.eligibility.models import Rule, RulesVersion
from applicants.calls.models import Call, Extension, FormVersion, Question, Section
from applicants.disclosure.floors.models import FloorQuestion, FloorStated
from applicants.disclosure.models import Disclosure
from applicants.disclosure.staff.models import CohortDisclosure
from applicants.reports.answers.models import CallAnswers
from applicants.reports.models import CohortReport
from applicants.review.assignment.models import Plan
from applicants.review.blinding.models import FileCover, Leak, LeakHunt, LeakScan
from applicants.review.calibration.models import Calibration, CalibrationApplication
from applicants.review.conflicts.models import Abstention, ConflictKinds, Overruled
from applicants.review.desk.models import Flag, Need, QuietReviewer
from applicants.review.models import Criterion, Review, Round
from applicants.review.panel.models import ReviewerProfile
from applicants.selection.appeals.models import Appeal
from applicants.selection.composer.models import Confirmation, Scenario, Vote
from applicants.selection.funnel.models import CohortFunnel, FunnelTable
from applicants.selection.models import Decision, Offer, Release
from applicants.selection.procedure.models import Procedure
from applicants.selection.waiting.models import ByHand, FreedPlace

__all__ = [
    "Abstention",
    "AliveSpan",
    "Appeal",
    "Application",
    "BulkJob",
    "BulkRow",
    "ByHand",
    "Calibration",
    "CalibrationApplication",
    "Call",
    "CallAnswers",
    "Clarification",
    "CohortDisclosure",
    "CohortFunnel",
    "CohortReport",
    "Collective",
    "Confirmation",
    "ConflictKinds",
    "Criterion",
    "Decision",
    "Disclosure",
    "DraftEntry",
    "Extension",
    "FileCover",
    "Flag",
    "FloorQuestion",
    "FloorStated",
    "FormVersion",
    "FreedPlace",
    "FunnelTable",
    "Help",
    "Leak",
    "LeakHunt",
    "LeakScan",
    "Member",
    "Need",
    "Offer",
    "Outage",
    "Overruled",
    "Plan",
    "Postponement",
    "Procedure",
    "Question",
    "Quiet",
    "QuietReviewer",
    "Reference",
    "ReferenceWaiver",
    "ReferencesAsked",
    "Release",
    "RequirementsCheck",
    "Review",
    "ReviewerProfile",
    "Round",
    "Rule",
    "RulesVersion",
    "SavedView",
    "Scenario",
    "SearchEntry",
    "SearchWord",
    "Section",
    "Sound",
    "StateChange",
    "Submission",
    "SubmitForMe",
    "Transcript",
    "Vote",
]
