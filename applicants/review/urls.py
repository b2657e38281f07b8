"""Public addresses of this room."""

from django.urls import path

from applicants.review.desk.quiet import quiet_reviewer
from applicants.review.views import rubric

urlpatterns = [
    path("convocatorias/<slug:slug>/rubrica/", rubric, name="rubric"),
    path("evaluar/cartas/<str:token>/", quiet_reviewer, name="quiet_reviewer"),
]
