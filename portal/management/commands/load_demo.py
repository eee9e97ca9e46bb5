"""`manage.py load_demo`: pages, lessons, workshops, words, pictures and people that show what the portal is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db.models.signals import post_save
from django.utils import translation
from modelsearch import index, signal_handlers
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts import roles
from courses.models import Lesson
from portal.demo import asked, history, lessons, people, site, workshops


class Command(BaseCommand):
    help = (
        "Загружает показ: страницы, курсы, занятия, словарь, картинки и людей с известным паролем. Только с DEMO=1. "
        "Повторный запуск ничего не портит."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Показ приносит людей с паролем, который знают все: он загружается только с DEMO=1, на своей машине."
            )
        with translation.override("ru"), indexed_at_the_end():
            load()
        self.stdout.write(f"Показ загружен: страниц {Page.objects.count()}, уроков {Lesson.objects.count()}.")


def load() -> None:
    roles.ensure_groups()
    people.load()
    editor = people.person("editor")
    homes = site.load(editor)
    courses = lessons.load(homes.catalogue, editor)
    site.load_first_steps(homes, courses, editor)
    people.hand_over_courses()
    people.begin_helping()
    history.load()
    workshops.load(homes.ru, editor)
    asked.load()


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """What search and «used at» know is built once, of everything: entry by entry takes a third of the loading."""
    for model in index.get_indexed_models():
        post_save.disconnect(signal_handlers.post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        signal_handlers.register_signal_handlers()
    call_command("wagtail_update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
