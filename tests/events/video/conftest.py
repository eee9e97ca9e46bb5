"""A date by video next Tuesday at 18:00 with its host and a learner who has a place; a server of one's own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from accounts import roles
from accounts.models import Learner, User
from events import booking
from events.models import Booking, Occurrence
from tests.events.video.prosody import Prosody
from tests.factories.events import make_date
from tests.factories.people import make_user

SECRET = "a secret of thirty-two bytes, or more"
OTHER_SECRET = "another secret of thirty-two bytes"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Evening:
    """`opens` and `closes` are the edges of the join window."""

    date: Occurrence
    host: User
    learner: Learner
    booking: Booking
    opens: datetime
    closes: datetime

    @property
    def begun(self) -> datetime:
        return self.date.starts_at + 5 * MINUTE


@pytest.fixture
def jitsi(settings: Settings) -> Prosody:
    settings.JITSI_DOMAIN, settings.JITSI_APP_ID, settings.JITSI_SECRET = "meet.example.org", "prosvet", SECRET
    return Prosody(SECRET, issuer="prosvet", tenant="meet.example.org")


@pytest.fixture
def second(jitsi: Prosody, settings: Settings) -> Prosody:
    settings.JITSI_FALLBACK = f"other:{OTHER_SECRET}@second.example.org"
    return Prosody(OTHER_SECRET, issuer="other", tenant="second.example.org")


@pytest.fixture
def evening(now: datetime, learner: Learner) -> Evening:
    return make_evening(now, learner)


def make_evening(now: datetime, learner: Learner, **fields: object) -> Evening:
    date = make_date(now, **fields)
    host = make_user("host@example.org", roles.HOSTS, name="Ирина")
    date.series.hosts.add(host)
    made = booking.book(learner, date.pk, actor=None, now=now)
    return Evening(date, host, learner, made, date.starts_at - 15 * MINUTE, date.ends_at + 30 * MINUTE)
