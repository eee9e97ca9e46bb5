from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Люди")

    def ready(self) -> None:
        from accounts import keeper, personal_data, signals  # noqa: F401  (signals connects its receivers)

        personal_data.register(keeper.keeper)
