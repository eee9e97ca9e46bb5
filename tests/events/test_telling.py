"""Who is told what of a date: letters with the right facts, calls for those who cannot be mailed."""

from copy import copy
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from accounts.mailboxes import replace_address
from accounts.models import Learner, Mail, User
from events import booking, changes, dates, telling, whole_series
from events.models import Booking, Call, Occurrence, WorkshopPage
from events.models.series import Place
from tests.events.places import dates_of, make_schedule, make_workshop
from tests.factories.events import make_date, make_dates, make_venue
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 12, 3, 19, 0)  # noqa: DTZ001  (by the clock of the series)


@pytest.fixture
def reachable(user: User) -> Learner:
    """Somebody with a confirmed address."""
    replace_address(user, user.email, is_verified=True)
    return user.learner


def book(learner: Learner, date: Occurrence, now: datetime, **more: object) -> Booking:
    return booking.book(learner, date.pk, actor=None, now=now, may_wait=True, **more)


def coming(page: WorkshopPage, now: datetime) -> list[Occurrence]:
    """From next week on."""
    return dates_of(page, now)[1:]


def letter(kind: str) -> Mail:
    return Mail.objects.get(kind=kind)


# --- what is said of a date ------------------------------------------------------------------------------------------


def test_a_booking_says_what_when_where_and_how(reachable: Learner, now: datetime) -> None:
    venue = make_venue(way_in="Вход со двора.\nПандус справа.")
    date = make_date(now, venue=venue)
    book(reachable, date, now)
    row = letter("booked")
    assert row.subject == "Вы записаны: Телефон без спешки, 1 декабря, 18:00"
    assert "Когда: вторник, 1\N{NO-BREAK SPACE}декабря, 18:00\nГде: Библиотека на Лесной, Лесная, 5\n" in row.text
    assert "Как войти: Вход со двора. Пандус справа.\n" in row.text
    assert f"Открыть запись:\n{settings.SITE_URL}/workshops/date/{date.pk}/" in row.text
    assert row.text.startswith("Здравствуйте, Нина Петровна!")


def test_by_video_and_in_both(reachable: Learner, now: datetime) -> None:
    book(reachable, make_date(now), now)
    assert "Где: по видео\nКак войти: по кнопке на странице занятия" in letter("booked").text
    Mail.objects.all().delete()
    venue = make_venue()
    book(reachable, make_date(now, venue=venue, place=Place.BOTH), now)
    assert "Где: Библиотека на Лесной, Лесная, 5, или по видео\n" in letter("booked").text


def test_in_the_language_of_the_reader(reachable: Learner, now: datetime, site: SiteTree) -> None:
    page = make_workshop(make_schedule(site))
    english = page.copy_for_translation(site.home_en.locale, copy_parents=True)
    english.title = "Phone without hurry"
    english.save_revision().publish()
    Learner.objects.filter(pk=reachable.pk).update(language="en")
    reachable.refresh_from_db()
    [date, *_more] = coming(page, now)
    book(reachable, date, now)
    row = letter("booked")
    assert "Phone without hurry" in row.subject
    assert "When: Tuesday, 1\N{NO-BREAK SPACE}December, 18:00" in row.text
    assert f"{settings.SITE_URL}/en/workshops/date/" in row.text


def test_the_number_in_the_queue(reachable: Learner, now: datetime) -> None:
    date = make_date(now, capacity=1)
    for _other in range(2):
        book(Learner.objects.create(), date, now)
    book(reachable, date, now)
    assert "Ваш номер: 2\n" in letter("waitlisted").text


def test_all_dates_in_one_letter(reachable: Learner, now: datetime) -> None:
    made = make_dates(now)[:3]
    Occurrence.objects.exclude(pk__in=[date.pk for date in made]).delete()
    whole_series.book(reachable, made[1].pk, actor=None, now=now)
    text = letter("booked_all").text
    assert "— вторник, 24\N{NO-BREAK SPACE}ноября, 18:00\n— вторник, 1\N{NO-BREAK SPACE}декабря, 18:00\n" in text
    assert Mail.objects.count() == 1


# --- changes ---------------------------------------------------------------------------------------------------------


def test_a_moved_date_says_what_was(reachable: Learner, now: datetime) -> None:
    date = make_date(now, venue=make_venue())
    book(reachable, date, now)
    club = make_venue("Клуб", address="Новая, 1")
    dates.move(date.pk, THURSDAY, now, venue=club)
    text = letter("moved").text
    assert "Занятие перенесли. Ваша запись осталась." in text
    assert "Было: вторник, 1\N{NO-BREAK SPACE}декабря, 18:00, Библиотека на Лесной, Лесная, 5\n" in text
    assert "Теперь: четверг, 3\N{NO-BREAK SPACE}декабря, 19:00\nГде: Клуб, Новая, 1\n" in text


def test_moved_in_time_alone_the_place_is_said_once(reachable: Learner, now: datetime) -> None:
    date = make_date(now, venue=make_venue())
    book(reachable, date, now)
    dates.move(date.pk, THURSDAY, now)
    assert letter("moved").text.count("Лесная") == 1
    assert "Было: вторник, 1\N{NO-BREAK SPACE}декабря, 18:00\n" in letter("moved").text


