"""Every address of the portal: one line a room; each room's urls.py says the rest."""

from django.contrib import admin
from django.urls import include, path

from applicants.calls.urls import without_language
from fundportal.web.language import in_both_languages, to_own_language
from fundportal.web.offline import away

urlpatterns = [
    *in_both_languages(
        path("", include("applicants.urls")),  # first, as the addresses of an application are those most asked for
        path("cuenta/", include("fundportal.accounts.urls")),
        path("sin-conexion/", away, name="away"),
        path("avisos/", include("fundportal.consents.urls")),
        path("", include("programs.urls")),
    ),
    path("archivos/tus/", include("fundportal.files.resumable.urls")),
    path("admin/", admin.site.urls),
    path("", to_own_language, name="root"),
    path("", include("fundportal.web.urls")),
    path("", include(without_language)),
]
handler400 = "fundportal.web.errors.bad_request"
handler403 = "fundportal.web.errors.forbidden"
handler404 = "fundportal.web.errors.not_found"
handler500 = "fundportal.web.errors.broken"
