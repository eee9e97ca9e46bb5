"""The content version: a token in every cache key of published things. Any change of content brings a new one.

One token for the whole site is coarse and never stale: a publication costs one cold rendering of each page, which is
cheap beside a page that shows what was there before.
"""

import secrets
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail import signals
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.snippets.models import get_snippet_models

KEY = "content-version"
# What Wagtail writes to a page's row for each draft; the editor saves one every few seconds while somebody types.
DRAFT_FIELDS = {"comments", "draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"}


def current() -> str:
    """The version to build keys with. Read it before reading the content that goes under such a key.

    What is cached names static files by their hashes: new static files are a new version too.
    """
    version = cache.get(KEY)
    if version is None:
        cache.add(KEY, secrets.token_hex(6), timeout=None)
        version = cache.get(KEY)
    return f"{version}.{getattr(staticfiles_storage, 'manifest_hash', '')}"


def bump(**kwargs: Any) -> None:
    """Retire everything cached, once the change is really in the database. Also a receiver of signals."""
    transaction.on_commit(lambda: cache.set(KEY, secrets.token_hex(6), timeout=None))


def bump_for_content(sender: type[Model], update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    if update_fields is not None and update_fields <= DRAFT_FIELDS:
        return
    if issubclass(sender, Page | Site | Locale | PageViewRestriction) or sender in watched():
        bump()


def watched() -> set[type[Model]]:
    return {get_image_model(), get_document_model(), *get_snippet_models()}


def connect() -> None:
    """Hear of every change, except of drafts; and of every deployment, whose code may cache other things."""
    post_migrate.connect(bump, dispatch_uid="content.versions.deployed")
    for signal in (signals.page_published, signals.page_unpublished, signals.post_page_move, signals.page_slug_changed):
        signal.connect(bump, dispatch_uid=f"content.versions.{id(signal)}")
    post_save.connect(bump_for_content, dispatch_uid="content.versions.saved")
    post_delete.connect(bump_for_content, dispatch_uid="content.versions.deleted")
