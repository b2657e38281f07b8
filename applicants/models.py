"""Gathers the models of the features; nothing else stands here."""

from applicants.applications.models import Application, DraftEntry, StateChange, Submission
from applicants.calls.easy.models import Sound
from applicants.calls.models import Call, Extension, FormVersion, Question, Section
from applicants.disclosure.models import Disclosure
from applicants.reports.answers.models import CallAnswers
from applicants.reports.models import CohortReport
from applicants.review.models import Criterion, Review, Round
from applicants.selection.models import Decision, Offer, Release

__all__ = [
    "Application",
    "Call",
    "CallAnswers",
    "CohortReport",
    "Criterion",
    "Decision",
    "Disclosure",
    "DraftEntry",
    "Extension",
    "FormVersion",
    "Offer",
    "Question",
    "Release",
    "Review",
    "Round",
    "Section",
    "Sound",
    "StateChange",
    "Submission",
]
