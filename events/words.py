"""Why a date or a series cannot be as asked, said to the person who asked."""

from django.utils import formats
from django.utils.translation import gettext as _

from events import dates, series
from events.models import Occurrence


def of_refusal(error: Exception) -> str:
    """For errors of `dates` and `series`."""
    if isinstance(error, series.SlotTaken):
        said = _("Эту консультацию оставить нельзя: её время займёт другая. %(other)s. Перенесите или отмените её.")
        return said % {"other": name_of(error.other)}
    if isinstance(error, series.RoomTaken):
        said = _("Зал в это время занят: %(other)s. Выберите другой день, час или зал.")
        return said % {"other": name_of(error.other)}
    if isinstance(error, series.NothingToSplit):
        return _("С этого дня делить нечего. Выберите другой день или всю серию.")
    if isinstance(error, dates.AlreadyThere):
        return _("На это время занятие уже есть.")
    if isinstance(error, dates.PastIsFrozen):
        return _("То, что уже началось или прошло, не меняют.")
    raise error


def name_of(occurrence: Occurrence) -> str:
    """««Телефон без спешки», 24 ноября, 18:00»."""
    local = occurrence.local_start.replace(tzinfo=None)
    day = f"{formats.date_format(local, 'j E')}, {formats.date_format(local, 'H:i')}"
    return f"«{occurrence.series.workshop}», {day}"