def test_moved_into_the_queue_of_another_date(reachable: Learner, now: datetime, user: User) -> None:
    """They had a place; the nearest date has none."""
    source, target = make_dates(now, capacity=1)[1:3]
    book(reachable, source, now)
    book(Learner.objects.create(), target, now)
    changes.move_people(source, target, now)
    text = letter("moved").text
    assert "Вы в очереди, ваш номер: 1." in text and "запись осталась" not in text
    assert "Было: вторник, 1\N{NO-BREAK SPACE}декабря" in text
    assert "Теперь: вторник, 8\N{NO-BREAK SPACE}декабря" in text


def test_a_cancelled_date_says_why_and_what_else(reachable: Learner, now: datetime, site: SiteTree) -> None:
    page = make_workshop(make_schedule(site))
    first, second, full, *_later = coming(page, now)
    Occurrence.objects.filter(pk=full.pk).update(capacity=1)
    book(Learner.objects.create(), full, now)
    book(reachable, first, now)
    dates.cancel(first.pk, "в зале ремонт", now)
    row = letter("date_cancelled")
    assert "Причина: в зале ремонт\n" in row.text
    assert f":\n{settings.SITE_URL}/workshops/date/{second.pk}/" in row.text
    assert str(full.pk) not in row.text
    assert row.text.count("— вторник") == 3
    assert f'href="{settings.SITE_URL}/workshops/date/{second.pk}/"' in row.html


def test_with_nothing_else_to_choose_nothing_is_offered(reachable: Learner, now: datetime) -> None:
    date = make_date(now)
    Occurrence.objects.exclude(pk=date.pk).delete()
    book(reachable, date, now)
    dates.cancel(date.pk, "", now)
    text = letter("date_cancelled").text
    assert "Приходите" not in text and "Причина" not in text


# --- once, and to whom -----------------------------------------------------------------------------------------------


def test_the_same_news_is_told_once(reachable: Learner, now: datetime) -> None:
    row = book(reachable, make_date(now), now)
    for _again in range(2):
        telling.tell(row, telling.MATERIALS, now)
    assert Mail.objects.filter(kind="materials").count() == 1
    for minute in range(2):
        telling.tell(row, telling.VIDEO_SWITCHED, now + timedelta(minutes=minute))
    assert Mail.objects.filter(kind="video_switched").count() == 2


def test_a_reminder_carries_the_way_to_stop_it(reachable: Learner, now: datetime) -> None:
    row = book(reachable, make_date(now), now)
    stop = f"{settings.SITE_URL}/unsubscribe/token/"
    told = telling.tell(row, telling.REMINDER_DAY, now, stop_url=stop)
    assert told is not None and told.stop_url == stop
    assert f"Больше не напоминать:\n{stop}" in told.text and f'href="{stop}"' in told.html
    plain = telling.tell(row, telling.REMINDER_HOUR, now)
    assert plain is not None and "Больше не напоминать" not in plain.text


def test_who_cannot_be_mailed_is_called_for_what_matters(guest: Learner, now: datetime) -> None:
    row = book(guest, make_date(now), now, phone="8 900 000-00-00")
    for kind in (telling.REMINDER_DAY, telling.REMINDER_HOUR, telling.MATERIALS, telling.WAITLISTED):
        assert telling.tell(row, kind, now) is None
    assert not Call.objects.exists() and not Mail.objects.exists()
    was = copy(row.occurrence)
    for kind in (telling.MOVED, telling.CANCELLED, telling.PROMOTED, telling.VIDEO_SWITCHED):
        telling.tell(row, kind, now, was=was)
    called = Call.objects.order_by("pk")
    assert [one.kind for one in called] == ["moved", "date_cancelled", "promoted", "video_switched"]
    assert all(one.phone == "8 900 000-00-00" and "Телефон без спешки" in one.words for one in called)
    assert not any("%(" in one.words or "{" in one.words for one in called)


def test_a_guest_with_a_long_address_can_book(guest: Learner, now: datetime) -> None:
    address = f"{'n' * 64}@{'d' * 60}.{'e' * 60}.{'f' * 50}.ru"
    book(guest, make_date(now), now, email=address)
    row = letter("confirm_booking")
    assert row.to == address and len(row.key or "") <= 120
    assert "Это ваша почта?" in row.subject


def test_a_title_never_reaches_the_header(reachable: Learner, now: datetime) -> None:
    date = make_date(now)
    date.series.workshop.title = "Чай\r\nBcc: all@example.org"
    date.series.workshop.save()
    book(reachable, date, now)
    assert "\n" not in letter("booked").subject and "\r" not in letter("booked").subject


def test_no_letter_holds_a_token_of_a_video_room(reachable: Learner, now: datetime) -> None:
    row = book(reachable, make_date(now), now)
    for kind in (telling.REMINDER_DAY, telling.REMINDER_HOUR, telling.VIDEO_SWITCHED):
        telling.tell(row, kind, now)
    for mail in Mail.objects.all():
        assert "jwt" not in mail.text + mail.html and "eyJ" not in mail.text + mail.html
        assert "/join" not in mail.text + mail.html
