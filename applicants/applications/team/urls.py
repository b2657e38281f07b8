"""Addresses of the team: below an application, and those of the links in letters."""

from django.urls import path

from applicants.applications.team.collective.pages import team_collective
from applicants.applications.team.help.pages import help_code, helping, team_help
from applicants.applications.team.members.pages import team, team_invitation, team_leave, team_member
from applicants.applications.team.references.pages import reference_letter, team_references

urlpatterns = [
    path("solicitudes/<str:folio>/equipo/", team, name="team"),
    path("solicitudes/<str:folio>/equipo/colectivo/", team_collective, name="team_collective"),
    path("solicitudes/<str:folio>/equipo/ayuda/", team_help, name="team_help"),
    path("solicitudes/<str:folio>/equipo/cartas/", team_references, name="team_references"),
    path("solicitudes/<str:folio>/equipo/salir/", team_leave, name="team_leave"),
    path("solicitudes/<str:folio>/equipo/<int:pk>/", team_member, name="team_member"),
    path("carta/<str:token>/", reference_letter, name="reference_letter"),
    path("ayudar/", helping, name="helping"),
    path("ayudar/<str:code>/", help_code, name="help_code"),
    path("equipo/invitacion/<str:token>/", team_invitation, name="team_invitation"),
]
