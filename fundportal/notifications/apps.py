from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "fundportal.notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fundportal.notifications.backlog import backlog_figures
        from fundportal.web.health import FIGURES

        FIGURES["letters"] = backlog_figures
