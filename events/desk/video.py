"""The room as its host runs it: everybody to the second server or back, another name."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.desk.access import DeskRequest, acts, seen_date
from events.video import rooms


@acts
def switch(request: DeskRequest, key: UUID) -> HttpResponse:
    """`to`: «fallback» or «main»."""
    to_fallback = request.POST.get("to") == "fallback"
    try:
        rooms.switch(seen_date(request, key), to_fallback=to_fallback, actor=request.user, now=timezone.now())
    except rooms.RoomError as error:
        messages.error(request, words_of(error))
    else:
        place = _("в запасную комнату") if to_fallback else _("в основную комнату")
        messages.success(request, _("Перевели всех %(place)s. Кто записан, узнает об этом.") % {"place": place})
    return back(key)


@acts
def rotate(request: DeskRequest, key: UUID) -> HttpResponse:
    try:
        rooms.rotate(seen_date(request, key), request.user, timezone.now())
    except rooms.RoomError as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("Комната теперь другая. Кто записан, перейдёт в неё сам."))
    return back(key)


def words_of(error: rooms.RoomError) -> str:
    if isinstance(error, rooms.NoSecondServer):
        return _("Запасной комнаты нет. Позвоните тем, кто ждёт.")
    return _("Занятие закончилось или отменено. Комната закрыта.")


def back(key: UUID) -> HttpResponse:
    return redirect(f"{reverse('desk_sheet', args=[key])}#video")
