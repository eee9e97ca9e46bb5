"""What the roles may do with courses. Authors write their own lessons, anywhere in the catalogue."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_save

from accounts import roles
from courses.models import CataloguePage

ACTS = ("add", "change", "delete")


def declare() -> None:
    roles.allow(roles.EDITORS, *(f"courses.{act}_topic" for act in ACTS))
    roles.allow(roles.EDITORS, *(f"accounts.{act}_organisation" for act in ("add", "change")))
    roles.allow(roles.MANAGERS, "courses.add_reversal", "courses.view_reversal")
    post_save.connect(catalogue_saved, sender=CataloguePage, dispatch_uid="courses.rights")


def catalogue_saved(instance: CataloguePage, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Every new catalogue, whichever way it came, lets authors in."""
    if created and not raw:
        group = Group.objects.get_or_create(name=roles.AUTHORS)[0]
        roles.grant_pages(group, instance, roles.WRITE_OWN)
