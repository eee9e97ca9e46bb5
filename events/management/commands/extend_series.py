"""`manage.py extend_series`: makes now the dates that the worker makes once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from events import series


class Command(BaseCommand):
    help = "Makes the dates of all series six months ahead. Run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Новых дат: {series.extend_all(timezone.now())}")
