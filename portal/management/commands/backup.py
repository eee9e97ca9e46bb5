"""`manage.py backup FILE`: the database and the uploads in one file, while the portal runs."""

import json
import os
import sqlite3
import subprocess
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
MEDIA = "media"


class Command(BaseCommand):
    help = "Writes the database and the uploads into one file. The SECRET_KEY is not in it: keep that elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a new file; an old one is never overwritten")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} exists already")
        unfinished = file.with_name(f"{file.name}.unfinished")
        unfinished.touch(mode=0o600)
        try:
            write(unfinished)
            unfinished.rename(file)
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(
            f"{file}: {file.stat().st_size // 1024} KiB. Without the SECRET_KEY of today, bookmarks and guests' "
            "cookies of this backup lead nowhere: keep the key in another safe place."
        )


def write(file: Path) -> None:
    """The database first: a file uploaded a moment later is then superfluous, not missing."""
    manifest = {"format": FORMAT, "database": connection.vendor, "made_at": timezone.now().isoformat()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, tempfile.TemporaryDirectory() as folder:
        archive.writestr(MANIFEST, json.dumps(manifest))
        dump = Path(folder) / DATABASE
        DUMPS[connection.vendor](dump)
        archive.write(dump, DATABASE)
        media = Path(settings.MEDIA_ROOT)
        for path in sorted(media.rglob("*")):
            if path.is_file():
                # Pictures and films are compressed already.
                archive.write(path, f"{MEDIA}/{path.relative_to(media)}", compress_type=zipfile.ZIP_STORED)


def dump_sqlite(dump: Path) -> None:
    """A copy of one moment, by SQLite itself, whoever writes meanwhile."""
    connection.ensure_connection()
    with closing(sqlite3.connect(dump)) as copy:
        connection.connection.backup(copy)


def dump_postgresql(dump: Path) -> None:
    run_postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")


def run_postgresql(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs, on our database. Raises CommandError where there is none, or it fails."""
    places = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    environment = {**os.environ, **{names[key]: str(value) for key, value in places.items() if key in names and value}}
    try:
        done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise CommandError(f"{program} is needed: apt-get install postgresql-client") from error
    if done.returncode:
        raise CommandError(f"{program} failed: {done.stderr.strip()}")


DUMPS = {"sqlite": dump_sqlite, "postgresql": dump_postgresql}
