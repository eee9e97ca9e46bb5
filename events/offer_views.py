"""«Приду»: whoever waits is asked on the day itself, and answers on the page of the date or of their booking."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import Request
from events import booking, offers, views
from events.models import Booking


@require_POST
def on_date(request: Request, occurrence_id: UUID) -> HttpResponse:
    return take_place(request, views.own_booking(request, occurrence_id), redirect("date", occurrence_id))


@require_POST
def by_link(request: Request, token: str) -> HttpResponse:
    return take_place(request, views.by_token(token)[0], redirect("booking", token))


def take_place(request: Request, row: Booking, back: HttpResponse) -> HttpResponse:
    try:
        offers.accept(row.pk, now=timezone.now())
    except booking.BookingError as error:
        messages.error(request, views.why(error))
    else:
        messages.success(request, _("Вы записаны. Ждём вас!"))
    return back
