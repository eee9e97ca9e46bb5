"""Letters about one picture, one answer or a name that a moderator judged. Those about whole questions: `letters`."""

from django.utils.translation import gettext_lazy

from accounts.letters import Kind, register
from questions.letters import LINK, REASON, REASON_OR_NONE, ROOM, WHY_ASKED, WHY_WROTE, kind, sample

PICTURE_HIDDEN, STAYS_HIDDEN = "picture_hidden", "stays_hidden"
NAME_HIDDEN, NAME_SHOWN, NAME_STAYS_HIDDEN = "name_hidden", "name_shown", "name_stays_hidden"

WHY_CALLED_SO = gettext_lazy("Письмо пришло, потому что это ваше имя.")

register(
    kind(
        PICTURE_HIDDEN,
        gettext_lazy("Снимок скрыли"),
        gettext_lazy("Модератор скрыл снимок к вопросу. Получает тот, кто спросил."),
        gettext_lazy("Ваш снимок скрыт: {question}"),
        gettext_lazy(
            "Модератор скрыл снимок к вашему вопросу. Сам вопрос остался.\n\n"
            "Вопрос: {question}\nПочему: {why}\n\n"
            "Открыть вопрос:\n{link}\n\n"
            "Не согласны? Напишите об этом на странице вопроса. Решать будет другой модератор."
        ),
        WHY_ASKED,
        REASON,
    ),
    kind(
        STAYS_HIDDEN,
        gettext_lazy("Решение об ответе или снимке оставили"),
        gettext_lazy("Автор ответа или снимка не согласился. Другой модератор оставил всё как есть."),
        gettext_lazy("Решение прежнее: {question}"),
        gettext_lazy(
            "Другой модератор посмотрел ещё раз. Решение осталось прежним.\n\n"
            "Вопрос: {question}\nПочему: {why}\n\n"
            "Открыть:\n{link}"
        ),
        WHY_WROTE,
        REASON,
    ),
    Kind(
        NAME_HIDDEN,
        ROOM,
        gettext_lazy("Имя скрыли"),
        gettext_lazy("Модератор скрыл имя. Получает тот, чьё оно."),
        gettext_lazy("Ваше имя скрыто"),
        gettext_lazy(
            "Модератор скрыл ваше имя. Ответы остались, имени над ними нет.\n\n"
            "Почему: {why}\n\n"
            "Открыть страницу:\n{link}\n\n"
            "Не согласны? Напишите об этом на той странице. Решать будет другой модератор."
        ),
        WHY_CALLED_SO,
        (REASON, LINK),
        sample,
    ),
    Kind(
        NAME_SHOWN,
        ROOM,
        gettext_lazy("Имя вернули"),
        gettext_lazy("Модератор вернул имя. Получает тот, чьё оно."),
        gettext_lazy("Ваше имя снова видно"),
        gettext_lazy(
            "Мы посмотрели ещё раз и вернули ваше имя.\n\nЧто сказал модератор: {why}\n\nОткрыть вопросы:\n{link}"
        ),
        WHY_CALLED_SO,
        (REASON_OR_NONE, LINK),
        sample,
    ),
    Kind(
        NAME_STAYS_HIDDEN,
        ROOM,
        gettext_lazy("Решение об имени оставили"),
        gettext_lazy("Тот, чьё имя скрыто, не согласился. Другой модератор оставил всё как есть."),
        gettext_lazy("Решение об имени прежнее"),
        gettext_lazy(
            "Другой модератор посмотрел ещё раз. Решение осталось прежним.\n\n"
            "Почему: {why}\n\n"
            "Открыть страницу:\n{link}"
        ),
        WHY_CALLED_SO,
        (REASON, LINK),
        sample,
    ),
)
