"""Workshops: the schedule's page, rooms, series with a year behind them, and neighbours who book and come.

All through the rules. A series that exists is left as it is, so that what somebody tried in the demo stays.
"""

from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

import recurrence
from django.db import transaction
from django.utils import timezone

from accounts.models import Learner, Organisation, User
from content.models import HomePage, Picture
from courses.models import CoursePage, LessonPage, Topic
from courses.models.pages import Audience
from events import attendance, booking, dates, series
from events.models import Attendance, Occurrence, SchedulePage, Series, Venue, Workshop, WorkshopPage
from events.recurrence import local_time
from portal.demo import keepsakes, people, shelf, texts
from portal.demo.bodies import BodyWriter, sections
from portal.demo.pages import Wish, put, translate
from portal.demo.site import in_language, load_plain, locale

YEAR = timedelta(days=365)
# Of those who booked, every so-manieth stays at home.
STAYS_AWAY = 5
FULL = "telefon-bez-speshki"
CANCELLED = "zvonki-nedeli"
MOVED = "gosuslugi-delaem-vmeste"


@transaction.atomic
def load(home: HomePage, editor: User) -> None:
    said = texts.read("workshops.yaml")
    schedule = load_plain(SchedulePage, home, "workshops", said["schedule"], editor)
    for venue in said["venues"]:
        put_venue(venue)
    made = {one["slug"]: put_series(one["series"], put_page(one, schedule, editor)) for one in said["workshops"]}
    if any(made.values()):
        neighbours = [neighbour(number, name) for number, name in enumerate(said["neighbours"], start=1)]
        usually = {one["slug"]: one["series"]["usually"] for one in said["workshops"]}
        for place, (slug, one) in enumerate(made.items()):
            if one is not None:
                live_through(one, usually[slug], neighbours[place * 2 :] + neighbours[: place * 2])
                happen(slug, one, neighbours)
        for slug, one in made.items():
            if one is not None:
                keepsakes.load(one, said["kept"].get(slug, []))


def put_venue(said: dict[str, Any]) -> Venue:
    values = {**said, "way_in": texts.line(said["way_in"]), "organisation": organisation(said)}
    return Venue.objects.update_or_create(name=said["name"], defaults=values)[0]


def organisation(said: dict[str, Any]) -> Organisation | None:
    return Organisation.objects.get(name=said["organisation"]) if "organisation" in said else None


# --- pages -----------------------------------------------------------------------------------------------------------


def put_page(said: dict[str, Any], schedule: SchedulePage, editor: User) -> Workshop:
    page = put(WorkshopPage, schedule, said["slug"], wish(said, said["body"], "ru"), editor)
    english = said["en"]
    translate(page, locale("en"), english["slug"], wish({**said, **english}, "", "en"), editor)
    return Workshop.objects.get(pk=page.translation_key)


def wish(said: dict[str, Any], body: str, language: str) -> Wish:
    course = in_language(CoursePage.objects.filter(slug=said.get("course", "")).first(), language)
    lessons = [lesson.get_translation_or_none(locale(language)) for lesson in lessons_of(said)]
    return Wish(
        {
            "title": said["title"],
            "summary": texts.line(said["summary"]),
            "picture": drawn(said["picture"], language),
            "audience": Audience(said["for"]),
            "topics": list(Topic.objects.filter(slug__in=said["topics"], locale=locale(language))),
            "course": course,
            "lessons": [lesson for lesson in lessons if lesson is not None],
            "can_be_made_up": said.get("can_be_made_up", False),
        },
        blocks={"body": BodyWriter(language, "workshops", said["title"]).write(sections(body))},
    )


def lessons_of(said: dict[str, Any]) -> list[LessonPage]:
    return list(LessonPage.objects.filter(slug__in=said["lessons"], locale=locale("ru")))


def drawn(name: str, language: str) -> Picture | None:
    """A drawing that lessons brought, described in this language; none where there is no such description."""
    title = name if language == "ru" else f"{name} ({language})"
    return Picture.objects.filter(title=title, collection=shelf.collection()).first()


# --- series and what happened ----------------------------------------------------------------------------------------


def put_series(said: dict[str, Any], workshop: Workshop) -> Series | None:
    """The new series, with dates from a year ago to half a year ahead; None when there is one already."""
    if workshop.series.exists():
        return None
    now = timezone.now()
    began = now - timedelta(days=said["began_days_ago"]) if "began_days_ago" in said else now - YEAR
    one = Series.objects.create(
        workshop=workshop,
        organisation=organisation(said),
        rule=recurrence.deserialize(said["rule"], include_dtstart=False),
        starts_on=local_time(began, Series(workshop=workshop).zone_info).date(),
        starts_at=time.fromisoformat(said["starts_at"]),
        minutes=said["minutes"],
        slot_minutes=said.get("slot_minutes"),
        place=said["place"],
        venue=Venue.objects.get(name=said["venue"]) if "venue" in said else None,
        capacity=said["capacity"],
    )
    one.starts_on = first_day(one, now)
    one.save(update_fields=["starts_on"])
    one.hosts.add(people.person(said["host"]))
    series.extend(one.pk, began, until=local_time(now + series.AHEAD, one.zone_info).date())
    return one


def first_day(one: Series, now: datetime) -> date:
    return next(one.schedule.starts(local_time(now + series.AHEAD, one.zone_info).date())).date()


def neighbour(number: int, name: str) -> Learner:
    """Somebody without an account, whom the dispatcher books."""
    key = texts.stable_id("neighbour", number)
    return Learner.objects.get_or_create(key=key, defaults={"name": name})[0]


def live_through(one: Series, usually: int, neighbours: list[Learner]) -> None:
    """The past year, and the next two dates: `usually` so many book, and most of them come."""
    now = timezone.now()
    crowd = cycle(neighbours)
    for occurrence in one.occurrences.filter(starts_at__lt=now).order_by("starts_at"):
        for place, learner in enumerate(islice(crowd, usually)):
            book(learner, occurrence, occurrence.starts_at - timedelta(days=3))
            if (place + occurrence.starts_at.day) % STAYS_AWAY:
                come(learner, occurrence)
    for occurrence in to_come(one)[:2]:
        for learner in islice(crowd, usually):
            book(learner, occurrence, now)


def happen(slug: str, one: Series, neighbours: list[Learner]) -> None:
    """A full date with a queue, a cancelled and a moved one, and the booking of the demo learner."""
    now, coming = timezone.now(), to_come(one)
    if slug == FULL:
        booking.book(people.person("learner").learner, coming[0].pk, actor=people.person("learner"), now=now)
        for learner in neighbours[: one.capacity + 3]:
            book(learner, coming[1], now)
    elif slug == CANCELLED:
        dates.cancel(coming[1].pk, "ведущий заболел", now)
    elif slug == MOVED:
        start = coming[1].local_start.replace(tzinfo=None)
        dates.move(coming[1].pk, start + timedelta(days=1, hours=1), now)


def to_come(one: Series) -> list[Occurrence]:
    return list(one.occurrences.filter(starts_at__gt=timezone.now() + timedelta(days=1)).order_by("starts_at"))


def book(learner: Learner, occurrence: Occurrence, now: datetime) -> None:
    dispatcher, phone = people.person("dispatcher"), f"+7 000 000-00-{learner.pk % 100:02}"
    booking.book(learner, occurrence.pk, actor=dispatcher, now=now, may_wait=True, phone=phone)


def come(learner: Learner, occurrence: Occurrence) -> None:
    host = occurrence.series.hosts.first()
    attendance.attend(learner, occurrence, Attendance.How.HOST, host, occurrence.starts_at + timedelta(minutes=10))
