"""Dates that the demo does not have: of a workshop of its own that no other walk books."""

import json
import os
import subprocess
import sys

from tests.walks.conftest import Portal

MAKE = """
import datetime, json, os
from django.utils import timezone
from accounts.models import User
from courses.models import Lesson
from events import series as rules
from events.models import Workshop
from tests.factories.events import make_series
wanted = json.loads(os.environ["WANTED"])
workshop = Workshop.objects.create(title=wanted["title"], language="ru", can_be_made_up=wanted["can_be_made_up"])
workshop.lessons.add(Lesson.objects.get(title=wanted["lesson"]))
keys = []
for minutes in wanted["begin_in"]:
    start = timezone.now().replace(microsecond=0) + datetime.timedelta(minutes=minutes)
    series = make_series(workshop=workshop, starts_on=timezone.localdate(), starts_at=datetime.time(12), capacity=9)
    series.hosts.add(User.objects.get(email="host@demo.example"))
    end = start + datetime.timedelta(minutes=wanted["lasts"])
    keys.append(str(rules.make_date(series, rules.Slot(start.strftime("%Y-%m-%dT%H:%M"), 0, start, end)).pk))
print(json.dumps(keys))
"""


def make_dates(
    portal: Portal, title: str, lesson: str, begin_in: list[int], *, lasts: int, can_be_made_up: bool = False
) -> list[str]:
    """Their keys; all hosted by the demo host. Coming completes `lesson`. Times are minutes, `begin_in` from now."""
    wanted = {"title": title, "lesson": lesson, "begin_in": begin_in, "lasts": lasts, "can_be_made_up": can_be_made_up}
    environment = {**os.environ, "PROSVET_DATA": str(portal.data), "DEMO": "1", "WANTED": json.dumps(wanted)}
    environment["DJANGO_SETTINGS_MODULE"] = "portal.settings.development"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", MAKE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])
