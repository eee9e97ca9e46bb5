"""A request as our middleware hands it on."""

from django.http import HttpRequest

from accounts.models import Helping, Learner, User


class Request(HttpRequest):
    """`learner`: whose records are shown and changed. `helping`: the help given in this session.

    For type checkers only: no request is ever made of this class.
    """

    LANGUAGE_CODE: str
    learner: Learner | None
    helping: Helping | None
    guest_to_set: Learner | None
    guest_to_forget: bool


class MemberRequest(Request):
    """Somebody is signed in."""

    user: User
