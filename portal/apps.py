from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Просвет"

    def ready(self) -> None:
        from portal import sources

        sources.register_words()
