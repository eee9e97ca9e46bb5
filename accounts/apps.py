from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Люди")

    def ready(self) -> None:
        from accounts import keeper, personal_data, roles, signals  # noqa: F401  (signals connects its receivers)

        personal_data.register(keeper.keeper)
        post_migrate.connect(roles.after_migrate, dispatch_uid="accounts.roles")
