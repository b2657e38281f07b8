"""Public addresses of this room."""

from django.urls import path

from applicants.calls import views
from applicants.calls.easy.views import sound

urlpatterns = [
    path("", views.home, name="home"),
    path("convocatorias/", views.calls, name="calls"),
    path("convocatorias/<slug:slug>/", views.call, name="call"),
    path("convocatorias/<slug:slug>/preguntas/", views.call_questions, name="call_questions"),
    path("explicaciones/<uuid:pk>/", sound, name="sound"),
]
