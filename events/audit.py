"""Who changed a series or a date, and when: kept in Wagtail's log beside what editors do.

Bookings, attendance and calls name their actor themselves.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, log

from accounts.models import User

SERIES_MADE, SERIES_CHANGED, SERIES_SPLIT = "events.series.make", "events.series.change", "events.series.split"
DATE_CANCELLED, DATE_MOVED, DATE_ADDED = "events.date.cancel", "events.date.move", "events.date.add"
DATE_HOSTS, DATE_PLACES, BOOKING_CANCELLED = "events.date.hosts", "events.date.places", "events.booking.cancel"
MATERIAL_ADDED, MATERIAL_REMOVED = "events.material.add", "events.material.remove"
PLACE_TAKEN, PLACE_DECLINED = "events.booking.take", "events.booking.decline"
NOT_REACHED = "events.booking.unreached"
VIDEO_SWITCHED, VIDEO_ROTATED = "events.video.switch", "events.video.rotate"

WORDS = {
    SERIES_MADE: (_("Начать серию"), _("Серия начата")),
    SERIES_CHANGED: (_("Изменить серию"), _("Серия изменена")),
    SERIES_SPLIT: (_("Разделить серию"), _("Серия разделена")),
    DATE_CANCELLED: (_("Отменить дату"), _("Дата отменена")),
    DATE_MOVED: (_("Перенести дату"), _("Дата перенесена")),
    DATE_ADDED: (_("Добавить дату"), _("Дата добавлена")),
    DATE_HOSTS: (_("Сменить ведущих"), _("Ведущие сменились")),
    DATE_PLACES: (_("Изменить число мест"), _("Число мест изменено")),
    BOOKING_CANCELLED: (_("Отменить запись"), _("Запись отменена по просьбе человека")),
    MATERIAL_ADDED: (_("Добавить материал"), _("Материал добавлен")),
    MATERIAL_REMOVED: (_("Убрать материал"), _("Материал убран")),
    PLACE_TAKEN: (_("Отдать освободившееся место"), _("Позвали из очереди: придёт")),
    PLACE_DECLINED: (_("Отдать место следующему"), _("Позвали из очереди: не придёт")),
    NOT_REACHED: (_("Отдать место следующему"), _("Позвали из очереди: не дозвонились")),
    VIDEO_SWITCHED: (_("Перевести в другую видеокомнату"), _("Всех перевели в другую видеокомнату")),
    VIDEO_ROTATED: (_("Сменить видеокомнату"), _("Видеокомната сменилась")),
}


@hooks.register("register_log_actions")
def register(actions: LogActionRegistry) -> None:
    for name, (label, message) in WORDS.items():
        actions.register_action(name, label, message)


def note(row: models.Model, act: str, actor: User | None, **data: Any) -> None:
    """Written in the transaction of the act. Without an actor it was the portal itself, which needs no witness."""
    if actor is not None:
        log(row, act, user=actor, data=data)
