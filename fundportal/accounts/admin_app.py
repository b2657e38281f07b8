from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "fundportal.accounts.site.PortalAdminSite"
