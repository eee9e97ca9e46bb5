from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Люди")

    def ready(self) -> None:
        from accounts import keeper, personal_data, roles, signals  # noqa: F401  (signals connects its receivers)
        from accounts.letters import entrance  # noqa: F401  (registers the letters of this room)

        personal_data.register(keeper.keeper)
        for role in (roles.EDITORS, roles.MANAGERS):
            roles.allow(role, "accounts.change_wording")
        post_migrate.connect(roles.after_migrate, dispatch_uid="accounts.roles")
