"""How often somebody may guess, or have us write to an address that nobody has confirmed. The limits are named in
settings.ACCOUNT_RATE_LIMITS; allauth counts.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

APP = "allauth.account"


class TooManyTries(Exception):
    """Not now. `minutes` (one or more) until the next try is allowed."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


@contextmanager
def wrong_guesses(request: HttpRequest, action: str, guess: type[Exception]) -> Iterator[None]:
    """Count what happens inside only when it raises `guess`: a whole class may return through one address of a library,
    and slips of the pen are not guesses. Raises TooManyTries.

    The try is counted before it is made and given back after, so that many at once are not cheaper than one by one.
    """
    usage = ratelimit.consume(request, app=APP, action=action)
    if usage is None:
        raise TooManyTries(minutes_left(request, action))
    try:
        yield
    except guess:
        raise
    except Exception:
        usage.rollback()
        raise
    else:
        usage.rollback()


def count(request: HttpRequest, action: str) -> None:
    """One more. Raises TooManyTries."""
    if ratelimit.consume(request, app=APP, action=action) is None:
        raise TooManyTries(minutes_left(request, action))


def minutes_left(request: HttpRequest, action: str) -> int:
    """How long until the oldest counted try of a full limit is forgotten."""
    seconds = 0.0
    for rate in ratelimit.get_rates(app=APP, action=action):
        tries = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate), [])
        if len(tries) >= rate.amount:
            seconds = max(seconds, tries[-1] + rate.duration - time.time())
    return max(1, math.ceil(seconds / 60))
