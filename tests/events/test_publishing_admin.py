"""The editors' side in the real admin: pages with previews, rooms, and a list of series that only shows."""

import pytest
from django.test import Client
from django.urls import reverse
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
def test_series_are_shown_and_not_changed(editor: Client, role: str) -> None:
    one = make_series()
    client = browser_of(make_user("somebody@example.org", role))
    page = client.get(reverse("series:index")).content.decode()
    assert "Телефон без спешки" in page
    assert (reverse("desk_one_series", args=[one.pk]) in page) == (role == roles.MANAGERS)
    for act, arguments in (("add", []), ("edit", [one.pk]), ("delete", [one.pk])):
        assert client.post(reverse(f"series:{act}", args=arguments)).status_code == 302
    assert Series.objects.get() == one
