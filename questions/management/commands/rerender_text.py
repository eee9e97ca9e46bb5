"""`manage.py rerender_text`: clean stored texts again after the cleaner has changed."""

from typing import Any

from django.core.management.base import BaseCommand

from questions import answering


class Command(BaseCommand):
    help = "Заново очищает сохранённые ответы, если правила очистки стали строже. Повторный запуск ничего не портит."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Очищено заново: {answering.render_again()}.")
