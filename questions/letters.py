"""The letters of this room, and what they can say of a question. Who gets one, and when, is for `telling`.

Those about judged things are in `order_letters`, about held ones in `holding_letters`, about open copies in
`copy_letters`, about answers to be checked in `check_letters`.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.letters import NAME, STOP, Facts, Kind, Line, Placeholder, register

CONFIRM, ANSWERED, CHANGED, FOLLOWED = "confirm_question", "answered", "answer_changed", "followed_answered"
ASSIGNED, REMINDED, OVERDUE = "question_assigned", "question_reminded", "question_overdue"
HIDDEN, ANSWER_HIDDEN, LOCKED = "question_hidden", "answer_hidden", "question_locked"
MERGED, REOPENED, REFUSED = "question_merged", "question_reopened", "appeal_refused"
DIGEST = "news_of_questions"

ROOM = gettext_lazy("Вопросы")
WHY_ADDRESS = gettext_lazy("Письмо пришло, потому что на «Просвете» указали эту почту.")
WHY_ASKED = gettext_lazy("Письмо пришло, потому что вы задали вопрос.")
WHY_FOLLOWED = gettext_lazy("Письмо пришло, потому что вы следите за этим вопросом.")
WHY_NEWS = gettext_lazy("Письмо пришло, потому что вы следите за темой или уроком.")
STOP_NEWS = gettext_lazy("Больше не писать о новых ответах")
WHY_ANSWERS = gettext_lazy("Письмо пришло, потому что вы отвечаете на вопросы.")
WHY_WROTE = gettext_lazy("Письмо пришло, потому что вы это написали.")
WHY_MODERATES = gettext_lazy("Письмо пришло, потому что вы следите за порядком.")

QUESTION = Placeholder("question", pgettext_lazy("placeholder", "вопрос"), gettext_lazy("вопрос коротко"))
WHO = Placeholder("who", pgettext_lazy("placeholder", "кто"), gettext_lazy("кто ответил"), is_needed=False)
DUE = Placeholder("due", pgettext_lazy("placeholder", "срок"), gettext_lazy("до какого дня обещали"), may_be_empty=True)
LESSON = Placeholder(
    "lesson", pgettext_lazy("placeholder", "урок"), gettext_lazy("в каком уроке виден ответ"), may_be_empty=True
)
REASON = Placeholder("why", pgettext_lazy("placeholder", "почему"), gettext_lazy("что написал модератор"))
REASON_OR_NONE = Placeholder(
    "why", pgettext_lazy("placeholder", "почему"), gettext_lazy("что написал модератор"), may_be_empty=True
)
NEWEST = Placeholder(
    "question", pgettext_lazy("placeholder", "вопрос"), gettext_lazy("самый новый вопрос коротко"), is_needed=False
)
ANSWERS = Placeholder("answers", pgettext_lazy("placeholder", "ответы"), gettext_lazy("список вопросов с ответами"))
MORE = Placeholder("more", pgettext_lazy("placeholder", "ещё"), gettext_lazy("сколько вопросов ещё"), may_be_empty=True)
LINK = Placeholder("link", pgettext_lazy("placeholder", "ссылка"), gettext_lazy("адрес кнопки"))
DAY_AND_HOUR = "j\N{NO-BREAK SPACE}E, H:i"


def sample() -> Facts:
    due = timezone.now() + timedelta(days=1)
    return {
        NAME: _("Нина Петровна"),
        "question": _("Память заполнена, фото не снимаются"),
        "who": _("Андрей Белов"),
        "due": formats.date_format(timezone.localtime(due), DAY_AND_HOUR),
        "lesson": _("Звоним по видео"),
        "why": _("В тексте чужой телефон."),
        "link": f"{settings.SITE_URL}/questions/",
    }


def sample_of_news() -> Facts:
    page = f"{settings.SITE_URL}/questions/"
    answers = [Line(_("Память заполнена, фото не снимаются"), page), Line(_("Просят код «для домофона»"), page)]
    stop = f"{settings.SITE_URL}/questions/unsubscribe/"
    return {**sample(), "answers": answers, "more": "3", STOP: stop}


def kind(
    name: str, called: Promise, sent_when: Promise, subject: Promise, text: Promise, why: Promise, *places: Placeholder
) -> Kind:
    return Kind(name, ROOM, called, sent_when, subject, text, why, (QUESTION, *places, LINK), sample, STOP_NEWS)


register(
    kind(
        CONFIRM,
        gettext_lazy("Подтвердить почту: вопрос"),
        gettext_lazy("Гость задал вопрос и указал почту."),
        gettext_lazy("Это ваша почта? Вопрос: {question}"),
        gettext_lazy(
            "Кто-то задал вопрос и указал эту почту.\n\n"
            "{question}\n\n"
            "Если это вы, нажмите кнопку. Тогда вопрос увидят эксперты.\n\n"
            "Это моя почта:\n{link}\n\n"
            "Если это не вы, ничего не делайте. Больше писем не будет."
        ),
        WHY_ADDRESS,
    ),
    kind(
        ANSWERED,
        gettext_lazy("Ответ на вопрос"),
        gettext_lazy("На вопрос ответили. Получает тот, кто спросил."),
        gettext_lazy("Вам ответили: {question}"),
        gettext_lazy(
            "На ваш вопрос ответили.\n\n"
            "Вопрос: {question}\nКто ответил: {who}\n\n"
            "Прочитать ответ:\n{link}\n\n"
            "Помогло? Скажите об этом под ответом. Не помогло? Тоже скажите, и мы поищем ещё."
        ),
        WHY_ASKED,
        WHO,
    ),
    kind(
        FOLLOWED,
        gettext_lazy("Ответ для тех, у кого так же"),
        gettext_lazy("На вопрос ответили. Получают те, кто нажал «У меня так же»."),
        gettext_lazy("Есть ответ: {question}"),
        gettext_lazy(
            "Вы сказали: у меня так же. Теперь есть ответ.\n\n"
            "Вопрос: {question}\nКто ответил: {who}\n\n"
            "Прочитать ответ:\n{link}\n\n"
            "Больше не нужно? Нажмите «Вернуть» на этой странице."
        ),
        WHY_FOLLOWED,
        WHO,
    ),
    kind(
        CHANGED,
        gettext_lazy("Ответ исправили"),
        gettext_lazy("Эксперт изменил свой ответ. Получают все, кому он был нужен."),
        gettext_lazy("Ответ исправили: {question}"),
        gettext_lazy(
            "Ответ исправили или дополнили.\n\nВопрос: {question}\nКто ответил: {who}\n\nПрочитать ответ:\n{link}"
        ),
        WHY_FOLLOWED,
        WHO,
    ),
    Kind(
        DIGEST,
        ROOM,
        gettext_lazy("Новые ответы по темам и урокам"),
        gettext_lazy("Раз в день или в неделю, если есть новое. Получают те, кто следит за темой или уроком."),
        gettext_lazy("Новые ответы: {question}"),
        gettext_lazy(
            "Есть новые ответы по вашим темам и урокам.\n\n"
            "{answers}\n\n"
            "И ещё вопросов: {more}.\n\n"
            "Открыть всё новое:\n{link}\n\n"
            "Реже или чаще? Выберите на странице «За чем вы следите»."
        ),
        WHY_NEWS,
        (NEWEST, ANSWERS, MORE, LINK),
        sample_of_news,
        STOP_NEWS,
    ),
    kind(
        ASSIGNED,
        gettext_lazy("Вопрос эксперту"),
        gettext_lazy("Эксперту достались вопросы. Не чаще раза в день."),
        gettext_lazy("Вопрос для вас: {question}"),
        gettext_lazy(
            "Есть вопрос по вашей теме.\n\n"
            "Вопрос: {question}\nОбещали до: {due}\n\n"
            "Открыть очередь:\n{link}\n\n"
            "Не ваше? Передайте дальше одной кнопкой."
        ),
        WHY_ANSWERS,
        DUE,
    ),
    kind(
        REMINDED,
        gettext_lazy("Эксперту: вопрос ждёт"),
        gettext_lazy("Обещанный срок близко, а ответа нет."),
        gettext_lazy("Вопрос ещё ждёт: {question}"),
        gettext_lazy(
            "Вопрос пока без ответа.\n\n"
            "Вопрос: {question}\nОбещали до: {due}\n\n"
            "Открыть очередь:\n{link}\n\n"
            "Не успеваете? Передайте дальше одной кнопкой."
        ),
        WHY_ANSWERS,
        DUE,
    ),
    kind(
        OVERDUE,
        gettext_lazy("Модератору: срок прошёл"),
        gettext_lazy("Обещанный срок прошёл, и день спустя ответа нет."),
        gettext_lazy("Вопрос без ответа: {question}"),
        gettext_lazy(
            "Мы обещали ответить и не ответили.\n\n"
            "Вопрос: {question}\nОбещали до: {due}\n\n"
            "Открыть очередь:\n{link}\n\n"
            "Найдите, кто ответит."
        ),
        WHY_MODERATES,
        DUE,
    ),
    kind(
        HIDDEN,
        gettext_lazy("Вопрос скрыли"),
        gettext_lazy("Модератор скрыл вопрос. Получает тот, кто спросил."),
        gettext_lazy("Ваш вопрос скрыт: {question}"),
        gettext_lazy(
            "Модератор скрыл ваш вопрос. Теперь его видите только вы.\n\n"
            "Вопрос: {question}\nПочему: {why}\n\n"
            "Открыть вопрос:\n{link}\n\n"
            "Не согласны? Напишите об этом на странице вопроса. Решать будет другой модератор."
        ),
        WHY_ASKED,
        REASON,
    ),
    kind(
        LOCKED,
        gettext_lazy("Вопрос закрыли для ответов"),
        gettext_lazy("Модератор закрыл вопрос. Получает тот, кто спросил."),
        gettext_lazy("Ваш вопрос закрыт: {question}"),
        gettext_lazy(
            "Модератор закрыл ваш вопрос. Новых ответов не будет.\n\n"
            "Вопрос: {question}\nПочему: {why}\n\n"
            "Открыть вопрос:\n{link}\n\n"
            "Не согласны? Напишите об этом на странице вопроса. Решать будет другой модератор."
        ),
        WHY_ASKED,
        REASON,
    ),
    kind(
        MERGED,
        gettext_lazy("Вопрос объединили с другим"),
        gettext_lazy("Такой вопрос уже был. Получает тот, кто спросил."),
        gettext_lazy("Такой вопрос уже есть: {question}"),
        gettext_lazy(
            "О том же уже спрашивали. Мы объединили два вопроса.\n\n"
            "Ваш вопрос: {question}\nПочему: {why}\n\n"
            "Открыть общий вопрос:\n{link}\n\n"
            "О новых ответах мы напишем."
        ),
        WHY_ASKED,
        REASON,
    ),
    kind(
        REOPENED,
        gettext_lazy("Решение изменили"),
        gettext_lazy("Модератор вернул то, что было скрыто или закрыто. Получает автор."),
        gettext_lazy("Снова открыто: {question}"),
        gettext_lazy(
            "Мы посмотрели ещё раз и всё вернули.\n\n"
            "Вопрос: {question}\nЧто сказал модератор: {why}\n\n"
            "Открыть вопрос:\n{link}"
        ),
        WHY_WROTE,
        REASON_OR_NONE,
    ),
    kind(
        REFUSED,
        gettext_lazy("Решение оставили"),
        gettext_lazy("Автор не согласился. Другой модератор оставил всё как есть."),
        gettext_lazy("Решение прежнее: {question}"),
        gettext_lazy(
            "Другой модератор посмотрел ещё раз. Решение осталось прежним.\n\n"
            "Вопрос: {question}\nПочему: {why}\n\n"
            "Открыть вопрос:\n{link}\n\n"
            "Вы можете задать вопрос заново, другими словами."
        ),
        WHY_ASKED,
        REASON,
    ),
    kind(
        ANSWER_HIDDEN,
        gettext_lazy("Ответ скрыли"),
        gettext_lazy("Модератор скрыл ответ. Получает тот, кто ответил."),
        gettext_lazy("Ваш ответ скрыт: {question}"),
        gettext_lazy(
            "Модератор скрыл ваш ответ. Теперь его видите только вы.\n\n"
            "Вопрос: {question}\nПочему: {why}\n\n"
            "Открыть страницу:\n{link}\n\n"
            "Не согласны? Напишите об этом на той странице. Решать будет другой модератор."
        ),
        WHY_WROTE,
        REASON,
    ),
)
