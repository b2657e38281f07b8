"""Addresses without a language: health."""

from django.urls import URLPattern, path

from fundportal.web.health import healthz, readyz

urlpatterns: list[URLPattern] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
