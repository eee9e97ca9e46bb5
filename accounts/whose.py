"""«Это ваши занятия?»: asked when the lessons of a guest and the person who has just come may belong together."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode

from accounts import guests, personal_data
from accounts.models import Learner, User
from accounts.requests import Request

SESSION_KEY = "returned_learner"


class SomebodyElses(Exception):
    """The bookmark belongs to another registered person: two people's records are never put together."""


class StillHelping(Exception):
    """A helper acts beside somebody else just now: one's own lessons are looked for afterwards."""


@dataclass(frozen=True)
class Question:
    """Is `guest` the same person as `learner`? `on_device`: the guest learned here, else a bookmark led to them."""

    guest: Learner
    learner: Learner
    on_device: bool


def address(next_url: str) -> str:
    return f"{reverse('whose_lessons')}?{urlencode({'next': next_url})}"


def question(request: Request) -> Question | None:
    """What must be asked now; None when there is nothing to ask about. Reads only."""
    returned, here = returned_learner(request), guest_with_lessons(request)
    if isinstance(request.user, User):
        mine = request.user.learner
        if returned is not None and returned.is_guest:
            return Question(returned, mine, on_device=False)
        return Question(here, mine, on_device=True) if here else None
    if returned is None or here is None or returned == here:
        return None
    return Question(here, returned, on_device=True)


def guest_with_lessons(request: Request) -> Learner | None:
    """Who learned on this device without an account, if anything would be missed."""
    here = None if guests.is_forgotten(request) else guests.from_cookie(request)
    return here if here is not None and here.is_guest and personal_data.summary(here) else None


def returned_learner(request: Request) -> Learner | None:
    """Whom a bookmark in this session led to, while the question about it is open."""
    key = request.session.get(SESSION_KEY)
    learner = Learner.objects.select_related("user", "merged_into__user").filter(key=key).first() if key else None
    return (learner.merged_into or learner) if learner else None


def come_back(request: Request, learner: Learner) -> bool:
    """A bookmark led to `learner`. True when they are here now, False when `question` must be asked first.

    Raises SomebodyElses, StillHelping.
    """
    if request.helping is not None:
        raise StillHelping
    if isinstance(request.user, User):
        if learner == request.user.learner:
            return True
        if not learner.is_guest:
            raise SomebodyElses
        request.session[SESSION_KEY] = str(learner.key)
        return False
    request.session[SESSION_KEY] = str(learner.key)
    if question(request) is not None:
        return False
    settle(request, learner)
    return True


def say_yes(request: Request, asked: Question, now: datetime) -> None:
    """One person: everything is put together, nothing is lost."""
    personal_data.merge(asked.guest, asked.learner, now)
    settle(request, asked.learner)


def say_no(request: Request, asked: Question) -> None:
    """Two people: nothing moves. A guest who learned on this device must bring their bookmark to go on."""
    if asked.on_device or not request.user.is_authenticated:
        settle(request, asked.learner)
    else:
        request.session.pop(SESSION_KEY, None)


def settle(request: Request, learner: Learner) -> None:
    """The question is answered: the device leads to `learner`, or, where somebody is signed in, to nobody."""
    request.session.pop(SESSION_KEY, None)
    if request.user.is_authenticated:
        guests.forget(request)
    else:
        guests.remember(request, learner)
        request.learner = learner
