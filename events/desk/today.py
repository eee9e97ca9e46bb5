"""`/desk/`: what is on today and in the coming week; the sheet of a date; ticks; a poster."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Learner
from events import attendance, booking, offers, posters, sentences, sharing, sheets, visitors, withdrawn
from events.desk.access import DeskRequest, acts, desk, seen_date
from events.desk.forms import WalkInForm
from events.models import Attendance, Occurrence
from events.querysets import OccurrenceQuerySet

WEEK = timedelta(days=7)


@desk
def today(request: DeskRequest) -> HttpResponse:
    now = timezone.localtime()
    midnight = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
    tomorrow = midnight + timedelta(days=1)
    context = {
        "reach": request.reach,
        "today": now.date(),
        "dates": listed(request, midnight, tomorrow),
        "coming": listed(request, tomorrow, tomorrow + WEEK),
        "calls": request.reach.calls().waiting().count(),
        "withdrawn": withdrawn.by_hosts(request.reach.dates(), now),
        "asked": request.reach.asked(now).count(),
    }
    return render(request, "events/desk/today.html", context)


def listed(request: DeskRequest, start: datetime, end: datetime) -> OccurrenceQuerySet:
    return request.reach.dates().between(start, end).with_people().order_by("starts_at", "slot", "pk")


@desk
def sheet(request: DeskRequest, key: UUID) -> HttpResponse:
    return show_sheet(request, seen_date(request, key), WalkInForm())


def show_sheet(request: DeskRequest, occurrence: Occurrence, form: WalkInForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "occurrence": occurrence,
        "sheet": sharing.with_lessons(sheets.of_date(occurrence), occurrence),
        "offers": offers.listed(request.reach.asked(now).filter(occurrence=occurrence)),
        "left": booking.places_left(occurrence),
        "form": form,
        "has_come": occurrence.day_has_come(now) and not occurrence.is_cancelled,
        "is_open": not occurrence.is_cancelled and not occurrence.has_begun(now),
    }
    return render(request, "events/desk/sheet.html", context, status=status)


@acts
def tick(request: DeskRequest, key: UUID) -> HttpResponse:
    """`learner`: the key of whoever is tapped; `came`: 1 they are here, 0 it was a mistake."""
    occurrence = seen_date(request, key)
    row = next((one for one in everybody(occurrence) if str(one.key) == request.POST.get("learner")), None)
    if row is None:
        raise Http404
    try:
        if request.POST.get("came") == "1":
            attendance.attend(row, occurrence, Attendance.How.HOST, request.user, timezone.now())
        else:
            attendance.take_back(row, occurrence, request.user, timezone.now())
    except attendance.AttendanceError as error:
        messages.error(request, words_of(error))
    return redirect(f"{reverse('desk_sheet', args=[key])}#person-{row.key}")


def everybody(occurrence: Occurrence) -> list[Learner]:
    sheet = sheets.of_date(occurrence)
    return [row.learner for row in [*sheet.expected, *sheet.waiting]]


@acts
def add_walk_in(request: DeskRequest, key: UUID) -> HttpResponse:
    occurrence = seen_date(request, key)
    form = WalkInForm(request.POST)
    if not form.is_valid():
        return show_sheet(request, occurrence, form, status=400)
    try:
        row = visitors.walk_in(form.cleaned_data["name"], occurrence, request.user, timezone.now())
    except attendance.AttendanceError as error:
        form.add_error("name", words_of(error))
        return show_sheet(request, occurrence, form, status=409)
    messages.success(request, _("%(name)s теперь в списке.") % {"name": row.learner})
    return redirect(f"{reverse('desk_sheet', args=[key])}#person-{row.learner.key}")


def words_of(error: attendance.AttendanceError) -> str:
    if isinstance(error, attendance.NotItsDay):
        return _("Отмечать можно в день занятия.")
    return _("Этого занятия не будет: отмечать некого.")


@desk
def poster(request: DeskRequest, key: UUID) -> HttpResponse:
    occurrence = seen_date(request, key)
    address = posters.address_of_workshop(occurrence)
    context = {
        "occurrence": occurrence,
        "sentence": sentences.of_series(occurrence.series),
        "code": posters.code(address),
        "address": posters.dictated(address),
    }
    return render(request, "events/desk/poster.html", context)
