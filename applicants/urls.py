"""Gathers the addresses of the features, under /es/ and /en/."""

from django.urls import include, path

urlpatterns = [
    path("", include("applicants.applications.urls")),
    path("", include("applicants.calls.urls")),
    path("", include("applicants.disclosure.urls")),
    path("", include("applicants.review.urls")),
    path("", include("applicants.selection.urls")),
]
