"""Settings: refused when half given, strict in production, and every variable written down."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GOOD = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "k4P-" + "aZ7q" * 15,
    "ALLOWED_HOSTS": "prosvet.example",
    "SITE_URL": "https://prosvet.example",
}
READ = re.compile(
    r"""env(?:\.\w+)?\(\s*["'](?P<name>[A-Z_]+)["']|os\.environ(?:\.get\(|\[)["'](?P<other>[A-Z_]+)["']"""
)
# Read by tests and by tools, not by the portal.
OTHERS = {"TEST_DATABASE_URL", "DJANGO_SETTINGS_MODULE"}


def manage(tmp_path: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` in an environment of its own."""
    environment = {"PATH": os.environ["PATH"], "PROSVET_DATA": str(tmp_path / "data"), **variables}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "INFO", **GOOD)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"DEMO": "1"}, "DEMO=1"),
        ({"SITE_URL": "http://prosvet.example"}, "SITE_URL"),
        ({"JITSI_DOMAIN": "meet.prosvet.example", "JITSI_APP_ID": "prosvet", "JITSI_SECRET": "short"}, "events.E003"),
    ],
)
def test_production_refuses_to_start_half_configured(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    done = manage(tmp_path, "check", **GOOD | changed)
    assert done.returncode != 0
    assert said in done.stderr


def test_the_demo_is_refused_on_an_open_address(tmp_path: Path) -> None:
    done = manage(tmp_path, "start", DEMO="1", HOST="0.0.0.0")
    assert done.returncode != 0
    assert "not the loopback" in done.stderr
    assert not (tmp_path / "data" / "prosvet.sqlite3").exists()


def test_the_generated_key_is_kept_and_private(tmp_path: Path) -> None:
    say_key = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    first, second = manage(tmp_path, *say_key), manage(tmp_path, *say_key)
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.strip()) >= 50
    assert first.stdout == second.stdout
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "data").glob("secret-key*")] == ["secret-key"]


def read_by_settings() -> set[str]:
    texts = [path.read_text() for path in (ROOT / "portal" / "settings").glob("*.py") if path.name != "test.py"]
    return {found["name"] or found["other"] for text in texts for found in READ.finditer(text)}


def test_every_variable_is_written_down() -> None:
    """In docs/operations.md as a line of the table: | `NAME` | …; and nothing there that nobody reads."""
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) - OTHERS == read_by_settings()


def test_the_readme_names_every_variable_too() -> None:
    readme = (ROOT / "README.md").read_text()
    assert {name for name in read_by_settings() if f"`{name}`" not in readme} == set()


def test_tests_forget_what_the_machine_says() -> None:
    from portal.settings import test

    assert set(test.OURS.split()) >= read_by_settings() - {"PROSVET_DATA"}
