"""Public addresses of this room."""

from django.urls import path

from applicants.selection.appeals.views import appeal
from applicants.selection.offers.views import offer

urlpatterns = [
    path("solicitudes/<str:folio>/oferta/", offer, name="offer"),
    path("solicitudes/<str:folio>/pedir-revision/", appeal, name="appeal"),
]
