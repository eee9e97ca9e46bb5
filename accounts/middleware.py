"""`request.learner`: whose records are shown and changed. `request.user` is who acts."""

from collections.abc import Callable

from django.http import HttpResponse

from accounts import guests, helping
from accounts.models import Helping, Learner
from accounts.requests import Request


class LearnerMiddleware:
    """The learner being helped, else the signed-in person's own, else the guest of this device, else None.

    `request.helping` is the help given in this session, if any.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.helping = helping.of_session(request)
        request.learner = find_learner(request, request.helping)
        response = self.get_response(request)
        guests.write_cookie(request, response)
        return response


def find_learner(request: Request, given: Helping | None) -> Learner | None:
    if given is not None:
        return given.learner
    if request.user.is_authenticated:
        return request.user.learner
    return guests.from_cookie(request)
