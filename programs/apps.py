from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answers what lower rooms ask."""
        import programs.catalogue.names  # noqa: F401
