"""What was kept of the last date of a series: a short film, notes. Through the rules."""

from typing import Any

from django.core.files import File
from django.utils import timezone

from events import materials
from events.models import Series
from portal.demo import texts


def load(one: Series, kept: list[dict[str, Any]]) -> None:
    last = one.occurrences.planned().filter(ends_at__lt=timezone.now()).order_by("-starts_at").first()
    host = one.hosts.first()
    if last is None or host is None:
        return
    for said in kept:
        fields = {name: said[name] for name in ("kind", "title", "meant_for")}
        if "film" in said:
            with (texts.FOLDER / "films" / said["film"]).open("rb") as film:
                materials.add(last.pk, host, timezone.now(), file=File(film, name=said["film"]), **fields)
        else:
            materials.add(last.pk, host, timezone.now(), text=said["text"].strip(), **fields)
