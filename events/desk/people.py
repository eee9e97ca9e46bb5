"""Somebody telephones: a place for them, a slip, «не смогу прийти»; and whom we must telephone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from events import booking, calls, offers, posters, visitors
from events.desk.access import DeskRequest, acts, desk, seen_date
from events.desk.forms import CallerForm, OutcomeForm
from events.models import Booking, Occurrence


@desk
def book(request: DeskRequest, key: UUID) -> HttpResponse:
    """The form, and what it does."""
    occurrence = seen_date(request, key)
    form = CallerForm(request.POST or None)
    if request.method != "POST":
        return show_form(request, occurrence, form)
    if not form.is_valid():
        return show_form(request, occurrence, form, status=400)
    try:
        row = visitors.book_caller(
            form.contact,
            key,
            actor=request.user,
            now=timezone.now(),
            party=form.party_size,
            may_wait=form.cleaned_data["wait"],
        )
    except booking.NoPlaces as full:
        return show_form(request, occurrence, form, status=409, position=full.position)
    except booking.BookingError as error:
        form.add_error(None, words_of(error))
        return show_form(request, occurrence, form, status=409)
    return redirect("desk_booking", row.pk)


def show_form(
    request: DeskRequest, occurrence: Occurrence, form: CallerForm, status: int = 200, position: int = 0
) -> HttpResponse:
    """`position` in the queue, when all places are taken: then the button asks for that."""
    context = {"occurrence": occurrence, "form": form, "position": position}
    return render(request, "events/desk/book.html", context, status=status)


@desk
def slip(request: DeskRequest, key: UUID) -> HttpResponse:
    """What to read out, or to print: when, where, and what to do when they cannot come."""
    row: Booking = get_object_or_404(request.reach.bookings(), pk=key)
    now = timezone.now()
    context = {
        "booking": row,
        "occurrence": row.occurrence,
        "position": booking.position(row) if row.state == "waitlisted" else 0,
        "address": posters.dictated(posters.address_of_date(row.occurrence)),
        "may_cancel": row.cancelled_at is None and not row.occurrence.has_begun(now),
        "may_return": row.cancelled_at is not None and row.can_be_returned(now),
    }
    return render(request, "events/desk/slip.html", context)


@acts
def cancel(request: DeskRequest, key: UUID) -> HttpResponse:
    row = get_object_or_404(request.reach.bookings(), pk=key)
    try:
        booking.cancel(row.pk, now=timezone.now(), actor=request.user)
        messages.success(request, _("Запись отменена. Минуту её можно вернуть."))
    except booking.BookingError as error:
        messages.error(request, words_of(error))
    return redirect("desk_booking", key)


@acts
def give_back(request: DeskRequest, key: UUID) -> HttpResponse:
    row = get_object_or_404(request.reach.bookings(), pk=key)
    try:
        booking.give_back(row.pk, now=timezone.now())
        messages.success(request, _("Запись снова в силе."))
    except booking.BookingError as error:
        messages.error(request, words_of(error))
    return redirect("desk_booking", key)


@acts
def answer(request: DeskRequest, key: UUID) -> HttpResponse:
    """A place fell free today and somebody was asked. `answer`: an `offers.Answer`; `back`: from which list."""
    row, said = get_object_or_404(request.reach.bookings(), pk=key), request.POST.get("answer", "")
    if said not in offers.Answer.values:
        raise Http404
    try:
        offers.answer(said, row.pk, now=timezone.now(), actor=request.user)
    except booking.BookingError as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, answered_words(said) % {"name": row.learner})
    return redirect("desk_calls") if request.POST.get("back") == "calls" else redirect("desk_sheet", row.occurrence_id)


def answered_words(said: str) -> str:
    if said == offers.Answer.COMES:
        return _("%(name)s придёт: место отдали.")
    if said == offers.Answer.DECLINES:
        return _("%(name)s не придёт. Место предложим следующему.")
    return _("%(name)s: не дозвонились. Место предложим следующему.")


def words_of(error: booking.BookingError) -> str:
    if isinstance(error, booking.DateCancelled):
        return _("Этого занятия не будет. Предложите другой день.")
    if isinstance(error, booking.Withdrawn):
        return _("Страницу занятия сняли с сайта: новых людей не записываем.")
    if isinstance(error, booking.TooLate):
        return _("Занятие уже началось.")
    if isinstance(error, offers.NothingKept):
        return _("Этот ответ уже отметили. Список обновился.")
    if isinstance(error, booking.NotReturnable):
        return _("Минута прошла. Запишите человека ещё раз.")
    return _("Записать можно одного человека или двоих.")


# --- whom we telephone -----------------------------------------------------------------------------------------------


@desk
def call_list(request: DeskRequest) -> HttpResponse:
    return show_calls(request)


def show_calls(
    request: DeskRequest, refused: int = 0, form: OutcomeForm | None = None, status: int = 200
) -> HttpResponse:
    """`refused`: the call whose outcome cannot be kept as it was sent, with its `form`."""
    waiting = request.reach.calls().waiting().order_by("occurrence__starts_at", "made_at")
    forms = [(one, form if one.pk == refused else OutcomeForm(auto_id=f"call_{one.pk}_%s")) for one in waiting]
    context = {"calls": forms, "offers": offers.listed(request.reach.asked(timezone.now()))}
    return render(request, "events/desk/calls.html", context, status=status)


@acts
def call_done(request: DeskRequest, key: int) -> HttpResponse:
    row = get_object_or_404(request.reach.calls(), pk=key)
    form = OutcomeForm(request.POST, auto_id=f"call_{key}_%s")
    if not form.is_valid():
        return show_calls(request, key, form, status=400)
    done = calls.done(row.pk, form.cleaned_data["outcome"], request.user, timezone.now())
    messages.success(request, _("Отмечено: %(name)s, %(outcome)s.") % {"name": row.learner, "outcome": done.outcome})
    return redirect("desk_calls")
