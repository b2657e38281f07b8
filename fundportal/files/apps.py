from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "fundportal.files"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Files")

    def ready(self) -> None:
        """Listens to the room below."""
        import fundportal.files.erasing  # noqa: F401
