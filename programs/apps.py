from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Programmes and cohorts")

    def ready(self) -> None:
        """Answers what lower rooms ask and listens to them."""
        import programs.catalogue.names
        import programs.projects.erasing  # noqa: F401
