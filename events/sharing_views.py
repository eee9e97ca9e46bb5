"""«Показать ведущему мой урок», and taking it back: on the page of a date, and on that of a guest's booking."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Learner
from accounts.requests import Request
from events import sharing, views
from events.models import Occurrence


@require_POST
def on_date(request: Request, occurrence_id: UUID) -> HttpResponse:
    """Of whoever has a booking there."""
    booking = views.own_booking(request, occurrence_id)
    return settle(request, booking.learner, views.find(occurrence_id), redirect("date", occurrence_id))


@require_POST
def by_link(request: Request, token: str) -> HttpResponse:
    booking, _key = views.by_token(token)
    occurrence = Occurrence.objects.for_lists().get(pk=booking.occurrence_id)
    return settle(request, booking.learner, occurrence, redirect("booking", token))


def settle(request: Request, learner: Learner, occurrence: Occurrence, back: HttpResponse) -> HttpResponse:
    """`shown`: 1 or 0."""
    shared, now = sharing.of(occurrence, learner), timezone.now()
    if shared is None:
        raise Http404
    if request.POST.get("shown") == "1":
        sharing.show(learner, shared.course, now)
        messages.success(request, _("Теперь ведущий видит номер вашего урока."))
    else:
        sharing.hide(learner, shared.course, now)
        messages.success(request, _("Ведущий больше не видит ваш урок."))
    return back
