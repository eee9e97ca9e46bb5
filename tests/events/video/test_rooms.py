"""Another name, the second server: who is told, who goes over, what is refused."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings
from wagtail.models import ModelLogEntry

from accounts.models import Learner, Mail
from events import booking, dates
from events.models import Call, VideoRoom
from events.video import entering, health, rooms
from tests.events.video.conftest import Evening, make_evening
from tests.events.video.prosody import Prosody, Refused

pytestmark = pytest.mark.django_db


def confirm_addresses(evening: Evening) -> None:
    evening.learner.user.emailaddress_set.create(email=evening.learner.user.email, verified=True, primary=True)


def enter(evening: Evening) -> entering.Entrance:
    return entering.room_for(evening.date, evening.learner, None, evening.begun)


def test_another_name_shuts_the_old_door(jitsi: Prosody, evening: Evening) -> None:
    before = enter(evening)
    rooms.rotate(evening.date, evening.host, evening.begun)
    after = enter(evening)
    assert (before.room != after.room, before.mark != after.mark) == (True, True)
    with pytest.raises(Refused, match="room"):
        jitsi.admit(before.token, after.room, evening.begun)
    assert ModelLogEntry.objects.filter(action="events.video.rotate", user=evening.host).exists()


def test_everybody_to_the_second_server_and_told(second: Prosody, evening: Evening, guest: Learner) -> None:
    confirm_addresses(evening)
    booking.book(guest, evening.date.pk, actor=None, now=evening.opens - timedelta(days=1), phone="8 900 000-00-00")
    before = enter(evening)
    for _twice in range(2):
        rooms.switch(evening.date, to_fallback=True, actor=evening.host, now=evening.begun)
    after = enter(evening)
    assert after.server.domain == "second.example.org"
    assert second.admit(after.token, after.room, evening.begun)
    assert before.mark != after.mark
    mail = Mail.objects.get(kind="video_switched")
    assert mail.learner == evening.learner
    assert after.room not in mail.text
    assert Call.objects.filter(kind="video_switched", learner=guest).exists()
    room = VideoRoom.objects.get()
    assert (room.switched_by, room.switched_at) == (evening.host, evening.begun)
    rooms.switch(evening.date, to_fallback=False, actor=evening.host, now=evening.begun)
    assert enter(evening).server.domain == "meet.example.org"
    assert ModelLogEntry.objects.filter(action="events.video.switch").count() == 2


def test_the_queue_is_not_told(second: Prosody, now: datetime, learner: Learner, guest: Learner) -> None:
    evening = make_evening(now, learner, capacity=1)
    booking.book(guest, evening.date.pk, actor=None, now=now, may_wait=True)
    rooms.switch(evening.date, to_fallback=True, actor=evening.host, now=evening.begun)
    assert not Call.objects.filter(learner=guest, kind="video_switched").exists()


def test_nowhere_to_go(jitsi: Prosody, evening: Evening, settings: Settings, now: datetime) -> None:
    with pytest.raises(rooms.NoSecondServer):
        rooms.switch(evening.date, to_fallback=True, actor=evening.host, now=evening.begun)
    settings.JITSI_FALLBACK = "second.example.org"
    with pytest.raises(rooms.RoomIsOver):
        rooms.switch(evening.date, to_fallback=True, actor=evening.host, now=evening.closes)
    cancelled = dates.cancel(evening.date.pk, "ремонт", now)
    for change in (
        lambda: rooms.switch(cancelled, to_fallback=True, actor=evening.host, now=evening.begun),
        lambda: rooms.rotate(cancelled, evening.host, evening.begun),
    ):
        with pytest.raises(rooms.RoomIsOver):
            change()


def test_a_second_server_with_the_same_secret(jitsi: Prosody, evening: Evening, settings: Settings) -> None:
    settings.JITSI_FALLBACK = "second.example.org"
    rooms.switch(evening.date, to_fallback=True, actor=evening.host, now=evening.begun)
    entrance = enter(evening)
    assert Prosody(jitsi.key, "prosvet", "second.example.org").admit(entrance.token, entrance.room, evening.begun)


def test_when_the_server_is_down_all_meet_on_the_second_and_stay(second: Prosody, evening: Evening) -> None:
    before = enter(evening)
    for _twice in range(2):
        health.keep("meet.example.org", "no answer", evening.begun)
    assert enter(evening).server.domain == "second.example.org"
    health.keep("meet.example.org", "", evening.begun)
    after = enter(evening)
    assert (after.server.domain, after.is_on_fallback) == ("second.example.org", True)
    assert after.mark != before.mark


def test_with_both_down_nobody_is_sent_about(second: Prosody, evening: Evening) -> None:
    for _twice in range(2):
        for domain in ("meet.example.org", "second.example.org"):
            health.keep(domain, "no answer", evening.begun)
    meeting = entering.meeting_of(rooms.find(evening.date), evening.begun)
    assert (meeting.server.domain, meeting.is_down, meeting.is_on_fallback) == ("meet.example.org", True, False)
