"""Guests with something done, bookmarks, help, consents: made through the rules."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts import bookmarks, guests, helping
from accounts.models import Helping, Learner, User


def guest_browser(guest: Learner, **options: Any) -> Client:
    """A browser whose cookie leads to `guest`."""
    client = Client(**options)
    client.cookies[guests.COOKIE] = guests.cookie_of(guest)
    return client


def browser_of(user: User) -> Client:
    """A browser in which `user` is signed in."""
    client = Client()
    client.force_login(user, backend="accounts.backends.EmailBackend")
    return client


def leads_to(client: Client) -> Learner | None:
    """Whose lessons the cookie of this browser opens."""
    cookie = client.cookies.get(guests.COOKIE)
    if cookie is None or not cookie.value:
        return None
    request = HttpRequest()
    request.COOKIES[guests.COOKIE] = cookie.value
    return guests.from_cookie(request)


def make_bookmark(learner: Learner, now: datetime | None = None) -> str:
    """Its four words, as somebody would type them."""
    return " ".join(bookmarks.make(learner, now or timezone.now()))


def make_helping(learner: Learner, helper: User, now: datetime | None = None) -> Helping:
    now = now or timezone.now()
    return helping.accept(helper, " ".join(helping.invite(learner, now)), now)
