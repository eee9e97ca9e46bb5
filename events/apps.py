from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Занятия")

    def ready(self) -> None:
        from accounts import personal_data, roles
        from content import media, numbers
        from events import (  # noqa: F401  (letters, receivers, reminders, undelivered register themselves)
            addresses,
            keeper,
            letters,
            receivers,
            reminders,
            series,
            undelivered,
        )
        from events.models.materials import FOLDER
        from events.video import checks  # noqa: F401  (registers itself)

        personal_data.register(keeper.keeper)
        media.close(FOLDER)
        numbers.register(series.DATE, addresses.find_date)
        roles.allow(roles.EDITORS, *(f"events.{act}_venue" for act in ("add", "change", "delete")))
        roles.allow(roles.EDITORS, "events.view_series")
        roles.allow(roles.MANAGERS, "events.view_series")
