from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicantsConfig(AppConfig):
    name = "applicants"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Calls and applications")

    def ready(self) -> None:
        """Rooms that listen to lower ones."""
        import applicants.applications.audience
        import applicants.applications.erasing
        import applicants.calls.tickets
        import applicants.review.erasing
        import applicants.selection.erasing
        import applicants.selection.withdrawn  # noqa: F401
