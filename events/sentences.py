"""A rule in words: «каждый вторник и четверг в 18:00 до 30 мая», "every Tuesday and Thursday at 18:00 until 30 May".

Each language has its own grammar, so each has its own functions here; a catalogue of phrases could not decline them.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import recurrence
from django.utils import formats, translation
from django.utils.translation import get_language
from recurrence import Rule

from events.models import Series
from events.recurrence import Schedule

WORKING, WEEKEND, WHOLE = (0, 1, 2, 3, 4), (5, 6), (0, 1, 2, 3, 4, 5, 6)
# From here on the same day and month come again, so the year is said too.
NEEDS_YEAR = timedelta(days=330)

Words = Callable[[Rule, date], str]


def of_series(series: Series) -> str:
    """In the language of the page; Russian for any that has no grammar here."""
    return of_schedule(series.schedule)


def of_schedule(schedule: Schedule) -> str:
    language = get_language() or "ru"
    often, rest = GRAMMARS.get(language.split("-")[0], GRAMMARS["ru"])
    return f"{often(schedule.rule, schedule.starts_on)} {rest(schedule)}"


# --- Russian ---------------------------------------------------------------------------------------------------------

# Of each day: its gender, accusative, dative plural; a rule answers «когда?».
RU_DAYS = [
    ("m", "понедельник", "понедельникам"),
    ("m", "вторник", "вторникам"),
    ("f", "среду", "средам"),
    ("m", "четверг", "четвергам"),
    ("f", "пятницу", "пятницам"),
    ("f", "субботу", "субботам"),
    ("n", "воскресенье", "воскресеньям"),
]
RU_EACH = {"m": "каждый", "f": "каждую", "n": "каждое"}
RU_NTH = {
    1: {"m": "первый", "f": "первую", "n": "первое"},
    2: {"m": "второй", "f": "вторую", "n": "второе"},
    3: {"m": "третий", "f": "третью", "n": "третье"},
    4: {"m": "четвёртый", "f": "четвёртую", "n": "четвёртое"},
    5: {"m": "пятый", "f": "пятую", "n": "пятое"},
    -1: {"m": "последний", "f": "последнюю", "n": "последнее"},
}


def ru_often(rule: Rule, starts_on: date) -> str:
    if rule.freq == recurrence.DAILY and not rule.byday:
        return ru_every(rule, "каждый день", "через день", ("день", "дня", "дней"))
    if rule.freq == recurrence.WEEKLY:
        days = weekdays(rule) or [starts_on.weekday()]
        once = ru_weekly(days)
        return once if interval(rule) == 1 else f"{ru_once_in(rule, 'неделю', 'недели', 'недель')} {ru_on(days)}"
    if rule.freq == recurrence.MONTHLY:
        return ru_monthly(rule, starts_on)
    return "по своему расписанию"


def ru_every(rule: Rule, every: str, every_other: str, forms: tuple[str, str, str]) -> str:
    return {1: every, 2: every_other}.get(interval(rule)) or ru_once_in(rule, *forms)


def ru_once_in(rule: Rule, one: str, few: str, many: str) -> str:
    """«раз в две недели», «раз в 5 месяцев», «раз в 21 день»."""
    number = interval(rule)
    said = {2: "две" if one == "неделю" else "два"}.get(number, str(number))
    return f"раз в {said} {ru_plural(number, one, few, many)}"


def ru_plural(number: int, one: str, few: str, many: str) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return one
    return few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else many


def ru_weekly(days: Sequence[int]) -> str:
    """«каждый вторник и четверг»; days of several genders have one word in common: «по вторникам и средам»."""
    genders = {RU_DAYS[day][0] for day in days}
    if tuple(days) == WHOLE:
        return "каждый день"
    if len(genders) > 1 or tuple(days) in (WORKING, WEEKEND):
        return ru_on(days)
    return f"{RU_EACH[genders.pop()]} {listed([RU_DAYS[day][1] for day in days], 'и')}"


def ru_on(days: Sequence[int]) -> str:
    known = {WORKING: "по будням", WEEKEND: "по выходным", WHOLE: "каждый день недели"}
    return known.get(tuple(days)) or f"по {listed([RU_DAYS[day][2] for day in days], 'и')}"


def ru_monthly(rule: Rule, starts_on: date) -> str:
    again = interval(rule) > 1
    often = f"{ru_once_in(rule, 'месяц', 'месяца', 'месяцев')}, " if again else ""
    position = of_month(rule)
    if position is not None:
        day, index = position
        gender, accusative, _dative = RU_DAYS[day]
        nth = f"{RU_NTH[index][gender]} {accusative}"
        return f"{often}{'во' if index == 2 else 'в'} {nth}" if again else f"{RU_EACH[gender]} {nth} месяца"
    if rule.byday or len(rule.bymonthday) > 1:
        return "по своему расписанию"
    number = rule.bymonthday[0] if rule.bymonthday else starts_on.day
    if number == -1:
        return f"{often}в последний день" if again else "каждый последний день месяца"
    return f"{often}{number}-го числа" if again else f"каждое {number}-е число месяца"


def ru_rest(schedule: Schedule) -> str:
    said = f"в {formats.time_format(schedule.starts_at, 'H:i')}"
    if schedule.ends_on:
        said += f" до {spoken('ru', schedule, 'j E')}"
    if schedule.rule.count:
        said += f", всего {schedule.rule.count} {ru_plural(schedule.rule.count, 'занятие', 'занятия', 'занятий')}"
    return said


# --- English ---------------------------------------------------------------------------------------------------------

EN_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
EN_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


def en_often(rule: Rule, starts_on: date) -> str:
    if rule.freq == recurrence.DAILY and not rule.byday:
        return en_every(rule, "day")
    if rule.freq == recurrence.WEEKLY:
        days = weekdays(rule) or [starts_on.weekday()]
        if interval(rule) == 1:
            return {WHOLE: "every day", WORKING: "every weekday"}.get(tuple(days)) or f"every {en_days(days)}"
        return f"{en_every(rule, 'week')} on {'weekdays' if tuple(days) == WORKING else en_days(days)}"
    if rule.freq == recurrence.MONTHLY:
        return en_monthly(rule, starts_on)
    return "on days of its own"


def en_every(rule: Rule, unit: str) -> str:
    number = interval(rule)
    return {1: f"every {unit}", 2: f"every other {unit}"}.get(number) or f"every {number} {unit}s"


def en_days(days: Sequence[int]) -> str:
    return "every day" if tuple(days) == WHOLE else listed([EN_DAYS[day] for day in days], "and")


def en_monthly(rule: Rule, starts_on: date) -> str:
    position = of_month(rule)
    if position is None and (rule.byday or len(rule.bymonthday) > 1):
        return "on days of its own"
    number = rule.bymonthday[0] if rule.bymonthday else starts_on.day
    if position is not None:
        what = f"{EN_NTH[position[1]]} {EN_DAYS[position[0]]}"
    else:
        what = "last day" if number == -1 else f"{number}{en_suffix(number)}"
    return f"on the {what} of {en_every(rule, 'month')}"


def en_suffix(number: int) -> str:
    return "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def en_rest(schedule: Schedule) -> str:
    said = f"at {formats.time_format(schedule.starts_at, 'H:i')}"
    if schedule.ends_on:
        said += f" until {spoken('en', schedule, 'j F')}"
    if schedule.rule.count:
        said += f", {schedule.rule.count} date{'' if schedule.rule.count == 1 else 's'} in all"
    return said


# --- for both --------------------------------------------------------------------------------------------------------


def interval(rule: Rule) -> int:
    return rule.interval or 1


def weekdays(rule: Rule) -> list[int]:
    return sorted({day if isinstance(day, int) else day.number for day in rule.byday or []})


def of_month(rule: Rule) -> tuple[int, int] | None:
    """(weekday, which one) of «третья среда месяца»; None for any other rule of months."""
    if len(rule.byday or []) != 1 or rule.bymonthday:
        return None
    day = rule.byday[0]
    index = None if isinstance(day, int) else day.index
    if index is None and len(rule.bysetpos or []) == 1:
        index = rule.bysetpos[0]
    return (weekdays(rule)[0], index) if index in RU_NTH else None


def listed(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def spoken(language: str, schedule: Schedule, day_and_month: str) -> str:
    """The last day; with its year where there may be doubt."""
    assert schedule.ends_on is not None  # noqa: S101  (both callers have looked)
    with_year = schedule.ends_on - schedule.starts_on > NEEDS_YEAR
    with translation.override(language):
        said = formats.date_format(schedule.ends_on, day_and_month)
        year = f" {schedule.ends_on.year} года" if language == "ru" else f" {schedule.ends_on.year}"
    return said + (year if with_year else "")


GRAMMARS: dict[str, tuple[Words, Callable[[Schedule], str]]] = {
    "ru": (ru_often, ru_rest),
    "en": (en_often, en_rest),
}
