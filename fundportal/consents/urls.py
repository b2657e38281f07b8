"""Public addresses of privacy notices, under /es/avisos/ and /en/avisos/."""

from django.urls import path

from fundportal.consents import views

urlpatterns = [path("<slug:program_code>/<int:version>/", views.notice, name="notice")]
