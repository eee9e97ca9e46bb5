"""Letters about what waits for a moderator: to whoever asked, when it is let out; to moderators, when it waits long."""

from django.utils.translation import gettext_lazy

from accounts.letters import register
from questions.letters import DUE, WHY_ASKED, WHY_MODERATES, kind

RELEASED, HELD_LONG = "question_released", "questions_held"

register(
    kind(
        RELEASED,
        gettext_lazy("Вопрос проверили"),
        gettext_lazy("Модератор проверил вопрос и выпустил. Получают гости и те, кто ждал дольше часа."),
        gettext_lazy("Ваш вопрос у экспертов: {question}"),
        gettext_lazy(
            "Модератор посмотрел ваш вопрос. Всё в порядке.\n\n"
            "Вопрос: {question}\nОбещаем ответить до: {due}\n\n"
            "Открыть вопрос:\n{link}\n\n"
            "Когда ответят, мы напишем."
        ),
        WHY_ASKED,
        DUE,
    ),
    kind(
        HELD_LONG,
        gettext_lazy("Модератору: вопросы ждут проверки"),
        gettext_lazy("Вопрос ждёт проверки несколько часов. Не чаще раза в день."),
        gettext_lazy("Ждёт проверки: {question}"),
        gettext_lazy(
            "Человек спросил, а вопрос ещё никто не видит.\n\n"
            "Вопрос: {question}\n\n"
            "Проверить вопросы:\n{link}\n\n"
            "Выпустите его или скройте и скажите почему."
        ),
        WHY_MODERATES,
    ),
)
