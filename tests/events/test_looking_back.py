"""After a date: what is kept of it, for whom; and a missed date made up by its recording."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import roles
from accounts.mailboxes import replace_address
from accounts.models import Learner, Mail, User
from courses.models import Lesson, LessonProgress
from events import attendance, booking, looking_back, materials, tokens
from events.models import Attendance, Booking, Call, Material, Occurrence
from tests.events.places import dates_of, make_schedule, make_workshop
from tests.factories.courses import CourseTree
from tests.factories.events import make_date
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db
FILM = "https://rutube.ru/video/0123456789abcdef0123456789abcdef/"
HOUR = timedelta(hours=1)


@pytest.fixture
def date(site: SiteTree, now: datetime) -> Occurrence:
    date = make_date(now)
    date.series.workshop.can_be_made_up = True
    date.series.workshop.save()
    return date


@pytest.fixture
def host(date: Occurrence) -> User:
    host = make_user("host@example.org", roles.HOSTS, name="Ирина")
    date.series.hosts.add(host)
    return host


@pytest.fixture
def after(date: Occurrence, now: datetime) -> Any:
    with time_machine.travel(date.ends_at + HOUR, tick=False):
        yield date.ends_at + HOUR


def keep(date: Occurrence, host: User, at: datetime, **fields: Any) -> Material:
    given = {"kind": "recording", "title": "Запись", "url": FILM, "meant_for": "booked", **fields}
    return materials.add(date.pk, host, at, **given)


def booked(learner: Learner, date: Occurrence, now: datetime) -> Booking:
    return booking.book(learner, date.pk, actor=None, now=now)


def page(client: Client, date: Occurrence) -> str:
    return client.get(f"/workshops/date/{date.pk}/").content.decode()


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_those_who_booked_find_the_recording(
    date: Occurrence, host: User, learner: Learner, member_client: Client, now: datetime, after: datetime
) -> None:
    booked(learner, date, now)
    keep(date, host, after)
    response = member_client.get(f"/workshops/date/{date.pk}/")
    assert FILM in response.content.decode()
    assert "https://rutube.ru" in response["Content-Security-Policy"]


def test_a_stranger_is_told_only_that_there_is_more(
    date: Occurrence, host: User, client: Client, after: datetime
) -> None:
    keep(date, host, after)
    shown = page(client, date)
    assert FILM not in shown
    assert "для тех, кто был записан" in shown


def test_what_is_for_everybody_is_seen_by_everybody(
    date: Occurrence, host: User, client: Client, after: datetime
) -> None:
    keep(date, host, after, kind="notes", url="", text="Громкость — сбоку.", meant_for="everybody")
    assert "Громкость — сбоку." in page(client, date)


def test_who_waits_in_the_queue_has_not_been_there(
    date: Occurrence, host: User, learner: Learner, member_client: Client, now: datetime, after: datetime
) -> None:
    booking.set_capacity(date.pk, 1, now=now)
    booked(Learner.objects.create(), date, now)
    booking.book(learner, date.pk, actor=None, now=now, may_wait=True)
    keep(date, host, after)
    assert FILM not in page(member_client, date)


def test_the_host_sees_all(date: Occurrence, host: User, after: datetime) -> None:
    keep(date, host, after)
    client = Client()
    client.force_login(host, backend="accounts.backends.EmailBackend")
    shown = page(client, date)
    assert FILM in shown
    assert "Запись посмотрена" not in shown


def test_those_who_booked_are_written_to_once(
    date: Occurrence, host: User, learner: Learner, now: datetime, after: datetime
) -> None:
    assert learner.user
    replace_address(learner.user, learner.user.email, is_verified=True)
    booked(learner, date, now)
    booked(Learner.objects.create(), date, now)
    keep(date, host, after)
    keep(date, host, after, title="Конспект", kind="notes", url="", text="Громкость — сбоку.")
    letter = Mail.objects.get(kind="materials")
    assert letter.learner == learner
    assert f"/workshops/date/{date.pk}/" in letter.text
    assert not Call.objects.exists()


def test_before_it_begins_nothing_is_kept(date: Occurrence, host: User, now: datetime) -> None:
    with pytest.raises(materials.NotYet):
        keep(date, host, now)


def test_a_page_costs_the_same_for_any_number(
    date: Occurrence,
    host: User,
    learner: Learner,
    member_client: Client,
    now: datetime,
    after: datetime,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    booked(learner, date, now)
    keep(date, host, after)
    page(member_client, date)
    with django_assert_max_num_queries(40) as few:
        page(member_client, date)
    for number in range(29):
        keep(date, host, after, title=f"Файл {number}")
    with django_assert_num_queries(len(few)):
        page(member_client, date)


# --- files -----------------------------------------------------------------------------------------------------------


def file_of(date: Occurrence, host: User, at: datetime) -> Material:
    return keep(date, host, at, kind="file", url="", file=SimpleUploadedFile("памятка.pdf", b"%PDF-1.4"))


def test_a_file_is_handed_only_to_those_it_is_meant_for(
    date: Occurrence, host: User, learner: Learner, member_client: Client, now: datetime, after: datetime,
    settings: Settings, tmp_path: Any,
) -> None:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path
    made = booked(learner, date, now)
    file = file_of(date, host, after)
    address = f"/workshops/date/{date.pk}/materials/{file.pk}/"
    response = member_client.get(address)
    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert response["Cache-Control"] == "private, no-store"
    assert Client().get(address).status_code == 404
    assert Client().get(f"/media/{file.file.name}").status_code == 404
    assert member_client.get(f"/media/{file.file.name}").status_code == 404
    Booking.objects.filter(pk=made.pk).update(cancelled_at=now)
    assert member_client.get(address).status_code == 404


def test_a_guests_link_opens_the_file_on_another_device(
    date: Occurrence, host: User, guest: Learner, now: datetime, after: datetime, settings: Settings, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    token = tokens.of(booked(guest, date, now))
    file = file_of(date, host, after)
    address = f"/workshops/date/{date.pk}/materials/{file.pk}/?by="
    response = Client().get(address + token)
    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert f"{address}{token}" in Client().get(f"/workshops/booking/{token}/").content.decode()
    assert Client().get(address + token[:-1]).status_code == 404


# --- a missed date ---------------------------------------------------------------------------------------------------


def test_a_recording_watched_counts_as_coming(
    date: Occurrence, host: User, learner: Learner, member_client: Client, now: datetime, after: datetime,
    course: CourseTree,
) -> None:  # fmt: skip
    lesson = Lesson.objects.get(pk=course.lessons[0].translation_key)
    lesson.rule_snapshot = {"routes": ["attended"], "combine": "any"}
    lesson.save()
    date.series.workshop.lessons.add(lesson)
    booked(learner, date, now)
    keep(date, host, after)
    assert "Пропустили занятие?" in page(member_client, date)
    member_client.post(f"/workshops/date/{date.pk}/watched/")
    member_client.post(f"/workshops/date/{date.pk}/watched/")
    assert Attendance.objects.get().how == "recording"
    assert LessonProgress.objects.get(learner=learner, lesson=lesson).completed_at == after
    member_client.post(f"/workshops/date/{date.pk}/not-watched/")
    assert not Attendance.objects.exists()
    assert LessonProgress.objects.get(learner=learner, lesson=lesson).completed_at is None


@pytest.mark.parametrize("missing", ["leave", "recording", "end", "place"])
def test_nothing_is_made_up_without(
    missing: str, date: Occurrence, host: User, learner: Learner, member_client: Client, now: datetime
) -> None:
    """The editor's leave, a recording, the end of the date, a place at it: each is needed."""
    if missing != "place":
        booked(learner, date, now)
    if missing == "leave":
        date.series.workshop.can_be_made_up = False
        date.series.workshop.save()
    at = date.starts_at + timedelta(minutes=1) if missing == "end" else date.ends_at + HOUR
    if missing != "recording":
        keep(date, host, at)
    with time_machine.travel(at, tick=False):
        assert "Пропустили занятие?" not in page(member_client, date)
        response = member_client.post(f"/workshops/date/{date.pk}/watched/", follow=True)
    assert "отметить нельзя" in response.content.decode()
    assert not Attendance.objects.exists()


