"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from portal import display


def face(request: HttpRequest) -> dict[str, Any]:
    """`root` is the home path of the language; `display` how this device shows pages; no query is made here."""
    return {
        "display": display.of_request(request),
        "root": "/" if get_language() == settings.LANGUAGE_CODE else f"/{get_language()}/",
        "site_url": settings.SITE_URL,
        "help_phone": settings.HELP_PHONE,
        "help_hours": settings.HELP_HOURS,
        "is_demo": settings.DEMO,
        "learner": getattr(request, "learner", None),
    }
