"""Reminders, off and on: by the link of a letter without signing in, and on one's own page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import dead_addresses, guests, mail
from accounts.models import Learner
from accounts.requests import Request
from accounts.views.own import own
from events import reminders, tokens
from events.forms import RemindersForm
from events.models import Booking
from events.reminders import Choice

ONE_CLICK = "List-Unsubscribe"


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """GET shows one button; POST ends the reminders of whoever got the letter, or with `again` brings them back.

    The token is the proof: mail programs post here by themselves, without cookies, and follow no redirect (RFC 8058).
    """
    try:
        learner = reminders.learner_of(token)
    except tokens.NoSuchLink as error:
        raise Http404 from error
    if request.method == "POST":
        wants = "again" in request.POST
        reminders.choose(learner, Choice(wants, wants), timezone.now())
        if ONE_CLICK in request.POST:
            return HttpResponse(status=200)
        return redirect("unsubscribe", token)
    return render(request, "events/unsubscribe.html", {"is_off": reminders.choice_of(learner).is_off})


@own
def my_reminders(request: Request) -> HttpResponse:
    """Which of the two, with the address where they go."""
    learner = guests.own_learner(request)
    if request.method == "POST" and learner is not None:
        form = RemindersForm(request.POST)
        if form.is_valid():
            reminders.choose(learner, form.choice, timezone.now())
            messages.success(request, _("Запомнили."))
            return redirect("my_reminders")
    choice = reminders.choice_of(learner)
    context = {
        "own": learner,
        "form": RemindersForm(initial=choice._asdict()),
        "address": address_of(learner),
        "dead": dead_addresses.of(learner) if learner else None,
    }
    return render(request, "events/reminders.html", context)


def address_of(learner: Learner | None) -> str | None:
    """Where the reminders go; for a guest the address that they confirmed last."""
    if learner is None:
        return None
    confirmed = Booking.objects.filter(learner=learner, email_confirmed_at__isnull=False).exclude(email="")
    last = confirmed.order_by("-email_confirmed_at").values_list("email", flat=True).first()
    return mail.address_of(learner) or last
