from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    name = "questions"
    verbose_name = _("Вопросы")

    def ready(self) -> None:
        from accounts import personal_data, roles
        from content import numbers

        # Letters, announcing, digest and receivers register themselves.
        from questions import addresses, check_letters, keeper, receivers  # noqa: F401
        from questions.copies import copy_letters  # noqa: F401
        from questions.followers import announcing, digest  # noqa: F401
        from questions.order import verdicts, waiting

        personal_data.register(keeper.keeper)
        numbers.register(addresses.QUESTION, addresses.find_question)
        for model in ("expert", "vouching"):
            roles.allow(roles.EDITORS, *(f"questions.{act}_{model}" for act in ("add", "change")))
            roles.allow(roles.MANAGERS, *(f"questions.{act}_{model}" for act in ("add", "change")))
        roles.allow(roles.MODERATORS, "questions.moderate", "questions.read_promises")
        roles.allow(roles.MANAGERS, "questions.read_promises", "questions.change_holdingrules")
        verdicts.register()
        waiting.register()
