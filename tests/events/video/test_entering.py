"""Who enters the room of a date, and when; what their token opens at the video server, and what it does not."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import Learner
from events import booking, dates
from events.models import VideoRoom
from events.models.series import Place
from events.video import entering, rooms, servers
from events.video.entering import room_for
from tests.events.video.conftest import MINUTE, Evening, make_evening
from tests.events.video.prosody import Prosody, Refused, pack, rewrite
from tests.factories.events import make_dates, make_venue
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_a_learner_enters_as_a_member(jitsi: Prosody, evening: Evening) -> None:
    entrance = room_for(evening.date, evening.learner, evening.learner.user, evening.begun)
    user = jitsi.admit(entrance.token, entrance.room, evening.begun)
    assert (user["name"], user["moderator"], user["affiliation"]) == ("Нина Петровна", "false", "member")
    assert user["email"] == user["avatar"] == ""
    assert str(evening.learner.key) not in str(user)


def test_the_host_enters_as_owner(jitsi: Prosody, evening: Evening) -> None:
    entrance = room_for(evening.date, None, evening.host, evening.begun)
    _header, claims = jitsi.read(entrance.token)
    assert set(claims) == {"iss", "aud", "sub", "room", "nbf", "exp", "context"}
    assert claims["context"]["features"]["recording"] == "true"
    user = jitsi.admit(entrance.token, entrance.room, evening.begun)
    assert (user["moderator"], user["affiliation"]) == ("true", "owner")


def test_a_token_opens_one_room_in_its_window(jitsi: Prosody, evening: Evening, learner: Learner) -> None:
    entrance = room_for(evening.date, learner, None, evening.begun)
    other = rooms.ensure(make_dates(evening.opens)[2], evening.opens).name
    for room, at, why in (
        (other, evening.begun, "room"),
        (entrance.room.upper(), evening.begun, "room"),
        ("*", evening.begun, "room"),
        (entrance.room, evening.opens - timedelta(seconds=1), "nbf"),
        (entrance.room, evening.closes, "exp"),
    ):
        with pytest.raises(Refused, match=why):
            jitsi.admit(entrance.token, room, at)
    assert jitsi.admit(entrance.token, entrance.room, evening.opens)
    assert jitsi.admit(entrance.token, entrance.room, evening.closes - timedelta(seconds=1))


def test_an_altered_token_opens_nothing(jitsi: Prosody, second: Prosody, evening: Evening) -> None:
    entrance = room_for(evening.date, evening.learner, None, evening.begun)
    _header, claims = jitsi.read(entrance.token)
    owner = claims["context"] | {"user": claims["context"]["user"] | {"moderator": "true"}}
    nameless = pack(b'{"typ":"JWT","alg":"none"}')
    unsigned = f"{nameless}.{entrance.token.split('.')[1]}."
    for token in (
        rewrite(entrance.token, {}, context=owner),
        rewrite(entrance.token, {}, room="*"),
        rewrite(entrance.token, {}, exp=claims["exp"] + 3600),
        rewrite(entrance.token, {"alg": "none"}),
        unsigned,
        entrance.token[:-2],
        entrance.token.rpartition(".")[0],
        "",
    ):
        with pytest.raises(Refused):
            jitsi.admit(token, entrance.room, evening.begun)
    with pytest.raises(Refused):
        second.admit(entrance.token, entrance.room, evening.begun)


def test_every_click_has_its_token_and_all_have_one_room(jitsi: Prosody, evening: Evening, guest: Learner) -> None:
    booking.book(guest, evening.date.pk, actor=None, now=evening.opens - timedelta(hours=1))
    made = [room_for(evening.date, one, None, evening.begun) for one in (evening.learner, guest)]
    made.append(room_for(evening.date, None, evening.host, evening.begun))
    assert len({one.room for one in made}) == 1
    assert len({one.person.key for one in made}) == 3
    assert len({one.token for one in made}) == 3
    assert VideoRoom.objects.get().name == made[0].room


def test_names_of_rooms_are_plain_and_cannot_be_guessed(evening: Evening) -> None:
    names = {rooms.new_name() for _ in range(50)}
    assert len(names) == 50
    assert all(name.isascii() and name == name.lower() and len(name) >= 40 for name in names)
    assert str(evening.date.pk.hex) not in rooms.ensure(evening.date, evening.opens).name


def test_a_tenant_of_jaas(evening: Evening, settings: Settings, tmp_path: Path) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path / "key.pem"
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    tenant = "vpaas-magic-cookie-1fc542a3"
    settings.JITSI_DOMAIN, settings.JITSI_APP_ID = "8x8.vc", tenant
    settings.JITSI_KEY_ID, settings.JITSI_KEY_FILE = f"{tenant}/4f4910", str(path)
    eight = Prosody(private.public_key(), issuer="chat", tenant=tenant, key_id=f"{tenant}/4f4910")
    entrance = room_for(evening.date, evening.learner, None, evening.begun)
    assert eight.admit(entrance.token, entrance.room, evening.begun)["moderator"] == "false"
    assert entrance.server.script_url == f"https://8x8.vc/{tenant}/external_api.js"
    assert entrance.server.name_of(entrance.room) == f"{tenant}/{entrance.room}"
    longest = entrance.server.address_of(entrance.room, entrance.token, "ru")
    assert longest.startswith(f"https://8x8.vc/{tenant}/{entrance.room}?jwt=ey")
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    with pytest.raises(Refused):
        Prosody(other, "chat", tenant, f"{tenant}/4f4910").admit(entrance.token, entrance.room, evening.begun)


# --- who, and when ---------------------------------------------------------------------------------------------------


def test_the_window_is_from_15_minutes_before_to_30_after(jitsi: Prosody, evening: Evening) -> None:
    for at, error in (
        (evening.opens - timedelta(seconds=1), entering.TooEarly),
        (evening.closes, entering.TooLate),
    ):
        with pytest.raises(error):
            room_for(evening.date, evening.learner, None, at)
    for at in (evening.opens, evening.closes - timedelta(seconds=1)):
        assert room_for(evening.date, evening.learner, None, at).token
    with pytest.raises(entering.TooEarly) as early:
        room_for(evening.date, None, evening.host, evening.opens - timedelta(hours=5))
    assert early.value.opens_at == evening.opens


def test_others_stay_outside(jitsi: Prosody, evening: Evening, guest: Learner, now: datetime) -> None:
    stranger = make_user("stranger@example.org")
    elsewhere = make_dates(now)[1]
    elsewhere.series.hosts.add(stranger)
    booking.book(guest, elsewhere.pk, actor=None, now=now)
    for learner, user in ((None, None), (guest, None), (stranger.learner, stranger), (None, stranger)):
        with pytest.raises(entering.NotBooked):
            room_for(evening.date, learner, user, evening.begun)
    assert not VideoRoom.objects.exists()


def test_who_cancelled_or_waits_stays_outside(jitsi: Prosody, now: datetime, learner: Learner, guest: Learner) -> None:
    evening = make_evening(now, learner, capacity=1)
    booking.book(guest, evening.date.pk, actor=None, now=now, may_wait=True)
    with pytest.raises(entering.StillWaiting):
        room_for(evening.date, guest, None, evening.begun)
    booking.cancel(evening.booking.pk, now=now)
    with pytest.raises(entering.NotBooked):
        room_for(evening.date, learner, None, evening.begun)


def test_a_host_of_this_date_only(jitsi: Prosody, evening: Evening, now: datetime) -> None:
    """Somebody else hosts this once: the host of the series has no part in it."""
    other = make_user("other@example.org", name="Пётр")
    dates.set_hosts(evening.date.pk, [other], now)
    assert room_for(evening.date, None, other, evening.begun).person.is_host
    with pytest.raises(entering.NotBooked):
        room_for(evening.date, None, evening.host, evening.begun)


def test_a_helper_enters_as_the_learner(jitsi: Prosody, evening: Evening) -> None:
    helper = make_user("helper@example.org", name="Ольга")
    person = room_for(evening.date, evening.learner, helper, evening.begun).person
    assert (person.name, person.is_host) == ("Нина Петровна", False)


def test_a_date_that_fell_away_or_has_no_video(jitsi: Prosody, evening: Evening, now: datetime) -> None:
    evening.date.series.place, evening.date.series.venue = Place.ROOM, make_venue()
    with pytest.raises(entering.NotByVideo):
        room_for(evening.date, evening.learner, None, evening.begun)
    evening.date.series.place = Place.BOTH
    assert room_for(evening.date, evening.learner, None, evening.begun).token
    cancelled = dates.cancel(evening.date.pk, "ремонт", now)
    with pytest.raises(entering.Cancelled):
        room_for(cancelled, evening.learner, None, evening.begun)


def test_without_a_server_nobody_enters(evening: Evening, settings: Settings) -> None:
    with pytest.raises(entering.NoVideo):
        room_for(evening.date, evening.learner, None, evening.begun)
    settings.DEMO = True
    assert room_for(evening.date, evening.learner, None, evening.begun).server.is_stand_in


def test_a_moved_date_takes_its_window_along(jitsi: Prosody, evening: Evening, now: datetime) -> None:
    later = evening.date.local_start.replace(tzinfo=None) + timedelta(hours=2)
    moved = dates.move(evening.date.pk, later, now)
    with pytest.raises(entering.TooEarly):
        room_for(moved, evening.learner, None, evening.begun)
    token = room_for(moved, evening.learner, None, evening.begun + timedelta(hours=2)).token
    with pytest.raises(Refused, match="nbf"):
        jitsi.admit(token, VideoRoom.objects.get().name, evening.begun)


# --- rehearsals ------------------------------------------------------------------------------------------------------


def test_a_rehearsal_is_a_room_of_ones_own_from_the_day_before(
    jitsi: Prosody, evening: Evening, guest: Learner
) -> None:
    booking.book(guest, evening.date.pk, actor=None, now=evening.opens - timedelta(days=3))
    day_before = evening.date.local_start.replace(hour=0) - timedelta(days=1)
    rehearse = entering.rehearsal_for
    with pytest.raises(entering.TooEarly) as early:
        rehearse(evening.date, evening.learner, None, day_before - timedelta(seconds=1))
    assert early.value.opens_at == day_before
    with pytest.raises(entering.TooLate):
        rehearse(evening.date, evening.learner, None, evening.date.ends_at)
    mine, theirs = (rehearse(evening.date, one, None, day_before) for one in (evening.learner, guest))
    assert mine.room != theirs.room
    assert jitsi.admit(mine.token, mine.room, day_before)["moderator"] == "true"
    for at in (day_before - 2 * MINUTE, day_before + 31 * MINUTE):
        with pytest.raises(Refused):
            jitsi.admit(mine.token, mine.room, at)
    assert not VideoRoom.objects.exists()
    with pytest.raises(entering.NotBooked):
        rehearse(evening.date, None, None, day_before)


def test_a_rehearsal_token_does_not_open_the_real_room(jitsi: Prosody, evening: Evening) -> None:
    rehearsal = entering.rehearsal_for(evening.date, evening.learner, None, evening.begun)
    real = room_for(evening.date, evening.learner, None, evening.begun)
    with pytest.raises(Refused, match="room"):
        jitsi.admit(rehearsal.token, real.room, evening.begun)


# --- the secret stays ours -------------------------------------------------------------------------------------------


def test_neither_secret_nor_token_is_shown_by_accident(jitsi: Prosody, evening: Evening) -> None:
    entrance = room_for(evening.date, evening.learner, None, evening.begun)
    for shown in (repr(entrance), repr(servers.configured()), str(entrance)):
        assert entrance.token not in shown
        assert str(jitsi.key) not in shown


def test_entering_asks_the_database_a_fixed_number_of_times(jitsi: Prosody, evening: Evening) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            room_for(evening.date, evening.learner, evening.learner.user, evening.begun)
        return len(asked)

    first, second = queries(), queries()
    assert second <= first <= 8
