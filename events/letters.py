"""The letters of this room. What they can say is for `letter_facts`; who gets one, and when, for `telling`."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.letters import Kind, Placeholder, register
from events.letter_facts import sample, sample_of_all, sample_without_stop

CONFIRM, BOOKED, BOOKED_ALL, WAITLISTED = "confirm_booking", "booked", "booked_all", "waitlisted"
PROMOTED, PLACE_FREE, MOVED, CANCELLED = "promoted", "place_free", "moved", "date_cancelled"
GIVEN_UP = "given_up"
REMINDER_DAY, REMINDER_HOUR = "reminder_day", "reminder_hour"
MATERIALS, VIDEO_SWITCHED = "materials", "video_switched"
REMINDERS = {REMINDER_DAY, REMINDER_HOUR}

ROOM = gettext_lazy("Занятия")
WHY_BOOKED = gettext_lazy("Письмо пришло, потому что вы записаны на занятие.")
WHY_WAITING = gettext_lazy("Письмо пришло, потому что вы встали в очередь на занятие.")
WHY_CHANGED = gettext_lazy("Письмо пришло, потому что вы записались на занятие.")
WHY_ADDRESS = gettext_lazy("Письмо пришло, потому что на «Просвете» указали эту почту.")

WORKSHOP = Placeholder("workshop", pgettext_lazy("placeholder", "занятие"), gettext_lazy("как называется занятие"))
WHEN = Placeholder("when", pgettext_lazy("placeholder", "когда"), gettext_lazy("день недели, день и час"))
DAY = Placeholder("day", pgettext_lazy("placeholder", "день"), gettext_lazy("день и час коротко"), is_needed=False)
WHERE = Placeholder("where", pgettext_lazy("placeholder", "где"), gettext_lazy("место и адрес, или по видео"))
WAY_IN = Placeholder(
    "way_in",
    pgettext_lazy("placeholder", "как войти"),
    gettext_lazy("где вход, или где кнопка видео"),
    is_needed=False,
    may_be_empty=True,
)
LINK = Placeholder("link", pgettext_lazy("placeholder", "ссылка"), gettext_lazy("адрес кнопки"))
POSITION = Placeholder("position", pgettext_lazy("placeholder", "номер"), gettext_lazy("номер в очереди"))
WAS = Placeholder(
    "was", pgettext_lazy("placeholder", "было"), gettext_lazy("когда и где было раньше"), may_be_empty=True
)
STANDING = Placeholder(
    "standing", pgettext_lazy("placeholder", "что с записью"), gettext_lazy("осталась запись, или человек в очереди")
)
REASON = Placeholder("reason", pgettext_lazy("placeholder", "причина"), gettext_lazy("почему"), may_be_empty=True)
DAYS = Placeholder("days", pgettext_lazy("placeholder", "дни"), gettext_lazy("список дней"))
OTHER_DAYS = Placeholder(
    "days", pgettext_lazy("placeholder", "другие дни"), gettext_lazy("другие дни на выбор"), may_be_empty=True
)
OF_A_DATE = (WORKSHOP, WHEN, DAY, WHERE, WAY_IN, LINK)

register(
    Kind(
        CONFIRM,
        ROOM,
        gettext_lazy("Это ваша почта?"),
        gettext_lazy("Гость записался и указал почту. Других писем до ответа нет."),
        gettext_lazy("Это ваша почта? Запись на занятие: {workshop}"),
        gettext_lazy(
            "Кто-то записался на занятие и указал эту почту.\n\n"
            "Занятие: {workshop}\nКогда: {when}\nГде: {where}\n\n"
            "Это вы? Откройте запись и нажмите «Это моя почта». Тогда мы напишем, если что-то изменится.\n\n"
            "Открыть запись:\n{link}\n\n"
            "Это не вы? Ничего не делайте. Больше писем не будет."
        ),
        WHY_ADDRESS,
        (WORKSHOP, WHEN, DAY, WHERE, LINK),
        sample_without_stop,
    ),
    Kind(
        BOOKED,
        ROOM,
        gettext_lazy("Вы записаны"),
        gettext_lazy("Сразу после записи."),
        gettext_lazy("Вы записаны: {workshop}, {day}"),
        gettext_lazy(
            "Вы записаны. Ждём вас!\n\n"
            "Занятие: {workshop}\nКогда: {when}\nГде: {where}\nКак войти: {way_in}\n\n"
            "Открыть запись:\n{link}\n\n"
            "Не сможете прийти? Откройте запись и нажмите «Не смогу прийти». Место займёт другой человек."
        ),
        WHY_BOOKED,
        OF_A_DATE,
        sample_without_stop,
    ),
    Kind(
        BOOKED_ALL,
        ROOM,
        gettext_lazy("Вы записаны на все занятия"),
        gettext_lazy("Сразу после кнопки «На все занятия»."),
        gettext_lazy("Вы записаны на все занятия: {workshop}"),
        gettext_lazy(
            "Вы записаны на все эти занятия. Ждём вас!\n\n"
            "Занятие: {workshop}\nГде: {where}\nКак войти: {way_in}\n\n"
            "Вот ваши дни:\n{days}\n\n"
            "Открыть запись:\n{link}\n\n"
            "Какой-то день не подходит? Его можно отменить отдельно."
        ),
        WHY_BOOKED,
        (WORKSHOP, WHERE, WAY_IN, DAYS, LINK),
        sample_of_all,
    ),
    Kind(
        WAITLISTED,
        ROOM,
        gettext_lazy("Вы в очереди"),
        gettext_lazy("Мест нет, и человек встал в очередь."),
        gettext_lazy("Вы в очереди: {workshop}, {day}"),
        gettext_lazy(
            "Мест на это занятие пока нет. Вы в очереди.\n\n"
            "Занятие: {workshop}\nКогда: {when}\nВаш номер: {position}\n\n"
            "Появится место — мы сразу скажем. Сейчас ничего делать не нужно.\n\n"
            "Открыть запись:\n{link}\n\n"
            "Больше не ждёте? Откройте запись и нажмите «Не смогу прийти»."
        ),
        WHY_WAITING,
        (WORKSHOP, WHEN, DAY, POSITION, LINK),
        sample_without_stop,
    ),
    Kind(
        PROMOTED,
        ROOM,
        gettext_lazy("Место нашлось"),
        gettext_lazy("Место освободилось, и очередь сдвинулась."),
        gettext_lazy("Место нашлось: {workshop}, {day}"),
        gettext_lazy(
            "Для вас нашлось место. Приходите!\n\n"
            "Занятие: {workshop}\nКогда: {when}\nГде: {where}\nКак войти: {way_in}\n\n"
            "Открыть запись:\n{link}\n\n"
            "Не сможете прийти? Откройте запись и нажмите «Не смогу прийти». Место займёт другой человек."
        ),
        WHY_WAITING,
        OF_A_DATE,
        sample_without_stop,
    ),
    Kind(
        PLACE_FREE,
        ROOM,
        gettext_lazy("Место освободилось сегодня"),
        gettext_lazy("Место освободилось в день занятия. Оно ждёт ответа."),
        gettext_lazy("Место освободилось, придёте сегодня? {workshop}, {day}"),
        gettext_lazy(
            "Освободилось место. Мы держим его для вас.\n\n"
            "Занятие: {workshop}\nКогда: {when}\nГде: {where}\nКак войти: {way_in}\n\n"
            "Придёте? Откройте запись и нажмите «Приду».\n\n"
            "Открыть запись:\n{link}\n\n"
            "Не сможете? Нажмите там «Не смогу прийти». Место займёт другой человек."
        ),
        WHY_WAITING,
        OF_A_DATE,
        sample_without_stop,
    ),
    Kind(
        MOVED,
        ROOM,
        gettext_lazy("Занятие перенесли"),
        gettext_lazy("У занятия другой день, час или место."),
        gettext_lazy("Занятие перенесли: {workshop}, теперь {day}"),
        gettext_lazy(
            "Занятие перенесли. {standing}\n\n"
            "Занятие: {workshop}\nБыло: {was}\nТеперь: {when}\nГде: {where}\nКак войти: {way_in}\n\n"
            "Открыть запись:\n{link}\n\n"
            "Не подходит? Откройте запись и нажмите «Не смогу прийти»."
        ),
        WHY_CHANGED,
        (STANDING, WORKSHOP, WAS, WHEN, DAY, WHERE, WAY_IN, LINK),
        sample_without_stop,
    ),
    Kind(
        CANCELLED,
        ROOM,
        gettext_lazy("Занятия не будет"),
        gettext_lazy("Занятие отменили."),
        gettext_lazy("Занятия не будет: {workshop}, {day}"),
        gettext_lazy(
            "Занятия не будет. Простите, что так вышло.\n\n"
            "Занятие: {workshop}\nДолжно было быть: {when}\nПричина: {reason}\n\n"
            "Приходите в другой день. Нажмите на тот, что подходит:\n{days}\n\n"
            "Открыть запись:\n{link}"
        ),
        WHY_CHANGED,
        (WORKSHOP, WHEN, DAY, REASON, OTHER_DAYS, LINK),
        sample_without_stop,
    ),
    Kind(
        GIVEN_UP,
        ROOM,
        gettext_lazy("Вы отменили запись"),
        gettext_lazy("Через минуту после «Не смогу прийти», если запись не вернули."),
        gettext_lazy("Вы отменили запись: {workshop}, {day}"),
        gettext_lazy(
            "Вы отменили запись. Спасибо, что сказали: место займёт другой человек.\n\n"
            "Занятие: {workshop}\nБыло бы: {when}\n\n"
            "Передумали? Если места есть, можно записаться снова.\n\n"
            "Открыть запись:\n{link}"
        ),
        WHY_CHANGED,
        (WORKSHOP, WHEN, DAY, LINK),
        sample_without_stop,
    ),
    Kind(
        REMINDER_DAY,
        ROOM,
        gettext_lazy("Напоминание за день"),
        gettext_lazy("За день до занятия, если человек не отказался."),
        gettext_lazy("Напоминаем: {workshop}, {day}"),
        gettext_lazy(
            "Напоминаем о занятии. Ждём вас!\n\n"
            "Занятие: {workshop}\nКогда: {when}\nГде: {where}\nКак войти: {way_in}\n\n"
            "Открыть запись:\n{link}\n\n"
            "Не сможете прийти? Откройте запись и нажмите «Не смогу прийти». Место займёт другой человек."
        ),
        WHY_BOOKED,
        OF_A_DATE,
        sample,
    ),
    Kind(
        REMINDER_HOUR,
        ROOM,
        gettext_lazy("Напоминание за час"),
        gettext_lazy("За час до занятия, если человек не отказался."),
        gettext_lazy("Скоро начнём: {workshop}, {day}"),
        gettext_lazy(
            "Занятие скоро начнётся. Ждём вас!\n\n"
            "Занятие: {workshop}\nКогда: {when}\nГде: {where}\nКак войти: {way_in}\n\n"
            "Открыть занятие:\n{link}"
        ),
        WHY_BOOKED,
        OF_A_DATE,
        sample,
    ),
    Kind(
        MATERIALS,
        ROOM,
        gettext_lazy("Материалы занятия готовы"),
        gettext_lazy("После занятия, когда ведущий добавил запись, конспект или файл."),
        gettext_lazy("Материалы занятия готовы: {workshop}, {day}"),
        gettext_lazy(
            "Материалы занятия готовы. Смотрите их, когда удобно.\n\n"
            "Занятие: {workshop}\nКогда было: {when}\n\n"
            "Открыть материалы:\n{link}"
        ),
        WHY_CHANGED,
        (WORKSHOP, WHEN, DAY, LINK),
        sample_without_stop,
    ),
    Kind(
        VIDEO_SWITCHED,
        ROOM,
        gettext_lazy("Видео в другой комнате"),
        gettext_lazy("Ведущий перевёл всех на другой видеосервер."),
        gettext_lazy("Видео теперь в другой комнате: {workshop}, {day}"),
        gettext_lazy(
            "Занятие теперь в другой видеокомнате.\n\n"
            "Занятие: {workshop}\nКогда: {when}\n\n"
            "Откройте страницу занятия. Там та же кнопка, она ведёт куда нужно.\n\n"
            "Открыть занятие:\n{link}"
        ),
        WHY_BOOKED,
        (WORKSHOP, WHEN, DAY, LINK),
        sample_without_stop,
    ),
)
