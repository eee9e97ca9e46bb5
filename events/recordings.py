"""Below a date that has been: its files, and the mark of whoever watched the recording."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import guests
from accounts.models import Learner
from accounts.requests import Request
from content import media
from events import looking_back, views
from events.models import Booking, Occurrence

# The page of a booking is reached by its link alone; files named there carry the link's token along.
BY = "by"


@require_safe
def material(request: Request, occurrence_id: UUID, key: int) -> HttpResponseBase:
    """A file, for those it is meant for; for everybody else it is not there."""
    occurrence = views.find(occurrence_id)
    learner = views.by_token(request.GET[BY])[0].learner if BY in request.GET else request.learner
    seen = views.looking_back_at(request, occurrence, learner).items
    found = next((item.material for item in seen if item.material.pk == key and item.material.file), None)
    if found is None:
        raise Http404
    return media.hand_over(request, str(found.file))


@require_POST
def watched(request: Request, occurrence_id: UUID) -> HttpResponse:
    occurrence = views.find(occurrence_id)
    learner = guests.ensure(request)
    return mark(request, learner, occurrence, redirect("date", occurrence.pk))


@require_POST
def not_watched(request: Request, occurrence_id: UUID) -> HttpResponse:
    occurrence = views.find(occurrence_id)
    if request.learner is not None:
        looking_back.take_back(request.learner, occurrence, views.actor_of(request), timezone.now())
    messages.success(request, _("Вернули. Отметки больше нет."))
    return redirect("date", occurrence.pk)


@require_POST
def watched_by_link(request: Request, token: str) -> HttpResponse:
    made, _key = views.by_token(token)
    return mark(request, made.learner, occurrence_of(made), redirect("booking", token))


@require_POST
def not_watched_by_link(request: Request, token: str) -> HttpResponse:
    made, _key = views.by_token(token)
    looking_back.take_back(made.learner, occurrence_of(made), views.actor_of(request), timezone.now())
    messages.success(request, _("Вернули. Отметки больше нет."))
    return redirect("booking", token)


def occurrence_of(made: Booking) -> Occurrence:
    return get_object_or_404(Occurrence.objects.for_lists(), pk=made.occurrence_id)


def mark(request: Request, learner: Learner, occurrence: Occurrence, there: HttpResponse) -> HttpResponse:
    try:
        looking_back.make_up(learner, occurrence, views.actor_of(request), timezone.now())
    except looking_back.NothingToMakeUp:
        messages.error(request, _("Это занятие отметить нельзя: у него нет записи для вас."))
    else:
        messages.success(request, _("Отметили: вы посмотрели запись. Она засчитана как занятие."))
    return there
