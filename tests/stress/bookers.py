"""What each of the processes of `test_bookings` does: `python -m tests.stress.bookers http|unlocked AT …`.

All begin at the moment AT (seconds since 1970), and print what came of it as JSON: how often each outcome was met.
"""

import http.client
import json
import secrets
import sys
import time
import urllib.parse
from collections import Counter


def over_http(at: str, port: str, path: str, *names: str) -> Counter[str]:
    """Each name is a newcomer who sends the form. The outcome is the status."""
    outcomes: Counter[str] = Counter()
    wait_for(at)
    for name in names:
        # Cookie and field match, as Django makes them; by it the portal knows one browser from another.
        secret = secrets.token_hex(16)
        form = {"csrfmiddlewaretoken": secret, "name": name, "phone": "8 000 000-00-00", "agrees": "on", "wait": "on"}
        headers = {"Cookie": f"csrftoken={secret}", "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=120)
        connection.request("POST", path, urllib.parse.urlencode(form), headers)
        outcomes[str(connection.getresponse().status)] += 1
        connection.close()
    return outcomes


def without_lock(at: str, occurrence: str, *learners: str) -> Counter[str]:
    """The rule with its lock taken off, and a moment between counting and selling: only the constraints say no."""
    from uuid import UUID

    import django

    django.setup()
    from django.db import IntegrityError, connection
    from django.utils import timezone

    from accounts.models import Learner
    from events import booking
    from events.models import Occurrence, Seat

    sell = Seat.objects.bulk_create

    def slowly(seats: list[Seat]) -> list[Seat]:
        time.sleep(0.01)
        return sell(seats)

    Seat.objects.bulk_create = slowly
    booking.lock = lambda key: Occurrence.objects.select_related("series__workshop", "series__venue").get(pk=key)
    # On SQLite the lock is the IMMEDIATE transaction itself.
    book = booking.book.__wrapped__ if connection.vendor == "sqlite" else booking.book
    outcomes: Counter[str] = Counter()
    people = list(Learner.objects.filter(pk__in=learners))
    wait_for(at)
    for learner in people:
        try:
            outcomes[book(learner, UUID(occurrence), actor=None, now=timezone.now(), may_wait=True).state] += 1
        except IntegrityError:
            outcomes["conflict"] += 1
        except booking.NoPlaces:
            outcomes["refused"] += 1
    return outcomes


def wait_for(at: str) -> None:
    time.sleep(max(0.0, float(at) - time.time()))


if __name__ == "__main__":
    kind, *arguments = sys.argv[1:]
    print(json.dumps({"http": over_http, "unlocked": without_lock}[kind](*arguments)))  # noqa: T201
