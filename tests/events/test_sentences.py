"""A rule in Russian and in English, as somebody would say it."""

from datetime import date, time

import pytest
import recurrence
from django.utils import translation

from events import sentences
from events.recurrence import Schedule, plain_rule


def said(rule: str, language: str, ends_on: date | None = None) -> str:
    parsed = plain_rule(recurrence.deserialize(f"RRULE:{rule}", include_dtstart=False))
    with translation.override(language):
        return sentences.of_schedule(Schedule(parsed, date(2026, 11, 24), time(18, 0), ends_on))


@pytest.mark.parametrize(
    ("rule", "russian", "english"),
    [
        ("FREQ=DAILY", "каждый день", "every day"),
        ("FREQ=DAILY;INTERVAL=2", "через день", "every other day"),
        ("FREQ=DAILY;INTERVAL=3", "раз в 3 дня", "every 3 days"),
        ("FREQ=DAILY;INTERVAL=21", "раз в 21 день", "every 21 days"),
        ("FREQ=DAILY;INTERVAL=11", "раз в 11 дней", "every 11 days"),
        ("FREQ=WEEKLY;BYDAY=TU", "каждый вторник", "every Tuesday"),
        ("FREQ=WEEKLY;BYDAY=WE", "каждую среду", "every Wednesday"),
        ("FREQ=WEEKLY;BYDAY=SU", "каждое воскресенье", "every Sunday"),
        ("FREQ=WEEKLY;BYDAY=TH,TU", "каждый вторник и четверг", "every Tuesday and Thursday"),
        ("FREQ=WEEKLY;BYDAY=WE,FR", "каждую среду и пятницу", "every Wednesday and Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "по понедельникам и средам", "every Monday and Wednesday"),
        ("FREQ=WEEKLY;BYDAY=TU,WE,SU", "по вторникам, средам и воскресеньям", "every Tuesday, Wednesday and Sunday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "по будням", "every weekday"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "по выходным", "every Saturday and Sunday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "каждый день", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "раз в две недели по вторникам", "every other week on Tuesday"),
        (
            "FREQ=WEEKLY;INTERVAL=5;BYDAY=TU,SA",
            "раз в 5 недель по вторникам и субботам",
            "every 5 weeks on Tuesday and Saturday",
        ),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "раз в две недели по будням", "every other week on weekdays"),
        ("FREQ=WEEKLY", "каждый вторник", "every Tuesday"),
        ("FREQ=MONTHLY;BYDAY=3WE", "каждую третью среду месяца", "on the third Wednesday of every month"),
        ("FREQ=MONTHLY;BYDAY=WE;BYSETPOS=3", "каждую третью среду месяца", "on the third Wednesday of every month"),
        ("FREQ=MONTHLY;BYDAY=-1SA", "каждую последнюю субботу месяца", "on the last Saturday of every month"),
        ("FREQ=MONTHLY;BYDAY=1TU", "каждый первый вторник месяца", "on the first Tuesday of every month"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2SU",
            "раз в два месяца, во второе воскресенье",
            "on the second Sunday of every other month",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "каждое 5-е число месяца", "on the 5th of every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=22", "каждое 22-е число месяца", "on the 22nd of every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "каждый последний день месяца", "on the last day of every month"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=12", "раз в 3 месяца, 12-го числа", "on the 12th of every 3 months"),
        ("FREQ=YEARLY", "по своему расписанию", "on days of its own"),
        ("FREQ=MONTHLY;BYMONTHDAY=5,20", "по своему расписанию", "on days of its own"),
    ],
)
def test_how_often(rule: str, russian: str, english: str) -> None:
    assert said(rule, "ru") == f"{russian} в 18:00"
    assert said(rule, "en") == f"{english} at 18:00"


def test_until_when_and_how_many() -> None:
    assert said("FREQ=WEEKLY;BYDAY=TU,TH", "ru", date(2027, 5, 30)) == "каждый вторник и четверг в 18:00 до 30 мая"
    in_english = said("FREQ=WEEKLY;BYDAY=TU,TH", "en", date(2027, 5, 30))
    assert in_english == "every Tuesday and Thursday at 18:00 until 30 May"
    assert said("FREQ=WEEKLY;BYDAY=TU;COUNT=1", "ru") == "каждый вторник в 18:00, всего 1 занятие"
    assert said("FREQ=WEEKLY;BYDAY=TU;COUNT=12", "ru") == "каждый вторник в 18:00, всего 12 занятий"
    assert said("FREQ=WEEKLY;BYDAY=TU;COUNT=1", "en") == "every Tuesday at 18:00, 1 date in all"
    assert said("FREQ=WEEKLY;BYDAY=TU;COUNT=4", "en") == "every Tuesday at 18:00, 4 dates in all"


def test_a_far_end_has_its_year() -> None:
    assert said("FREQ=DAILY", "ru", date(2028, 1, 5)) == "каждый день в 18:00 до 5 января 2028 года"
    assert said("FREQ=DAILY", "en", date(2028, 1, 5)) == "every day at 18:00 until 5 January 2028"


def test_a_language_without_its_grammar_hears_russian() -> None:
    assert said("FREQ=DAILY", "fr").startswith("каждый день")
