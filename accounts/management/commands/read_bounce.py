"""`manage.py read_bounce < report`: for the pipe to which a mail server hands letters that came back."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from accounts import bounces

# «Try again later», for the mail server (sysexits.h).
TEMPORARY = 75
MOST_BYTES = 5 * 1024 * 1024


class Command(BaseCommand):
    help = "Reads one delivery report (RFC 3464) from stdin; an address where nobody is gets no more letters."

    def handle(self, *args: Any, **options: Any) -> str:
        raw = sys.stdin.buffer.read(MOST_BYTES)
        try:
            outcome = bounces.read(raw, timezone.now())
        except Error as error:
            raise CommandError("the database is away", returncode=TEMPORARY) from error
        if outcome.buried:
            return "nobody is there: no more letters"
        return "noted: not the address's fault" if outcome.known else "not about a mail of ours"
