"""`manage.py load_demo`: pages, lessons, workshops, words, pictures and people that show what the portal is."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from wagtail.models import Page

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
        with translation.override("ru"):
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
