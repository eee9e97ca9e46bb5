"""`manage.py restore FILE`: brings back what `backup` wrote. Stop the portal first."""

import json
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from accounts.models import User
from content.models import HomePage
from portal.management.commands.backup import DATABASE, FORMAT, MANIFEST, MEDIA, run_postgresql


class Command(BaseCommand):
    help = "Replaces the database and the uploads by those of a backup. Refuses where there are any, without --force."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="overwrite what is there now")

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        if not zipfile.is_zipfile(file):
            raise CommandError(f"{file} is no backup of this portal")
        if not force and not is_empty():
            raise CommandError("There is a portal here already. With --force it is overwritten and lost.")
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
            check(archive)
            load_database(Path(archive.extract(DATABASE, folder)))
            load_media(archive)
        cache.clear()
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"Restored from {file}.")


def is_empty() -> bool:
    """No tables, or none but those that the first `migrate` fills."""
    tables = connection.introspection.table_names()
    return not any(model._meta.db_table in tables and model.objects.exists() for model in (User, HomePage))


def check(archive: zipfile.ZipFile) -> None:
    damaged = archive.testzip()
    if damaged is not None or MANIFEST not in archive.namelist():
        raise CommandError(f"The backup is damaged ({damaged or 'no manifest'}); nothing was changed.")
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT or manifest["database"] != connection.vendor:
        raise CommandError(
            f"The backup is of {manifest['database']}, format {manifest['format']}; "
            f"this portal runs on {connection.vendor}, format {FORMAT}."
        )


def load_database(dump: Path) -> None:
    if connection.vendor == "postgresql":
        connection.close()
        run_postgresql(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", *into_database(), str(dump)
        )
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(dump)) as copy:
        copy.backup(connection.connection)


def into_database() -> list[str]:
    return ["--dbname", str(connection.settings_dict["NAME"])]


def load_media(archive: zipfile.ZipFile) -> None:
    """The old uploads make way only when the new ones have arrived whole."""
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent) as folder:
        for name in archive.namelist():
            if name.startswith(f"{MEDIA}/"):
                archive.extract(name, folder)
        arrived = Path(folder) / MEDIA
        arrived.mkdir(exist_ok=True)
        shutil.rmtree(media, ignore_errors=True)
        arrived.rename(media)
