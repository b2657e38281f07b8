"""Public addresses of this room."""

from django.urls import path

from programs.catalogue import views
from programs.training.views import cohort

urlpatterns = [
    path("fondo/", views.about, name="about"),
    path("programas/<slug:slug>/", views.program, name="program"),
    path("programas/<slug:slug>/<slug:cohort_slug>/", cohort, name="cohort"),
]
