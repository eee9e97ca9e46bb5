"""Every address of the portal. Russian has no prefix, English stands under /en/; machines' addresses have neither."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from content import media, routing
from events import calendar_urls
from portal import dashboard, display, health, search, suggestions, views

# Wagtail's own doors would let people in past allauth (and later past the second factor).
sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
reset_password = RedirectView.as_view(pattern_name="account_reset_password")

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("robots.txt", views.robots),
    path("media/<path:name>", media.serve, name="media"),
    path("display/", display.choose, name="display"),
    *calendar_urls.for_programs,
    path("video/", include("events.video.api_urls")),
    path("admin/login/", sign_in),
    path("_util/login/", sign_in),
    re_path(r"^admin/password_reset/", reset_password),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}icons/favicon.svg")),
    *i18n_patterns(
        path("n/<int:number>/", views.short_address, name="short_address"),
        path("accounts/", include("allauth.account.urls")),
        path("search/", search.search, name="search"),
        path("search/suggest/", suggestions.suggest, name="suggest"),
        path("my/", dashboard.dashboard, name="my"),
        path("desk/", include("events.desk_urls")),
        path("", include("accounts.urls")),
        path("", include("courses.urls")),
        path("", include("events.urls")),
        path("", include("events.calendar_urls")),
        path("", include("events.video.urls")),
        path("", include("questions.urls")),
        re_path(wagtail_urls.serve_pattern, routing.serve, name="wagtail_serve"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.broken"
