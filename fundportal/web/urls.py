"""Addresses without a language: health, and the service worker."""

from django.urls import URLPattern, path

from fundportal.web.health import healthz, readyz
from fundportal.web.offline import service_worker

urlpatterns: list[URLPattern] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("sw.js", service_worker, name="service_worker"),
]