def test_what_the_host_ticked_is_not_taken_back(
    date: Occurrence, host: User, learner: Learner, now: datetime, after: datetime
) -> None:
    booked(learner, date, now)
    attendance.attend(learner, date, Attendance.How.HOST, host, after)
    looking_back.take_back(learner, date, None, after)
    assert Attendance.objects.get().how == "host"


def test_a_guest_makes_up_a_recording_for_everybody(
    date: Occurrence, host: User, client: Client, after: datetime
) -> None:
    keep(date, host, after, meant_for="everybody")
    client.post(f"/workshops/date/{date.pk}/watched/")
    assert Attendance.objects.get().learner.is_guest


# --- the host's page -------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(host: User) -> Client:
    client = Client()
    client.force_login(host, backend="accounts.backends.EmailBackend")
    return client


def send(client: Client, date: Occurrence, **fields: Any) -> Any:
    given = {"kind": "recording", "meant_for": "booked", "url": "", "text": "", "title": "", **fields}
    return client.post(f"/desk/date/{date.pk}/materials/add/", given)


def test_a_host_adds_removes_and_puts_back(date: Occurrence, desk: Client, after: datetime) -> None:
    assert send(desk, date, url=FILM).status_code == 302
    material = Material.objects.get()
    assert (material.title, material.added_by.email) == ("Запись занятия", "host@example.org")
    desk.post(f"/desk/date/{date.pk}/materials/{material.pk}/remove/")
    assert not Material.objects.live().exists()
    assert "Убранное" in desk.get(f"/desk/date/{date.pk}/materials/").content.decode()
    desk.post(f"/desk/date/{date.pk}/materials/{material.pk}/return/")
    assert Material.objects.live().get() == material


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Дайте ссылку, файл или слова"),
        ({"url": FILM, "text": "И слова тоже"}, "Оставьте что-нибудь одно"),
        ({"url": "не адрес"}, "Проверьте адрес"),
        ({"text": "а" * 20_001}, "20000"),
        ({"text": "Слова", "kind": "nonsense"}, "nonsense"),
        ({"file": SimpleUploadedFile("page.html", b"<script>")}, "Такой файл не подойдёт"),
        ({"file": SimpleUploadedFile("empty.pdf", b"")}, "Файл пустой"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(
    date: Occurrence, desk: Client, after: datetime, fields: dict[str, Any], words: str
) -> None:
    response = send(desk, date, title="Моё название", **fields)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert "Моё название" in response.content.decode()
    assert not Material.objects.exists()


def test_a_date_of_others_is_not_there(date: Occurrence, after: datetime) -> None:
    client = Client()
    client.force_login(make_user("other@example.org", roles.HOSTS), backend="accounts.backends.EmailBackend")
    assert client.get(f"/desk/date/{date.pk}/materials/").status_code == 404
    assert send(client, date, url=FILM).status_code == 404


def test_long_removed_goes_with_its_file(
    date: Occurrence, host: User, after: datetime, settings: Settings, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = file_of(date, host, after)
    materials.remove(file, host, after)
    assert materials.purge(after + timedelta(days=29)) == 0
    assert materials.purge(after + timedelta(days=31)) == 1
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


# --- the way there ---------------------------------------------------------------------------------------------------


def test_ones_own_page_leads_to_what_is_kept(
    date: Occurrence, host: User, learner: Learner, member_client: Client, now: datetime, after: datetime
) -> None:
    booked(learner, date, now)
    address = f'href="/workshops/date/{date.pk}/#materials-title"'
    assert address not in member_client.get("/my/").content.decode()
    material = keep(date, host, after)
    assert address in member_client.get("/my/").content.decode()
    materials.remove(material, host, after)
    assert address not in member_client.get("/my/").content.decode()


def test_a_workshop_shows_what_is_for_everybody(site: SiteTree, client: Client, now: datetime) -> None:
    page = make_workshop(make_schedule(site))
    open_one, closed_one = dates_of(page, now)[:2]
    host = make_user("host@example.org")
    later = closed_one.ends_at + HOUR
    keep(open_one, host, later, meant_for="everybody")
    keep(closed_one, host, later)
    with time_machine.travel(later, tick=False):
        shown = client.get(page.url).content.decode()
    assert f"{open_one.pk}/#materials-title" in shown
    assert f"{closed_one.pk}/#materials-title" not in shown
