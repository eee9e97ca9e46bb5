"""Where a date is read."""

from uuid import UUID

from django.urls import reverse
from django.utils import translation

from events.models import Occurrence


def find_date(key: UUID, language: str) -> str | None:
    """The path of a date; None when there is none."""
    if not Occurrence.objects.filter(pk=key).exists():
        return None
    with translation.override(language):
        return reverse("date", args=[key])
