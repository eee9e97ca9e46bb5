"""An address on paper: short, to be dictated; and as a square to point a telephone at."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from events import workshops
from events.models import Occurrence


def address_of_date(occurrence: Occurrence) -> str:
    """The whole short address of one date, to be read from paper."""
    return f"{settings.SITE_URL}{reverse('short_address', args=[occurrence.number])}"


def address_of_workshop(occurrence: Occurrence) -> str:
    """Where all its dates stand: a poster hangs longer than one date lasts. Without a page it is that of the date."""
    workshop = workshops.published(get_language() or "ru").get(occurrence.series.workshop_id)
    if workshop is None or not workshop.url:
        return address_of_date(occurrence)
    return workshop.url if "://" in workshop.url else f"{settings.SITE_URL}{workshop.url}"


def dictated(address: str) -> str:
    """Without what nobody types."""
    return address.split("://")[-1].rstrip("/")


def code(address: str) -> SafeString:
    """As inline SVG, so that it prints sharp at any size and asks for no file. Survives a coffee stain (level Q)."""
    square = segno.make_qr(address, error="q")
    return mark_safe(square.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))
