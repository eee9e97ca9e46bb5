"""A schedule with a workshop, published as an editor would."""

from datetime import datetime
from typing import Any

from events import series as rules
from events.models import Occurrence, SchedulePage, Series, Workshop, WorkshopPage
from tests.factories.courses import publish
from tests.factories.events import make_series
from tests.factories.sites import SiteTree


def make_schedule(site: SiteTree) -> SchedulePage:
    return publish(site.home, SchedulePage(title="Занятия", slug="workshops", locale=site.home.locale))


def make_workshop(
    schedule: SchedulePage, title: str = "Телефон без спешки", slug: str = "telefon", **fields: Any
) -> WorkshopPage:
    page = WorkshopPage(**{"title": title, "slug": slug, "summary": "О телефоне.", "locale": schedule.locale, **fields})
    return publish(schedule, page)


def series_of(page: WorkshopPage, **fields: Any) -> Series:
    return make_series(workshop=Workshop.objects.get(pk=page.translation_key), **fields)


def dates_of(page: WorkshopPage, now: datetime, **fields: Any) -> list[Occurrence]:
    return rules.extend(series_of(page, **fields).pk, now)
