from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig

# What packages would put there: addresses and groups follow from the account and from the roles, and secrets of second factors are nobody's to read.
LEFT_OUT = ("account.EmailAddress", "mfa.Authenticator", "auth.Group")


class PortalAdminConfig(AdminConfig):
    default_site = "fundportal.accounts.site.PortalAdminSite"

    def ready(self) -> None:
        """Gathers the rooms' pages, and takes those out that are none of the portal's."""
        super().ready()
        for name in LEFT_OUT:
            admin.site.unregister(apps.get_model(name))
