"""`request.learner`: whose records are shown and changed. `request.user` is who acts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts import guests, helping
from accounts.models import Learner


class LearnerMiddleware:
    """The learner being helped, else the signed-in person's own, else the guest of this device, else None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.learner = find_learner(request)
        response = self.get_response(request)
        guests.write_cookie(request, response)
        return response


def find_learner(request: HttpRequest) -> Learner | None:
    if request.user.is_authenticated:
        return helping.learner_in_session(request) or request.user.learner
    return guests.from_cookie(request)
