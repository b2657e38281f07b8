"""Canonical JSON of answers: the portal's own."""

from fundportal.web.canonical import canonical, refuse_floats, sha256

__all__ = ["canonical", "refuse_floats", "sha256"]
