"""Public addresses of this room. A section's key stands last in its address, where other pages have a fixed word."""

from django.urls import include, path, register_converter
from django.urls.converters import SlugConverter

from applicants.applications.pages.application import application, applications, sections
from applicants.applications.pages.apply import apply
from applicants.applications.pages.bring import bring_page
from applicants.applications.pages.check import check
from applicants.applications.pages.clarify import clarify
from applicants.applications.pages.consents import consent, consents
from applicants.applications.pages.copy import copy_file, copy_page
from applicants.applications.pages.files import application_file
from applicants.applications.pages.history import history, history_of
from applicants.applications.pages.on_paper import on_paper
from applicants.applications.pages.quiet import quiet
from applicants.applications.pages.receipt import receipt, receipt_document, receipt_file
from applicants.applications.pages.section import section
from applicants.applications.pages.submit_for_me import submit_for_me
from applicants.applications.pages.summary import sent
from applicants.applications.pages.verify import receipt_keys, verify, verify_any, verify_offline
from applicants.applications.pages.withdraw import withdraw_page
from applicants.calls.reserved_words import RESERVED_KEYS


class SectionKeyConverter(SlugConverter):
    """Any slug that is not the word of another page."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED_KEYS))})/){SlugConverter.regex}"


register_converter(SectionKeyConverter, "section_key")

urlpatterns = [
    path("solicitudes/<str:folio>/<section_key:key>/", section, name="section"),  # first: it is asked for at each pause in writing
    path("convocatorias/<slug:slug>/solicitar/", apply, name="apply"),
    path("cuenta/consentimientos/", consents, name="consents"),
    path("recordatorios/<str:token>/", quiet, name="quiet"),
    path("solicitudes/", applications, name="applications"),
    path("solicitudes/<str:folio>/", application, name="application"),
    path("solicitudes/<str:folio>/secciones/", sections, name="sections"),
    path("solicitudes/<str:folio>/revisar/", check, name="check"),
    path("solicitudes/<str:folio>/aclarar/<int:number>/", clarify, name="clarify"),
    path("solicitudes/<str:folio>/al-cierre/", submit_for_me, name="submit_for_me"),
    path("solicitudes/<str:folio>/comprobante/", receipt, name="receipt"),
    path("solicitudes/<str:folio>/comprobante.pdf", receipt_file, name="receipt_file"),
    path("solicitudes/<str:folio>/comprobante.json", receipt_document, name="receipt_document"),
    path("solicitudes/<str:folio>/enviado/", sent, name="sent"),
    path("solicitudes/<str:folio>/imprimir/", on_paper, name="print"),
    path("solicitudes/<str:folio>/copia/", copy_page, name="copy"),
    path("solicitudes/<str:folio>/copia.json", copy_file, name="copy_file"),
    path("solicitudes/<str:folio>/historial/", history, name="history"),
    path("solicitudes/<str:folio>/historial/<slug:key>/", history_of, name="history_of"),
    path("solicitudes/<str:folio>/retirar/", withdraw_page, name="withdraw"),
    path("solicitudes/<str:folio>/consentimientos/<slug:purpose>/", consent, name="consent"),
    path("solicitudes/<str:folio>/traer/", bring_page, name="bring"),
    path("solicitudes/<str:folio>/archivos/<uuid:pk>/", application_file, name="application_file"),
    path("", include("applicants.applications.team.urls")),
    path("verificar/", verify_any, name="verify_any"),
    path("verificar/llaves.json", receipt_keys, name="receipt_keys"),
    path("verificar/sin-internet/", verify_offline, name="verify_offline"),
    path("verificar/<str:code>/", verify, name="verify"),
]
