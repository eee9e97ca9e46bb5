"""The editors' side in the real admin: pages with previews, rooms, and series, which are only begun here."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts import roles
from events.models import SchedulePage, Series, Venue, Workshop, WorkshopPage
from tests.factories.accounts import browser_of
from tests.factories.courses import make_course, publish
from tests.factories.events import make_series
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db: None) -> Client:
    roles.ensure_groups()
    return browser_of(make_user("editor@example.org", roles.EDITORS))


@pytest.fixture
def schedule(site: SiteTree) -> SchedulePage:
    return publish(site.home, SchedulePage(title="Занятия", slug="workshops"))


def test_an_editor_makes_previews_and_publishes_a_workshop(
    editor: Client, site: SiteTree, schedule: SchedulePage
) -> None:
    course = make_course(site, lessons=1)
    add = reverse("wagtailadmin_pages:add", args=["events", "workshoppage", schedule.pk])
    assert editor.get(add).status_code == 200
    form = nested_form_data(
        {
            "title": "Телефон без спешки",
            "slug": "telefon",
            "summary": "Сядем рядом.",
            "body": streamfield([]),
            "audience": "older",
            "level": "beginner",
            "course": course.page.pk,
            "comments": inline_formset([]),
        }
    )
    form["lessons"] = [course.lessons[0].pk]
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["events", "workshoppage", schedule.pk])
    assert editor.post(preview, form).json() == {"is_valid": True, "is_available": True}
    shown = editor.get(preview)
    assert shown.status_code == 200
    assert "Сядем рядом." in shown.content.decode()
    assert editor.post(add, {**form, "action-publish": "1"}).status_code == 302
    assert Workshop.objects.get().lessons.count() == 1
    assert WorkshopPage.objects.get().live


def test_the_schedule_is_previewed(editor: Client, schedule: SchedulePage) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[schedule.pk])
    assert editor.get(edit).status_code == 200
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[schedule.pk])
    form = nested_form_data({"title": "Все занятия", "slug": "workshops", "lead": "", "comments": inline_formset([])})
    assert editor.post(preview, form).json()["is_valid"]
    assert "Все занятия" in editor.get(preview).content.decode()


def test_an_editor_keeps_rooms_with_their_closed_days(editor: Client) -> None:
    model = Venue.snippet_viewset
    closed = [{"on": "2026-12-25", "reason": "ремонт", "id": ""}]
    form = nested_form_data(
        {
            "name": "Клуб",
            "organisation": "",
            "address": "Кленовый проезд, 3",
            "district": "Новый берег",
            "metro": "",
            "way_in": "С торца.",
            "seats": "12",
            "closed_days": inline_formset(closed),
        }
    )
    assert editor.post(reverse(model.get_url_name("add")), form).status_code == 302
    assert str(Venue.objects.get().closed_days.get().on) == "2026-12-25"
    assert "Клуб" in editor.get(reverse(model.get_url_name("list"))).content.decode()


@pytest.mark.parametrize("role", [roles.EDITORS, roles.MANAGERS])
def test_series_are_shown_and_not_changed_here(editor: Client, role: str) -> None:
    one = make_series()
    client = browser_of(make_user("somebody@example.org", role))
    page = client.get(reverse("series:index")).content.decode()
    assert "Телефон без спешки" in page
    assert (reverse("desk_one_series", args=[one.pk]) in page) == (role == roles.MANAGERS)
    for act in ("edit", "delete"):
        assert client.post(reverse(f"series:{act}", args=[one.pk])).status_code == 302
    assert Series.objects.get() == one


def test_who_plans_begins_a_series_here_and_an_editor_does_not(editor: Client) -> None:
    add = reverse("series:add")
    assert editor.get(add).status_code == 302
    assert add not in editor.get(reverse("series:index")).content.decode()
    manager = browser_of(make_user("manager@example.org", roles.MANAGERS))
    assert add in manager.get(reverse("series:index")).content.decode()
    form = {
        "workshop": str(Workshop.objects.create(title="Школа", language="ru").pk),
        "rule_how": "weeks",
        "rule_interval": "1",
        "starts_on": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "starts_at": "18:00",
        "minutes": "90",
        "place": "online",
        "capacity": "12",
    }
    refused = manager.post(add, form)
    assert refused.status_code == 400
    assert "Отметьте хотя бы один день недели." in refused.content.decode()
    form["rule_weekdays"] = "1"
    shown = manager.post(add, {**form, "preview": "1"})
    assert "Каждый вторник в 18:00" in shown.content.decode()
    assert not Series.objects.exists()
    assert manager.post(add, {**form, "save": "1"}).status_code == 302
    assert Series.objects.get().occurrences.exists()
