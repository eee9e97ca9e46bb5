"""A short address as a square to point a telephone at."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from events.models import Occurrence


def address(occurrence: Occurrence) -> str:
    """The whole short address of a date, to be read from paper."""
    return f"{settings.SITE_URL}{reverse('short_address', args=[occurrence.number])}"


def dictated(occurrence: Occurrence) -> str:
    """The same without what nobody types."""
    return address(occurrence).split("://")[-1].rstrip("/")


def code(occurrence: Occurrence) -> SafeString:
    """As inline SVG, so that it prints sharp at any size and asks for no file. Survives a coffee stain (level Q)."""
    square = segno.make_qr(address(occurrence), error="q")
    return mark_safe(square.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))
