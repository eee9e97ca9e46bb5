"""From an address to its page in one query. Wagtail's own way asks for the site, the locale and each page on the way.

Which page stands at an address is remembered under the content version, and so is where view restrictions apply: the
rest (signals, hooks, privacy) stays Wagtail's.
"""

from django.apps import apps
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction

from content import versions, whole_pages


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    from wagtail.views import serve as wagtail_serve  # asks for Wagtail's models, which load after this module

    key = whole_pages.key_of(request)
    kept = whole_pages.find(request, key) if key else None
    if kept is not None:
        return kept
    find_quickly(request, path)
    response = wagtail_serve(request, path)
    if key and is_same_for_strangers(request, path) and isinstance(response, TemplateResponse):
        response.add_post_render_callback(lambda rendered: whole_pages.keep(key, rendered))
    return response


def is_same_for_strangers(request: HttpRequest, path: str) -> bool:
    """The page itself is answered, by a kind that says so; not what is below it."""
    route = getattr(request, "_wagtail_route_for_request", None)
    return (
        route is not None
        and getattr(route.page, "is_same_for_strangers", False)
        and route.page.url_path.endswith(f"/{path}")
    )


def find_quickly(request: HttpRequest, path: str) -> None:
    """Leave the route on the request, where Wagtail looks for it first.

    Only addresses of pages themselves are remembered; what is below a page (`…/complete/`) is found afresh.
    """
    key = f"route:{versions.current()}:{request.get_host()}:{get_language()}:{path}"
    known: tuple[str, int] | None = cache.get(key)
    if known is not None:
        label, page_id = known
        page = apps.get_model(label).objects.select_related("locale").filter(pk=page_id).first()
        if page is not None:
            request._wagtail_route_for_request = page.route(request, [])  # type: ignore[attr-defined]  # Wagtail's door
            return
    found = Page.route_for_request(request, path)
    if found is not None and found.page.url_path.endswith(f"/{path}"):
        cache.set(key, (found.page._meta.label, found.page.pk), timeout=None)


class QuietlyPublic(Page):
    """A page that does not ask the database whether it is private while no restriction stands above it.

    `is_same_for_strangers`: its bytes depend on nothing but the content and, for half a minute, on the clock.
    """

    is_same_for_strangers = False

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        if any(self.path.startswith(path) for path in restricted_paths()):
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()


def restricted_paths() -> list[str]:
    """Tree paths of the pages that carry a restriction."""
    key = f"restricted:{versions.current()}"
    paths = cache.get(key)
    if paths is None:
        paths = list(PageViewRestriction.objects.values_list("page__path", flat=True))
        cache.set(key, paths, timeout=None)
    return paths
