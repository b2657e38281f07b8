"""Gathers the models of the features; nothing else stands here."""

from programs.catalogue.models import Organization, Partnership, Program, Strand
from programs.cohorts.models import Cohort, Enrolment
from programs.projects.models import Project
from programs.training.models import Guest, Session

__all__ = ["Cohort", "Enrolment", "Guest", "Organization", "Partnership", "Program", "Project", "Session", "Strand"]
