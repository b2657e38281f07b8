"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from fundportal.web.language import in_both_languages

urlpatterns = [
    path("admin/", admin.site.urls),
    *in_both_languages(
        path("cuenta/", include("allauth.urls")),
    ),
]
