"""One file out, the same portal back in; and never over a living one by mistake."""

import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from accounts.models import User
from content.models import HomePage
from tests.factories.people import make_user
from tests.factories.sites import make_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "images" / "дом.svg").write_text("<svg/>")
    return tmp_path / "media"


@pytest.fixture
def backup(media: Path, tmp_path: Path) -> Path:
    """A backup of a portal with one person, one home page and one picture."""
    make_user("nina@example.org", name="Нина Петровна")
    make_site()
    file = tmp_path / "portal.backup"
    call_command("backup", str(file), verbosity=0)
    return file


def test_what_went_out_comes_back(backup: Path, media: Path) -> None:
    User.objects.update(name="Испорчено")
    make_user("later@example.org")
    shutil.rmtree(media)
    call_command("restore", str(backup), "--force", verbosity=0)
    assert list(User.objects.values_list("email", "name")) == [("nina@example.org", "Нина Петровна")]
    assert (media / "images" / "дом.svg").read_text() == "<svg/>"
    make_user("after@example.org")
    assert User.objects.count() == 2


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Moves to a database without a single table, as on a new machine; back again after the test."""
    here, there = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_elsewhere"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{there}"')

    def move() -> None:
        connection.close()
        connection.settings_dict["NAME"] = there

    yield move
    connection.close()
    connection.settings_dict["NAME"] = here
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{there}"')
    else:
        for path in Path(here).parent.glob(f"{Path(there).name}*"):
            path.unlink()


def test_it_comes_back_on_a_new_machine(backup: Path, media: Path, elsewhere: Callable[[], None]) -> None:
    """Into a database without a table, unforced; then it works: what is written next takes a number of its own."""
    elsewhere()
    shutil.rmtree(media)
    assert connection.introspection.table_names() == []
    call_command("restore", str(backup), verbosity=0)
    assert list(User.objects.values_list("email", "name")) == [("nina@example.org", "Нина Петровна")]
    assert HomePage.objects.count() == 2
    assert (media / "images" / "дом.svg").read_text() == "<svg/>"
    make_user("after@example.org")
    assert User.objects.count() == 2
    with pytest.raises(CommandError, match="--force"):
        call_command("restore", str(backup))


def test_nothing_is_overwritten_unasked(backup: Path, media: Path) -> None:
    (media / "new.txt").write_text("new")
    with pytest.raises(CommandError, match="--force"):
        call_command("restore", str(backup))
    assert (media / "new.txt").exists()
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(backup))


def test_a_damaged_file_changes_nothing(backup: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn"
    torn.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    with pytest.raises(CommandError, match="no backup"):
        call_command("restore", str(torn), "--force")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("manifest.json", '{"format": 1, "database": "oracle"}')
    with pytest.raises(CommandError, match="oracle"):
        call_command("restore", str(tmp_path / "other.zip"), "--force")
    assert User.objects.count() == 1


def test_a_backup_is_for_its_owner_only(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_failed_backup_leaves_nothing(media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.management.commands import backup as command

    def fail(dump: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setitem(command.DUMPS, connection.vendor, fail)
    with pytest.raises(OSError, match="disk full"):
        call_command("backup", str(tmp_path / "portal.backup"))
    assert list(tmp_path.glob("portal.backup*")) == []


def test_no_key_inside(backup: Path, settings: Settings) -> None:
    with zipfile.ZipFile(backup) as archive:
        assert not any(settings.SECRET_KEY.encode() in archive.read(name) for name in archive.namelist())
        assert {name.split("/")[0] for name in archive.namelist()} == {"manifest.json", "database", "media"}
