"""One date: move, another room or host, more or fewer places, cancel. Each is a form of its own on one page."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import booking, dates, series, words
from events.desk.access import DeskRequest, acts, changeable_date, desk
from events.desk.forms import CancelForm, HostsForm, MoveForm, PlacesForm
from events.models import Booking, Occurrence

Forms = dict[str, Form]


def forms_of(occurrence: Occurrence) -> Forms:
    return {
        "move": MoveForm(None, occurrence, auto_id="move_%s"),
        "hosts": HostsForm(auto_id="hosts_%s", initial={"hosts": list(occurrence.hosts.all())}),
        "places": PlacesForm(auto_id="places_%s", initial={"capacity": occurrence.places}),
        "cancel": CancelForm(auto_id="cancel_%s"),
    }


@desk
def change(request: DeskRequest, key: UUID) -> HttpResponse:
    return show(request, changeable_date(request, key), {})


def show(request: DeskRequest, occurrence: Occurrence, refused: Forms, status: int = 200) -> HttpResponse:
    """`refused`: the form that was sent and cannot be done, with all that was typed."""
    context = {
        "occurrence": occurrence,
        "forms": forms_of(occurrence) | refused,
        "is_frozen": occurrence.is_cancelled or occurrence.has_begun(timezone.now()),
        "people": Booking.objects.live().filter(occurrence=occurrence).count(),
        "sees_people": request.reach.dates().filter(pk=occurrence.pk).exists(),
        "plans_series": request.reach.series().filter(pk=occurrence.series_id).exists(),
    }
    return render(request, "events/desk/date.html", context, status=status)


def settle(request: DeskRequest, occurrence: Occurrence, name: str, form: Form, do: Callable[[], str]) -> HttpResponse:
    """Do it and say so; or show the page again with what was typed and why it cannot be done."""
    if not form.is_valid():
        return show(request, occurrence, {name: form}, status=400)
    try:
        messages.success(request, do())
    except (dates.DateError, series.RoomTaken) as error:
        form.add_error(None, words.of_refusal(error))
        return show(request, changeable_date(request, occurrence.pk), {name: form}, status=409)
    return redirect("desk_date", occurrence.pk)


@acts
def move(request: DeskRequest, key: UUID) -> HttpResponse:
    occurrence = changeable_date(request, key)
    form = MoveForm(request.POST, occurrence, auto_id="move_%s")

    def do() -> str:
        sent = form.cleaned_data
        venue = sent.get("venue")
        dates.move(
            key,
            form.local_start,
            timezone.now(),
            minutes=sent["minutes"],
            venue=venue if venue != occurrence.room else None,
            actor=request.user,
        )
        return _("Перенесли. Все, кто записан, узнают об этом.")

    return settle(request, occurrence, "move", form, do)


@acts
def hosts(request: DeskRequest, key: UUID) -> HttpResponse:
    form = HostsForm(request.POST, auto_id="hosts_%s")

    def do() -> str:
        dates.set_hosts(key, form.cleaned_data["hosts"], timezone.now(), actor=request.user)
        return _("Записали, кто ведёт.")

    return settle(request, changeable_date(request, key), "hosts", form, do)


@acts
def places(request: DeskRequest, key: UUID) -> HttpResponse:
    form = PlacesForm(request.POST, auto_id="places_%s")

    def do() -> str:
        too_many = booking.set_capacity(key, form.cleaned_data["capacity"], now=timezone.now(), actor=request.user)
        if not too_many:
            return _("Число мест изменили.")
        said = ngettext(
            "Число мест изменили. Записан на %(count)d человека больше: никого не убрали.",
            "Число мест изменили. Записано на %(count)d человек больше: никого не убрали.",
            too_many,
        )
        return said % {"count": too_many}

    return settle(request, changeable_date(request, key), "places", form, do)


@acts
def cancel(request: DeskRequest, key: UUID) -> HttpResponse:
    form = CancelForm(request.POST, auto_id="cancel_%s")

    def do() -> str:
        dates.cancel(key, form.cleaned_data["reason"], timezone.now(), actor=request.user)
        return _("Занятие отменили. Все, кто записан, узнают об этом.")

    return settle(request, changeable_date(request, key), "cancel", form, do)
