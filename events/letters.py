"""The letters of this room, and what they can say of a date. Who gets one, and when, is for `telling`."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.letters import NAME, STOP, Facts, Kind, Line, Placeholder, register
from events import lines as listing
from events import own, tokens, workshops
from events.models import Booking, Occurrence
from events.models.series import Place

CONFIRM, BOOKED, BOOKED_ALL, WAITLISTED = "confirm_booking", "booked", "booked_all", "waitlisted"
PROMOTED, PLACE_FREE, MOVED, CANCELLED = "promoted", "place_free", "moved", "date_cancelled"
GIVEN_UP = "given_up"
REMINDER_DAY, REMINDER_HOUR = "reminder_day", "reminder_hour"
MATERIALS, VIDEO_SWITCHED = "materials", "video_switched"
REMINDERS = {REMINDER_DAY, REMINDER_HOUR}

# The day and its month stay on one line.
DAY_AND_HOUR, SHORT = "l, j\N{NO-BREAK SPACE}E, H:i", "j\N{NO-BREAK SPACE}E, H:i"
# So many dates to choose from instead of one that falls away.
CHOICES = 3
LOOKED_AT = 12

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


# --- facts -----------------------------------------------------------------------------------------------------------


def of_date(occurrence: Occurrence) -> Facts:
    """What is said of a date, by the clock of its own city, in the language that is switched on."""
    return {
        "workshop": title_of(occurrence),
        "when": spoken(occurrence.local_start, DAY_AND_HOUR),
        "day": spoken(occurrence.local_start, SHORT),
        "where": place_of(occurrence),
        "way_in": way_in(occurrence),
        "reason": occurrence.cancel_reason,
    }


def of_booking(booking: Booking) -> Facts:
    """Whom to greet, and their own address: of the date for people with an account, of the booking for guests."""
    number = str(position(booking))
    stays = _("Вы в очереди, ваш номер: %(number)s.") if booking.state == "waitlisted" else _("Ваша запись осталась.")
    return {
        NAME: booking.learner.called,
        "link": address_of(booking),
        "position": number,
        "standing": stays % {"number": number},
    }


def of_change(was: Occurrence, occurrence: Occurrence) -> Facts:
    """What was said before: the hour, and the place if that is another too."""
    place = place_of(was)
    told = [spoken(was.local_start, DAY_AND_HOUR), *([place] if place != place_of(occurrence) else [])]
    return {"was": ", ".join(told)}


def title_of(occurrence: Occurrence) -> str:
    known = workshops.published(get_language() or settings.LANGUAGE_CODE).get(occurrence.series.workshop_id)
    return listing.line(occurrence, known).title


def place_of(occurrence: Occurrence) -> str:
    room = occurrence.room
    if room is None:
        return _("по видео")
    place = f"{room.name}, {room.address}"
    return _("%(place)s, или по видео") % {"place": place} if occurrence.series.place == Place.BOTH else place


def way_in(occurrence: Occurrence) -> str:
    room = occurrence.room
    if room is None:
        return _("по кнопке на странице занятия, за 15 минут до начала")
    return room.way_in


def spoken(local: datetime, form: str) -> str:
    """Names of days begin small in Russian, as they stand after «Когда:»."""
    said = date_format(local.replace(tzinfo=None), form)
    return said[:1].lower() + said[1:] if get_language() == "ru" else said


def address_of(booking: Booking) -> str:
    if booking.learner.is_guest:
        return settings.SITE_URL + reverse("booking", args=[tokens.of(booking, by_mail=True)])
    return settings.SITE_URL + reverse("date", args=[booking.occurrence_id])


def position(booking: Booking) -> int:
    """In the queue now; 0 for whoever does not wait."""
    if booking.queue_number is None:
        return 0
    before = Booking.objects.waiting().filter(occurrence=booking.occurrence_id, queue_number__lt=booking.queue_number)
    return before.count() + 1


def listed(occurrences: Iterable[Occurrence]) -> list[Line]:
    return [Line(spoken(one.local_start, DAY_AND_HOUR)) for one in occurrences]


def other_days(occurrence: Occurrence, now: datetime) -> list[Line]:
    """The next dates of the same workshop with places left, each with its page."""
    language = get_language() or settings.LANGUAGE_CODE
    coming = own.next_lines(now, language, None, limit=LOOKED_AT, workshops=[occurrence.series.workshop_id])
    free = [line for line in coming if line.places_left and line.occurrence.pk != occurrence.pk]
    return [
        Line(spoken(line.occurrence.local_start, DAY_AND_HOUR), settings.SITE_URL + line.url) for line in free[:CHOICES]
    ]


def sample() -> Facts:
    start = timezone.localtime(timezone.now() + timedelta(days=7)).replace(hour=18, minute=0)
    page = f"{settings.SITE_URL}/workshops/"
    return {
        NAME: _("Нина Петровна"),
        STOP: page,
        "workshop": _("Телефон без спешки"),
        "when": spoken(start, DAY_AND_HOUR),
        "day": spoken(start, SHORT),
        "where": _("библиотека, Лесная, 5"),
        "way_in": _("вход со двора, пандус справа"),
        "link": page,
        "position": "3",
        "standing": _("Ваша запись осталась."),
        "was": spoken(start - timedelta(days=1), DAY_AND_HOUR),
        "reason": _("в зале ремонт"),
        "days": [Line(spoken(start + timedelta(weeks=week), DAY_AND_HOUR), page) for week in (1, 2)],
    }


def sample_of_all() -> Facts:
    days = [Line(line.words) for line in sample()["days"] if isinstance(line, Line)]
    return {**sample_without_stop(), "days": days}


def sample_without_stop() -> Facts:
    return {key: fact for key, fact in sample().items() if key != STOP}


# --- kinds -----------------------------------------------------------------------------------------------------------

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
