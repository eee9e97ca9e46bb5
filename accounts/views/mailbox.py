"""One's own mailbox: do our letters arrive there?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import dead_addresses, guests
from accounts.requests import Request
from accounts.views.own import own, posts


@posts(back="my")
@own
def works(request: Request) -> HttpResponse:
    """«Почта снова работает»."""
    learner = guests.own_learner(request)
    dead = dead_addresses.of(learner) if learner else None
    if dead is not None:
        dead_addresses.revive(dead.address, timezone.now())
        messages.success(request, _("Хорошо. Снова пишем на эту почту."))
    return redirect("my")
