"""The content version: a token in every cache key of published things. Any change of content brings a new one.

One token for the whole site is coarse and never stale: a publication costs one cold rendering of each page, which is
cheap beside a page that shows what was there before.
"""

import secrets
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail import signals
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.snippets.models import get_snippet_models

KEY = "content-version"


def current() -> str:
    """The version to build keys with. Read it before reading the content that goes under such a key."""
    version = cache.get(KEY)
    if version is None:
        cache.add(KEY, secrets.token_hex(6), timeout=None)
        version = cache.get(KEY)
    return version


def bump(**kwargs: Any) -> None:
    """Retire everything cached, once the change is really in the database. Also a receiver of signals."""
    transaction.on_commit(lambda: cache.set(KEY, secrets.token_hex(6), timeout=None))


def bump_for_content(sender: type[Model], **kwargs: Any) -> None:
    if issubclass(sender, Page | Site | Locale | PageViewRestriction) or sender in watched():
        bump()


def watched() -> set[type[Model]]:
    return {get_image_model(), get_document_model(), *get_snippet_models()}


def connect() -> None:
    """Hear of every change. A draft is saved by a revision alone, and a page row is saved only when its public side changes."""
    for signal in (signals.page_published, signals.page_unpublished, signals.post_page_move, signals.page_slug_changed):
        signal.connect(bump, dispatch_uid=f"content.versions.{id(signal)}")
    post_save.connect(bump_for_content, dispatch_uid="content.versions.saved")
    post_delete.connect(bump_for_content, dispatch_uid="content.versions.deleted")
