"""Public addresses of this room."""

from django.urls import path

from applicants.selection.offers.views import offer

urlpatterns = [path("solicitudes/<str:folio>/oferta/", offer, name="offer")]
