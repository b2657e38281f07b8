from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "fundportal.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fundportal.web.generics import allow_subscripts

        allow_subscripts()
