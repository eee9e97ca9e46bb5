"""The editors' side of workshops: rooms, and series. A series may be begun here, by the questions of the desk. It is
changed at the desk alone, where people's bookings are weighed first.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import User
from events import sentences, withdrawn
from events.desk.series import make
from events.models import Series, Venue
from events.rights import reach_of


class VenueViewSet(SnippetViewSet):
    model = Venue
    icon = "home"
    menu_label = _("Места")
    menu_name = "venues"
    menu_order = 370
    add_to_admin_menu = True
    list_display = ["name", "district", "metro", "seats", "is_step_free"]


register_snippet(VenueViewSet)


class LookAndBegin(ModelPermissionPolicy):
    """Who plans begins a series here. Nobody changes one, an administrator neither."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        if action == "add":
            reach = reach_of(user)
            return reach is not None and reach.may_plan
        return action == "view" and super().user_has_permission(user, action)


class SeriesIndex(IndexView):
    def get_base_queryset(self) -> QuerySet[Series]:
        every = Series.objects.filter(archived_at__isnull=True).select_related("workshop", "venue")
        return every.order_by("workshop__title", "starts_on")

    def get_edit_url(self, instance: Series) -> str | None:
        """To the desk, for those who plan."""
        return reverse("desk_one_series", args=[instance.pk]) if self.may_plan else None

    @property
    def may_plan(self) -> bool:
        if not hasattr(self, "_may_plan"):
            reach = reach_of(self.request.user)
            self._may_plan = reach is not None and reach.plans_everything
        return self._may_plan


class SeriesViewSet(ModelViewSet):
    model = Series
    icon = "date"
    menu_label = _("Серии занятий")
    menu_name = "series"
    menu_order = 371
    add_to_admin_menu = True
    copy_view_enabled = False
    exclude_form_fields: list[str] = []
    index_view_class = SeriesIndex
    add_view = partial(make, template="events/admin/series_form.html")
    permission_policy = LookAndBegin(Series)
    list_display = [
        "workshop",
        Column("sentence", label=_("Когда"), accessor=sentences.of_series),
        Column("room", label=_("Где"), accessor=lambda series: series.venue or series.get_place_display()),
        "starts_on",
        "ends_on",
    ]


@hooks.register("register_admin_viewset")
def series_viewset() -> SeriesViewSet:
    return SeriesViewSet("series")


# --- a page that people have booked is taken down --------------------------------------------------------------------

SEEN = "people_seen"


@hooks.register("before_unpublish_page")
def before_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    return show_people(request, [page], with_those_below="include_descendants" in request.POST)


@hooks.register("before_delete_page")
def before_deleting(request: HttpRequest, page: Page) -> HttpResponse | None:
    return show_people(request, [page], with_those_below=True)


@hooks.register("before_bulk_action")
def before_taking_down_many(
    request: HttpRequest, action: str, objects: Iterable[Any], action_class: Any
) -> HttpResponse | None:
    pages = [one for one in objects if isinstance(one, Page)]
    if action not in ("unpublish", "delete") or not pages:
        return None
    deep = action == "delete" or "include_descendants" in request.POST
    return show_people(request, pages, with_those_below=deep)


def show_people(request: HttpRequest, pages: list[Page], *, with_those_below: bool) -> HttpResponse | None:
    """The human cost, once more between the question and the act; what was sent is sent again with the answer."""
    if request.method != "POST" or SEEN in request.POST:
        return None
    costs = withdrawn.by_pages(pages, timezone.now(), with_those_below=with_those_below)
    if not costs:
        return None
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    context = {"costs": costs, "sent": sent, "seen": SEEN, "back": reverse("wagtailadmin_explore", args=[pages[0].pk])}
    return render(request, "events/admin/people_booked.html", context)
