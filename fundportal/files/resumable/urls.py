"""Addresses of the tus server, without a language: a program speaks to it."""

from django.urls import path

from fundportal.files.resumable.views import upload, uploads

urlpatterns = [
    path("", uploads, name="uploads"),
    path("<uuid:pk>", upload, name="upload"),
]
