"""Public addresses of this room."""

from django.urls import path

from applicants.calls import views
from applicants.calls.easy.views import sound
from applicants.calls.eligibility.views import eligibility, eligibility_start
from applicants.calls.schema_view import schema

urlpatterns = [
    path("", views.home, name="home"),
    path("convocatorias/", views.calls, name="calls"),
    path("convocatorias/<slug:slug>/", views.call, name="call"),
    path("convocatorias/<slug:slug>/preguntas/", views.call_questions, name="call_questions"),
    path("convocatorias/<slug:slug>/requisitos/", eligibility, name="eligibility"),
    path("convocatorias/<slug:slug>/requisitos/empezar/", eligibility_start, name="eligibility_start"),
    path("convocatorias/<slug:slug>/formulario/", views.call_on_paper, name="call_on_paper"),
    path("explicaciones/<uuid:pk>/", sound, name="sound"),
]

without_language = [path("esquemas/formulario-1.json", schema, name="form_schema")]
