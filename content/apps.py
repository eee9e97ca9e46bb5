from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Тексты")

    def ready(self) -> None:
        from accounts import roles
        from content import versions

        versions.connect()
        words = [f"content.{act}_glossaryterm" for act in ("add", "change", "delete")]
        roles.allow(roles.EDITORS, *words, "simple_translation.submit_translation")
