"""Dates as people see them, and what they do about them: book, cancel, take back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Learner, User
from accounts.requests import Request
from events import booking as rules
from events import (
    guest_booking,
    looking_back,
    markup,
    offers,
    rights,
    sharing,
    standing,
    tokens,
    whole_series,
    workshops,
)
from events import lines as listing
from events.forms import BookForm
from events.looking_back import LookingBack
from events.models import Booking, Occurrence, WorkshopPage
from events.standing import DateStanding
from events.whole_series import Outcome

SHOWN_ON_A_WORKSHOP = 12


def actor_of(request: Request) -> User | None:
    return request.user if request.user.is_authenticated else None


def find(occurrence_id: UUID) -> Occurrence:
    """A date that everybody may see. Raises Http404."""
    dates = Occurrence.objects.for_lists().with_places_left()
    hidden = workshops.private_keys(get_language() or "ru")
    return get_object_or_404(dates.exclude(series__workshop__in=hidden), pk=occurrence_id)


def line_of(occurrence: Occurrence) -> listing.Line:
    return listing.line(occurrence, workshops.published(get_language() or "ru").get(occurrence.series.workshop_id))


# --- seeing ----------------------------------------------------------------------------------------------------------


def workshop_context(page: WorkshopPage, request: Request) -> dict[str, Any]:
    """`dates` are the next ones; `lessons` and `course` what to read before or after."""
    now, language = timezone.now(), page.locale.language_code
    dates = listing.public(now, language).filter(series__workshop=page.translation_key)[:SHOWN_ON_A_WORKSHOP]
    found = listing.fold(listing.lines(dates, request.learner, language))
    return {
        "dates": found,
        "course": page.course if page.course and page.course.live else None,
        "lessons": [lesson for lesson in page.lessons.all() if lesson.live],
        "json_ld": markup.events(found),
    }


@require_safe
def date(request: Request, occurrence_id: UUID) -> HttpResponse:
    return date_page(request, find(occurrence_id))


def date_page(
    request: Request, occurrence: Occurrence, form: BookForm | None = None, position: int = 0
) -> HttpResponse:
    """`form` was refused; with `position` because there is no place, and the queue is offered instead."""
    now = timezone.now()
    mine = standing.of_date(occurrence, request.learner, now)
    line = line_of(occurrence)
    context = {
        "line": line,
        "mine": mine,
        "hosts": hosts_of(occurrence),
        "form": form or (BookForm(None, mine, request.learner) if mine.may_book else None),
        "position": position or (mine.position if mine.must_wait else 0),
        "manage": manage_token(mine, request.learner),
        "shared": sharing.of(occurrence, request.learner) if mine.is_mine else None,
        "after": looking_back_at(request, occurrence, request.learner),
        "json_ld": markup.event(line),
    }
    status = 200 if form is None else 409 if position else 400
    return with_films(TemplateResponse(request, "events/date.html", context, status=status))


def looking_back_at(request: Request, occurrence: Occurrence, learner: Learner | None) -> LookingBack:
    """Whose the date is to run sees all that is kept of it; asked once it has begun: most visits come before."""
    now = timezone.now()
    sees_all = occurrence.has_begun(now) and rights.sees_people_of(request.user, occurrence)
    return looking_back.at(occurrence, learner, now, sees_all=sees_all)


def with_films(response: TemplateResponse) -> TemplateResponse:
    """Recordings at providers play in place; nothing is asked of a provider before a click."""
    after = (response.context_data or {})["after"]
    if after.frame_origins:
        response._csp_update = {"frame-src": after.frame_origins}  # type: ignore[attr-defined]  # django-csp's door
    return response


def manage_token(mine: DateStanding, learner: Learner | None) -> str:
    """What leads a guest back to their booking; a registered person finds it on their own page."""
    if mine.booking is None or not mine.is_mine or learner is None or not learner.is_guest:
        return ""
    return tokens.of(mine.booking)


def hosts_of(occurrence: Occurrence) -> list[User]:
    return list(occurrence.hosts.all()) or list(occurrence.series.hosts.all())


# --- booking a date --------------------------------------------------------------------------------------------------


@require_POST
def book(request: Request, occurrence_id: UUID) -> HttpResponse:
    occurrence, now = find(occurrence_id), timezone.now()
    form = BookForm(request.POST, DateStanding(occurrence, now), request.learner)
    if not form.is_valid():
        return date_page(request, occurrence, form)
    learner = guest_booking.ensure(request, form.cleaned_data["once"])
    guest_booking.introduce(learner, form.contact, now)
    asked: dict[str, Any] = {
        "actor": actor_of(request),
        "now": now,
        "party": form.party_size,
        "email": form.contact.email,
        "phone": form.contact.phone,
    }
    try:
        if form.cleaned_data["all"]:
            booked_all = whole_series.book(learner, occurrence_id, **asked)
            agree(form, learner, occurrence)
            return say_all(request, booked_all, occurrence)
        made = rules.book(learner, occurrence_id, may_wait=form.cleaned_data["wait"], **asked)
    except rules.NoPlaces as error:
        return date_page(request, occurrence, form, position=error.position)
    except (rules.BookingError, whole_series.OneAtATime) as error:
        messages.error(request, why(error))
        return redirect("date", occurrence_id)
    agree(form, learner, occurrence)
    return say_booked(request, made)


def agree(form: BookForm, learner: Learner, occurrence: Occurrence) -> None:
    shared = sharing.of(occurrence, learner) if form.cleaned_data.get("shows_lesson") else None
    if shared is not None:
        sharing.show(learner, shared.course, timezone.now())


def say_booked(request: Request, made: Booking) -> HttpResponse:
    if made.state == "waitlisted":
        told = _("Вы в очереди под номером %(number)d. Если место освободится, мы скажем.")
        messages.success(request, told % {"number": rules.position(made)})
    else:
        messages.success(request, _("Вы записаны. Ждём вас!"))
    return back_to(made)


def say_all(request: Request, outcome: Outcome, occurrence: Occurrence) -> HttpResponse:
    booked, full = len(outcome.booked), len(outcome.full)
    told = ngettext("Вы записаны на %(count)d занятие.", "Вы записаны на %(count)d занятий.", booked)
    messages.success(request, told % {"count": booked})
    if full:
        told = ngettext("Ещё на %(count)d занятии мест нет.", "Ещё на %(count)d занятиях мест нет.", full)
        messages.warning(request, told % {"count": full})
        return redirect("date", occurrence.pk)
    return redirect("my")


def back_to(booking: Booking) -> HttpResponse:
    """To the page from which the booking is managed: the date, or for a guest the page of their own link."""
    if booking.learner.is_guest:
        return redirect("booking", tokens.of(booking))
    return redirect("date", booking.occurrence_id)


def why(error: Exception) -> str:
    told: dict[type[Exception], str] = {
        rules.DateCancelled: _("Этого занятия не будет. Выберите другой день."),
        rules.TooLate: _("Занятие уже началось. Запись закрыта."),
        rules.Withdrawn: _("Новых записей больше нет. Выберите другое занятие."),
        rules.WrongParty: _("Можно прийти одному или вдвоём."),
        rules.NotReturnable: _("Минута прошла, место отдали дальше. Можно записаться снова."),
        offers.NothingKept: _("Это место уже отдали следующему."),
        whole_series.OneAtATime: _("На личную консультацию записываются по одному разу."),
    }
    return told.get(type(error), _("Записать не получилось. Попробуйте ещё раз."))


@require_POST
def cancel(request: Request, occurrence_id: UUID) -> HttpResponse:
    return give_up(request, own_booking(request, occurrence_id))


@require_POST
def give_back(request: Request, occurrence_id: UUID) -> HttpResponse:
    return take_back(request, own_booking(request, occurrence_id))


def own_booking(request: Request, occurrence_id: UUID) -> Booking:
    """Of the learner of this request and no other. Raises Http404."""
    booking = standing.latest(find(occurrence_id), request.learner)
    if booking is None:
        raise Http404
    return booking


def give_up(request: Request, booking: Booking, token: str = "") -> HttpResponse:
    try:
        rules.cancel(booking.pk, now=timezone.now())
    except rules.TooLate as error:
        messages.error(request, why(error))
    else:
        messages.success(request, _("Запись отменена. Передумали? Минуту её можно вернуть."))
    return redirect("booking", token) if token else redirect("date", booking.occurrence_id)


def take_back(request: Request, booking: Booking, token: str = "") -> HttpResponse:
    try:
        rules.give_back(booking.pk, now=timezone.now())
    except rules.BookingError as error:
        messages.error(request, why(error))
    else:
        messages.success(request, _("Вернули. Вы снова записаны."))
    return redirect("booking", token) if token else redirect("date", booking.occurrence_id)


# --- a booking by its link -------------------------------------------------------------------------------------------


def by_token(token: str) -> tuple[Booking, tokens.Key]:
    """Raises Http404."""
    try:
        key = tokens.read(token)
    except tokens.NoSuchLink as error:
        raise Http404 from error
    return get_object_or_404(Booking.objects.select_related("learner__user"), pk=key.booking_id), key


@require_safe
@never_cache
def booking(request: Request, token: str) -> HttpResponse:
    """The slip: when, where, its number, and what can be done about it. Opens for whoever has the link."""
    made, key = by_token(token)
    occurrence = listing.everything().get(pk=made.occurrence_id)
    context = {
        "line": line_of(occurrence),
        "mine": standing.of_booking(occurrence, made, timezone.now()),
        "token": token,
        "shared": sharing.of(occurrence, made.learner) if made.cancelled_at is None else None,
        "after": looking_back_at(request, occurrence, made.learner),
        "asks_address": key.came_by_mail and made.email and made.email_confirmed_at is None,
    }
    return with_films(TemplateResponse(request, "events/booking.html", context))


@require_POST
def cancel_by_link(request: Request, token: str) -> HttpResponse:
    return give_up(request, by_token(token)[0], token)


@require_POST
def give_back_by_link(request: Request, token: str) -> HttpResponse:
    return take_back(request, by_token(token)[0], token)


@require_POST
def confirm_address(request: Request, token: str) -> HttpResponse:
    """«Это моя почта»: only from the link that the letter brought."""
    made, key = by_token(token)
    if not key.came_by_mail:
        raise Http404
    guest_booking.confirm_address(made.pk, timezone.now())
    messages.success(request, _("Спасибо. Теперь мы напишем, если что-то изменится."))
    return redirect("booking", token)
