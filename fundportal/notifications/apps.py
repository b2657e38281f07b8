from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "fundportal.notifications"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Letters")

    def ready(self) -> None:
        from fundportal.notifications.backlog import backlog_figures
        from fundportal.notifications.strangers import stranger_figures
        from fundportal.web.health import FIGURES

        FIGURES["letters"] = backlog_figures
        FIGURES["letters_to_strangers"] = stranger_figures
