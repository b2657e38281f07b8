"""Addresses of this room, all of them of an application's owner. No page of theirs is stored anywhere on the way (Cache-Control: no-store)."""

from django.urls import path

from applicants.disclosure.pages.erase import erase_about_you
from applicants.disclosure.pages.overview import about_you
from applicants.disclosure.pages.part import about_you_part

urlpatterns = [
    path("solicitudes/<str:folio>/sobre-ti/", about_you, name="about_you"),
    path("solicitudes/<str:folio>/sobre-ti/borrar/", erase_about_you, name="erase_about_you"),
    path("solicitudes/<str:folio>/sobre-ti/<slug:key>/", about_you_part, name="about_you_part"),
]
