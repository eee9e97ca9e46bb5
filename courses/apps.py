from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Курсы")

    def ready(self) -> None:
        from accounts import personal_data
        from content import numbers
        from courses import addresses, keeper, receivers, rights, telling  # noqa: F401  (two register by themselves)

        personal_data.register(keeper.keeper)
        numbers.register(addresses.LESSON, addresses.find_lesson)
        rights.declare()
