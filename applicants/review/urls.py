"""Public addresses of this room."""

from django.urls import path

from applicants.review.views import rubric

urlpatterns = [path("convocatorias/<slug:slug>/rubrica/", rubric, name="rubric")]
