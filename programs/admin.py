"""Gathers the admin of the features; nothing else stands here."""

import programs.catalogue.admin
import programs.cohorts.admin
import programs.training.admin  # noqa: F401
