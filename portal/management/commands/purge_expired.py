"""`manage.py purge_expired`: forgets now what the worker forgets every hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal import jobs


class Command(BaseCommand):
    help = "Deletes old mails, expired sessions, and guests who left nothing behind."

    def handle(self, *args: Any, **options: Any) -> None:
        for job in jobs.PURGES:
            job.run(timezone.now())
            self.stdout.write(f"{job.name}: done")
