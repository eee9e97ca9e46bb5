"""Everybody whom a change touches is told: by mail where there is a confirmed address, else by the call list.

The row is written in the transaction of the change: no change is silent, and nothing is told that did not happen.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.models import Mail
from events import tokens
from events.models import Booking, Call, Occurrence

BOOKED_ALL, CONFIRM = "booked_all", "confirm_booking"
BOOKED, WAITLISTED, PROMOTED, MOVED, CANCELLED = "booked", "waitlisted", "promoted", "moved", "date_cancelled"
PLACE_FREE, VIDEO_SWITCHED = "place_free", "video_switched"

SUBJECTS: dict[str, Promise] = {
    BOOKED: _("Вы записаны: %(workshop)s, %(day)s"),
    WAITLISTED: _("Вы в очереди: %(workshop)s, %(day)s"),
    PROMOTED: _("Место нашлось: %(workshop)s, %(day)s"),
    MOVED: _("Занятие перенесли: %(workshop)s, теперь %(day)s"),
    CANCELLED: _("Занятия не будет: %(workshop)s, %(day)s"),
    PLACE_FREE: _("Место освободилось, придёте сегодня? %(workshop)s, %(day)s"),
    VIDEO_SWITCHED: _("Видеокомната теперь другая: %(workshop)s, %(day)s"),
}
TEXTS: dict[str, Promise] = {
    BOOKED: _("Вы записаны на занятие «%(workshop)s».\nКогда: %(day)s.\nГде: %(place)s."),
    WAITLISTED: _(
        "Мест на занятие «%(workshop)s» пока нет. Вы в очереди.\nКогда: %(day)s.\n"
        "Если место появится, мы сразу напишем."
    ),
    PROMOTED: _(
        "Для вас нашлось место на занятии «%(workshop)s».\nКогда: %(day)s.\nГде: %(place)s.\n"
        "Не сможете прийти? Отмените запись, место займёт другой."
    ),
    MOVED: _("Занятие «%(workshop)s» перенесли.\nТеперь оно будет: %(day)s.\nГде: %(place)s.\nВаша запись осталась."),
    CANCELLED: _("Занятия «%(workshop)s» %(day)s не будет.\nПричина: %(reason)s.\nВыберите другой день в расписании."),
    PLACE_FREE: _(
        "На занятии «%(workshop)s» освободилось место. Мы держим его для вас.\nКогда: %(day)s.\nГде: %(place)s.\n"
        "Придёте? Откройте запись и нажмите «Приду». Не сможете? Нажмите «Не смогу прийти»."
    ),
    VIDEO_SWITCHED: _(
        "Занятие «%(workshop)s» идёт в другой видеокомнате.\nКогда: %(day)s.\n"
        "Откройте запись и нажмите «Войти в комнату». Вы попадёте туда, где все."
    ),
}
CONFIRM_SUBJECT = _("Это ваша почта? Запись на занятие: %(workshop)s")
CONFIRM_TEXT = _(
    "Кто-то записался на занятие «%(workshop)s» и указал эту почту.\n"
    "Когда: %(day)s.\nГде: %(place)s.\n\n"
    "Если это вы, откройте запись и нажмите «Это моя почта». Тогда мы напишем, если что-то изменится.\n\n"
    "Если это не вы, ничего не делайте: больше писем не будет."
)
ALL_SUBJECT = _("Вы записаны на все занятия: %(workshop)s")
ALL_TEXT = _("Вы записаны на занятия «%(workshop)s».\nГде: %(place)s.\n\n%(days)s")
# An address that nobody has confirmed gets no more letters in a day, whoever types it.
MOST_CONFIRMATIONS = 3
# Whoever has just booked is looking at the page that says so, and whoever is asked stands on the host's list already.
NEEDS_NO_CALL = {BOOKED, WAITLISTED, PLACE_FREE}


def tell(booking: Booking, kind: str, now: datetime) -> None:
    """One row for one person: a mail, or a call. The same news of one revision of a date is told once."""
    address = address_of(booking)
    language = booking.learner.language or "ru"
    with translation.override(language):
        facts = facts_of(booking.occurrence)
        subject, text = str(SUBJECTS[kind]) % facts, str(TEXTS[kind]) % facts
    if address:
        text = with_link(text, booking)
        key = f"{kind}:{booking.pk}:{booking.occurrence.pk}:{booking.occurrence.revision}"
        mail.post(kind=kind, to=address, subject=subject, text=text, learner=booking.learner, key=key, now=now)
    elif kind not in NEEDS_NO_CALL:
        call(booking, kind, text, now)
    elif booking.email:
        ask_to_confirm(booking, now)


def tell_of_all(bookings: list[Booking], now: datetime) -> None:
    """One mail for many dates of a series that were booked at once."""
    first = bookings[0]
    address = address_of(first)
    if not address:
        if first.email:
            ask_to_confirm(first, now)
        return
    with translation.override(first.learner.language or "ru"):
        days = "\n".join(facts_of(booking.occurrence)["day"] for booking in bookings)
        facts = facts_of(first.occurrence) | {"days": days}
        subject, text = str(ALL_SUBJECT) % facts, with_link(str(ALL_TEXT) % facts, first)
    mail.post(
        kind=BOOKED_ALL, to=address, subject=subject, text=text, learner=first.learner, key=f"all:{first.pk}", now=now
    )


def address_of(booking: Booking) -> str | None:
    """The confirmed address of an account, or the one that a guest has confirmed."""
    address = mail.address_of(booking.learner)
    if address or not booking.email:
        return address
    same = Booking.objects.filter(learner=booking.learner, email=booking.email)
    return booking.email if same.filter(email_confirmed_at__isnull=False).exists() else None


def ask_to_confirm(booking: Booking, now: datetime) -> None:
    """The one letter that an unconfirmed address gets, once for each guest who gives it."""
    lately = Mail.objects.filter(kind=CONFIRM, to=booking.email, made_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_CONFIRMATIONS:
        return
    with translation.override(booking.learner.language or "ru"):
        facts = facts_of(booking.occurrence)
        subject, text = str(CONFIRM_SUBJECT) % facts, with_link(str(CONFIRM_TEXT) % facts, booking)
    key = f"{CONFIRM}:{booking.learner_id}:{booking.email}"
    mail.post(kind=CONFIRM, to=booking.email, subject=subject, text=text, learner=booking.learner, key=key, now=now)


def with_link(text: str, booking: Booking) -> str:
    """A button below the text: to the date for people with an account, to their own booking for guests."""
    with translation.override(booking.learner.language or "ru"):
        if booking.learner.is_guest:
            path = reverse("booking", args=[tokens.of(booking, by_mail=True)])
        else:
            path = reverse("date", args=[booking.occurrence_id])
        return f"{text}\n\n{_('Открыть запись')}:\n{settings.SITE_URL}{path}"


def call(booking: Booking, kind: str, words: str, now: datetime) -> None:
    Call.objects.create(
        learner=booking.learner,
        occurrence=booking.occurrence,
        kind=kind,
        phone=booking.phone,
        words=words,
        made_at=now,
    )


def everybody(occurrence: Occurrence, kind: str, now: datetime) -> int:
    """Tell all who booked or wait; how many."""
    bookings = list(Booking.objects.live().filter(occurrence=occurrence).select_related("learner__user"))
    for booking in bookings:
        booking.occurrence = occurrence
        tell(booking, kind, now)
    return len(bookings)


def facts_of(occurrence: Occurrence) -> dict[str, str]:
    local = occurrence.local_start
    room = occurrence.room
    return {
        "workshop": occurrence.series.workshop.title,
        "day": f"{formats.date_format(local, 'j E')}, {formats.date_format(local, 'H:i')}",
        "place": f"{room.name}, {room.address}" if room else str(_("по видео")),
        "reason": occurrence.cancel_reason,
    }
