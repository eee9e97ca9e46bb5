"""The pages of the room: the door, the page that waits, the button that lets in, and where a token never is."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.cache import get_max_age
from pytest_django.fixtures import Settings

from accounts.models import Learner, Mail, User
from events import booking, dates, tokens
from events.models import Occurrence, Presence, VideoRoom
from events.video import health, presence
from tests.events.video.conftest import MINUTE, Evening, make_evening
from tests.events.video.prosody import Prosody
from tests.factories.accounts import browser_of, guest_browser
from tests.factories.events import make_date, make_venue
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
TOKEN = re.compile(r"eyJ[\w-]+\.")


def address(date: Occurrence, act: str = "join/") -> str:
    return f"/workshops/date/{date.pk}/{act}"


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


def read(answer: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def nina(site: SiteTree, evening: Evening) -> Client:
    return browser_of(evening.learner.user)


# --- the door on the page of the date --------------------------------------------------------------------------------


def door(client: Client, date: Occurrence) -> BeautifulSoup | None:
    return read(client.get(address(date, ""))).select_one(".video-door")


def test_the_door_by_the_hour(jitsi: Prosody, evening: Evening, nina: Client) -> None:
    with at(evening.opens - timedelta(days=4)):
        shut = door(nina, evening.date)
        assert "Войти можно 1 декабря с 17:45" in shut.text
        assert shut.a is None
        assert shut["data-wait"] == str(4 * 24 * 3600)
    with at(evening.opens - timedelta(hours=3)):
        shut = door(nina, evening.date)
        assert "Войти можно с 17:45" in shut.text
        assert shut.a["href"] == address(evening.date, "rehearsal/")
    with at(evening.begun):
        opened = door(nina, evening.date)
        assert opened.select_one("a.button")["href"] == address(evening.date)
        assert not opened.has_attr("data-wait")
    with at(evening.closes):
        assert door(nina, evening.date) is None


def test_whose_door_it_is_not(jitsi: Prosody, evening: Evening, nina: Client, guest: Learner) -> None:
    with at(evening.begun):
        assert door(guest_browser(guest), evening.date) is None
        assert "Вы войдёте как ведущий" in door(browser_of(evening.host), evening.date).text
    dates.cancel(evening.date.pk, "ремонт", evening.opens - timedelta(days=2))
    with at(evening.begun):
        assert door(nina, evening.date) is None


def test_no_door_without_a_server_or_without_video(site: SiteTree, now: datetime, learner: Learner) -> None:
    evening = make_evening(now, learner)
    in_a_room = make_date(now, venue=make_venue())
    booking.book(learner, in_a_room.pk, actor=None, now=now)
    browser = browser_of(learner.user)
    assert door(browser, evening.date) is None
    assert door(browser, in_a_room) is None


def test_a_door_costs_a_stranger_nothing_much(site: SiteTree, jitsi: Prosody, evening: Evening) -> None:
    def queries(date: Occurrence) -> int:
        client.get(address(date, ""))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(date, ""))
        return len(asked)

    client, in_a_room = Client(), make_date(evening.opens, venue=make_venue())
    assert queries(evening.date) <= queries(in_a_room)


# --- the page of the room --------------------------------------------------------------------------------------------


def test_the_page_has_a_button_and_no_token(jitsi: Prosody, evening: Evening, nina: Client) -> None:
    with at(evening.begun):
        answer = nina.get(address(evening.date))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert get_max_age(answer) == 0
    assert not TOKEN.search(answer.content.decode())
    assert not VideoRoom.objects.exists()
    assert not Presence.objects.exists()
    form = read(answer).select_one("[data-room] form")
    assert (form["method"], form["action"]) == ("post", address(evening.date))


def test_the_policy_is_widened_for_this_page_alone(second: Prosody, evening: Evening, nina: Client) -> None:
    with at(evening.begun):
        room, date = nina.get(address(evening.date)), nina.get(address(evening.date, ""))
    policy = dict(part.strip().split(" ", 1) for part in room["Content-Security-Policy"].split(";"))
    for name in ("script-src", "form-action"):
        assert policy[name] == "'self' https://meet.example.org https://second.example.org"
    assert policy["frame-src"] == "https://meet.example.org https://second.example.org"
    assert policy["connect-src"] == policy["style-src"] == "'self'"
    for name in ("camera", "microphone", "display-capture", "autoplay"):
        assert f'{name}=(self "https://meet.example.org" "https://second.example.org")' in room["Permissions-Policy"]
    assert "example.org" not in date["Content-Security-Policy"]
    assert "camera=()" in date["Permissions-Policy"]


def test_our_script_gets_what_the_iframe_api_wants(jitsi: Prosody, evening: Evening, nina: Client) -> None:
    with at(evening.begun):
        answer = nina.post(address(evening.date), headers=JSON)
    told = answer.json()
    assert "no-store" in answer["Cache-Control"]
    assert (told["domain"], told["script"]) == ("meet.example.org", "https://meet.example.org/external_api.js")
    options = told["options"]
    assert (options["lang"], options["userInfo"]) == ("ru", {"displayName": "Нина Петровна"})
    assert options["configOverwrite"]["startWithAudioMuted"] is options["configOverwrite"]["disableDeepLinking"] is True
    assert jitsi.admit(options["jwt"], options["roomName"], evening.begun)
    with at(evening.begun):
        again = nina.post(f"/en{address(evening.date)}", headers=JSON).json()
    assert again["options"]["lang"] == "en"
    assert again["mark"] == told["mark"]


def test_without_the_script_the_button_leads_to_the_server(jitsi: Prosody, evening: Evening, nina: Client) -> None:
    with at(evening.begun):
        answer = nina.post(address(evening.date))
    assert answer.status_code == 303
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    found = re.fullmatch(
        r"https://meet\.example\.org/(prosvet-\w+)\?jwt=([\w.-]+)#.+startWithAudioMuted=true.*", answer.url
    )
    assert jitsi.admit(found[2], found[1], evening.begun)


def test_a_form_of_another_site_lets_nobody_in(jitsi: Prosody, evening: Evening, site: SiteTree) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(evening.learner.user, backend="accounts.backends.EmailBackend")
    with at(evening.begun):
        for act in ("join/", "here/", "rehearsal/"):
            assert strict.post(address(evening.date, act)).status_code == 403
    assert not VideoRoom.objects.exists()


# --- who is told to wait or to go ------------------------------------------------------------------------------------


def test_too_early_says_when(jitsi: Prosody, evening: Evening, nina: Client) -> None:
    with at(evening.opens - timedelta(minutes=20)):
        page = read(nina.get(address(evening.date)))
        assert page.h1.text == "Комната откроется в 17:45"
        assert page.select_one("[data-wait]")["data-wait"] == "1200"
        assert page.find("a", href=address(evening.date, "rehearsal/"))
        assert nina.post(address(evening.date)).url == address(evening.date)
        assert nina.post(address(evening.date), headers=JSON).status_code == 409
    with at(evening.opens - timedelta(days=3)):
        page = read(nina.get(address(evening.date)))
        assert page.h1.text == "Комната откроется 1 декабря в 17:45"
        assert not page.find("a", href=address(evening.date, "rehearsal/"))
    with at(evening.opens - timedelta(hours=18)):
        assert read(nina.get(f"/en{address(evening.date)}")).h1.text.startswith("The room opens on")


def test_too_late_cancelled_not_booked_waiting(
    site: SiteTree, jitsi: Prosody, now: datetime, learner: Learner, guest: Learner
) -> None:
    evening = make_evening(now, learner, capacity=1)
    nina, raisa = browser_of(learner.user), guest_browser(guest)

    def said(client: Client, moment: datetime) -> tuple[int, str]:
        with at(moment):
            answer = client.get(address(evening.date))
        return answer.status_code, read(answer).h1.text

    assert said(nina, evening.closes) == (200, "Занятие закончилось")
    assert said(raisa, evening.opens) == (403, "Сначала запишитесь")
    assert said(Client(), evening.begun) == (403, "Вас нет в списке этого дня")
    booking.book(guest, evening.date.pk, actor=None, now=now, may_wait=True)
    assert said(raisa, evening.begun) == (403, "Вы пока в очереди")
    dates.cancel(evening.date.pk, "ремонт", now)
    assert said(nina, evening.begun) == (200, "Занятия не будет")


def test_a_date_in_a_room_has_no_video_page(site: SiteTree, jitsi: Prosody, now: datetime, learner: Learner) -> None:
    evening = make_evening(now, learner, venue=make_venue())
    browser = browser_of(learner.user)
    with at(evening.begun):
        for act in ("join/", "rehearsal/"):
            assert browser.get(address(evening.date, act)).status_code == 404
            assert browser.post(address(evening.date, act)).status_code == 404
        assert browser.post(address(evening.date, "here/")).status_code == 409


def test_no_server_is_said_with_the_telephone(evening: Evening, nina: Client, settings: Settings) -> None:
    settings.HELP_PHONE = "8 800 000-00-00"
    with at(evening.begun):
        answer = nina.get(address(evening.date))
    assert answer.status_code == 503
    assert read(answer).h1.text == "Видео сейчас нет"
    assert "8 800 000-00-00" in read(answer).main.text


# --- a guest's link --------------------------------------------------------------------------------------------------


def test_a_guests_link_enters_on_any_device(site: SiteTree, jitsi: Prosody, evening: Evening, guest: Learner) -> None:
    made = booking.book(guest, evening.date.pk, actor=None, now=evening.opens - timedelta(days=3))
    link = f"/workshops/booking/{tokens.of(made, by_mail=True)}/"
    phone = Client()
    with at(evening.begun):
        assert f'href="{link}join/"' in phone.get(link).content.decode()
        assert phone.get(f"{link}join/").status_code == 200
        options = phone.post(f"{link}join/", headers=JSON).json()["options"]
        assert jitsi.admit(options["jwt"], options["roomName"], evening.begun)["name"] == "Гость"
        assert phone.post(f"{link}here/").status_code == 200
        assert phone.get(f"{link}rehearsal/").status_code == 200
    assert Presence.objects.get().learner == guest
    booking.cancel(made.pk, now=evening.opens)
    with at(evening.begun):
        assert phone.get(f"{link}join/").status_code == 403
        assert phone.post(f"{link}join/", headers=JSON).status_code == 409
        assert phone.get(f"{link.replace('.', '.x')}join/").status_code == 404


def test_a_link_makes_nobody_a_host(site: SiteTree, jitsi: Prosody, evening: Evening) -> None:
    link = f"/workshops/booking/{tokens.of(evening.booking)}/join/"
    with at(evening.begun):
        options = browser_of(evening.host).post(link, headers=JSON).json()["options"]
    assert jitsi.admit(options["jwt"], options["roomName"], evening.begun)["moderator"] == "false"


# --- signs of life ---------------------------------------------------------------------------------------------------


def test_signs_of_life_are_counted_by_our_clock(jitsi: Prosody, evening: Evening, nina: Client) -> None:
    for number in range(3):
        with at(evening.begun + number * presence.BEAT):
            told = nina.post(address(evening.date, "here/"), {"minutes": "90", "seconds": "5400", "at": "2020-01-01"})
    assert told.json() == {"mark": ""}
    assert Presence.objects.get().seconds == 60
    with at(evening.closes):
        assert nina.post(address(evening.date, "here/")).status_code == 409
    assert nina.get(address(evening.date, "here/")).status_code == 405


# --- rehearsal -------------------------------------------------------------------------------------------------------


def test_the_room_for_trying(jitsi: Prosody, evening: Evening, nina: Client) -> None:
    day_before = evening.begun - timedelta(days=1)
    with at(day_before):
        page = read(nina.get(address(evening.date, "rehearsal/")))
        assert page.h1.text == "Комната для пробы"
        assert not page.select_one("[data-here]")
        options = nina.post(address(evening.date, "rehearsal/"), headers=JSON).json()["options"]
        assert jitsi.admit(options["jwt"], options["roomName"], day_before)
    with at(day_before - timedelta(days=2)):
        assert read(nina.get(address(evening.date, "rehearsal/"))).h1.text == "Комната откроется 30 ноября в 00:00"
    with at(evening.closes):
        assert read(nina.get(address(evening.date, "rehearsal/"))).h1.text == "Пробовать уже поздно"


# --- the second server -----------------------------------------------------------------------------------------------


def test_a_dead_server_is_not_waited_for(
    second: Prosody, evening: Evening, nina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ask", lambda server: pytest.fail("a page asked the video server"))
    for _twice in range(2):
        health.keep("meet.example.org", "no answer", evening.begun)
    with at(evening.begun):
        assert "запасной комнате" in read(nina.get(address(evening.date))).main.text
        told = nina.post(address(evening.date), headers=JSON).json()
    assert told["domain"] == "second.example.org"
    assert second.admit(told["options"]["jwt"], told["options"]["roomName"], evening.begun)


def test_with_one_dead_server_the_telephone_is_said(
    jitsi: Prosody, evening: Evening, nina: Client, settings: Settings
) -> None:
    settings.HELP_PHONE = "8 800 000-00-00"
    for _twice in range(2):
        health.keep("meet.example.org", "no answer", evening.begun)
    with at(evening.begun):
        told = read(nina.get(address(evening.date))).main.text
        assert "Видео сейчас не отвечает" in told
        assert "Позвоните: 8 800 000-00-00" in told
    with at(evening.begun + 4 * MINUTE):
        assert "Не открылась за минуту?" in read(nina.get(address(evening.date))).main.text


def test_the_host_moves_everybody_from_the_desk(second: Prosody, evening: Evening, nina: Client) -> None:
    desk, sheet = browser_of(evening.host), f"/desk/date/{evening.date.pk}/"
    with at(evening.begun):
        before = nina.post(address(evening.date), headers=JSON).json()
        nina.post(address(evening.date, "here/"))
        page = read(desk.get(sheet)).select_one("#video")
        assert "Нина Петровна" in page.text
        assert "Сейчас в комнате: 1" in page.text
        assert page.find("a", href=address(evening.date))
        assert desk.post(f"{sheet}video/switch/", {"to": "fallback"}).url == f"{sheet}#video"
        assert nina.post(address(evening.date, "here/")).json()["mark"] != before["mark"]
        assert nina.post(address(evening.date), headers=JSON).json()["domain"] == "second.example.org"
        assert "Вернуть всех в основную комнату" in desk.get(sheet).content.decode()
        desk.post(f"{sheet}video/switch/", {"to": "main"})
        desk.post(f"{sheet}video/rotate/")
        after = nina.post(address(evening.date), headers=JSON).json()
    assert after["domain"] == "meet.example.org"
    assert after["options"]["roomName"] != before["options"]["roomName"]


@pytest.mark.parametrize("act", ["switch", "rotate"])
def test_strangers_move_nobody(second: Prosody, evening: Evening, nina: Client, act: str) -> None:
    path = f"/desk/date/{evening.date.pk}/video/{act}/"
    with at(evening.begun):
        assert nina.post(path).status_code == 403
        assert Client().post(path).status_code == 302
        assert browser_of(evening.host).get(path).url == "/desk/"
    assert not VideoRoom.objects.exists()


# --- the stand-in of the demo ----------------------------------------------------------------------------------------


def test_the_demo_plays_a_server(evening: Evening, nina: Client, settings: Settings) -> None:
    settings.DEMO = True
    training = f"{address(evening.date, 'training/')}?from=join"
    with at(evening.begun):
        page = nina.get(address(evening.date))
        assert "https://" not in page["Content-Security-Policy"]
        told = nina.post(address(evening.date), headers=JSON).json()
        assert (told["domain"], told["script"]) == (training, "/static/js/training_room.js")
        assert nina.post(address(evening.date)).url == training
        room = nina.get(training)
        assert "Учебная комната" in read(room).h1.text
        assert "frame-ancestors 'self'" in room["Content-Security-Policy"]
        assert room["X-Frame-Options"] == "SAMEORIGIN"
        assert read(room).find("a", target="_top")["href"] == address(evening.date, "")
        assert Client().get(training).url == address(evening.date)


def test_outside_the_demo_there_is_no_stand_in(jitsi: Prosody, evening: Evening, nina: Client) -> None:
    with at(evening.begun):
        assert nina.get(address(evening.date, "training/")).status_code == 404


# --- where a token never is ------------------------------------------------------------------------------------------


def walk(evening: Evening, browser: Client) -> tuple[list[str], list[HttpResponse]]:
    """Everything somebody does in an evening: the tokens they were given, and all other answers."""
    given, others = [], []
    for moment in (evening.begun - timedelta(days=1), evening.begun):
        with at(moment):
            for act in ("join/", "rehearsal/"):
                others.append(browser.get(address(evening.date, act)))
                told = browser.post(address(evening.date, act), headers=JSON).json()
                given += [told["options"]["jwt"]] if told else []
            others += [browser.get(path) for path in (address(evening.date, ""), "/my/", "/my/data/export/")]
            others += [browser.get(address(evening.date, "event.ics")), browser.get("/workshops/calendar.ics")]
            others.append(browser.post(address(evening.date, "here/")))
    return given, others


def test_a_token_stands_nowhere_but_in_its_answer(
    second: Prosody, evening: Evening, nina: Client, caplog: pytest.LogCaptureFixture
) -> None:
    evening.learner.user.emailaddress_set.create(email=evening.learner.user.email, verified=True, primary=True)
    caplog.set_level(logging.DEBUG)
    given, others = walk(evening, nina)
    assert len(given) == 3
    with at(evening.begun):
        browser_of(evening.host).post(f"/desk/date/{evening.date.pk}/video/switch/", {"to": "fallback"})
        others.append(browser_of(evening.host).get(f"/desk/date/{evening.date.pk}/"))
    written = [mail.text + mail.html for mail in Mail.objects.all()]
    assert written
    said = [*written, caplog.text, *(f"{answer.headers}{answer.content.decode()}" for answer in others)]
    names = list(VideoRoom.objects.values_list("name", flat=True))
    assert len(names) == 1
    for text in said:
        assert not TOKEN.search(text)
        assert not any(secret in text for secret in (*given, *names, str(second.key)))


def test_what_carries_a_token_is_stored_nowhere(jitsi: Prosody, evening: Evening, nina: Client, user: User) -> None:
    with at(evening.begun):
        answers = [nina.post(address(evening.date), headers=JSON), nina.post(address(evening.date))]
    for answer in answers:
        assert {"no-store", "private"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
