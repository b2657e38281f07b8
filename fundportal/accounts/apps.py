from django.apps import AppConfig, apps
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "fundportal.accounts"
    default_auto_field = "django.db.models.BigAutoField"
    default = True
    verbose_name = _("People")

    def ready(self) -> None:
        from fundportal.accounts import groups, membership, samples, watch
        from fundportal.accounts.models import Membership

        samples.refuse_exposed_samples()
        last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
        post_migrate.connect(groups.sync_after_migrate, sender=last, dispatch_uid="roles_as_groups")
        post_save.connect(membership.on_membership_change, sender=Membership, dispatch_uid="membership_saved")
        post_delete.connect(membership.on_membership_change, sender=Membership, dispatch_uid="membership_deleted")
        watch.connect()
