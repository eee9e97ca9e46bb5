"""One sheet for all styles, hashed names, compressed twins."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from pytest_django.fixtures import Settings

from portal import staticfiles


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def sources(settings: Settings, tmp_path: Path) -> Path:
    """A small static folder in the place of ours, with no app's files beside it."""
    folder = tmp_path / "static"
    write(
        folder,
        {
            "css/site.css": '@import "base.css";\n@import "components/card.css";\nbody { color: red }\n',
            "css/base.css": '@font-face { src: url("../fonts/a.woff2") }\n',
            "css/components/card.css": ".card { background: url(../../icons/i.svg) }\n"
            ".x { mask: url('data:image/png;base64,AA==') }\n",
            "fonts/a.woff2": "font",
            "icons/i.svg": "<svg/>" * 200,
        },
    )
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "portal.staticfiles.OneSheetStorage"}}
    finders.get_finder.cache_clear()
    yield folder
    finders.get_finder.cache_clear()


def test_the_parts_are_put_in_place(sources: Path, settings: Settings) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    address = staticfiles_storage.url("css/site.css")
    assert re.fullmatch(r"/static/css/site\.[0-9a-f]{12}\.css", address)
    collected = Path(settings.STATIC_ROOT) / address.removeprefix("/static/")
    text = collected.read_text()
    assert "@import" not in text
    assert text.index("@font-face") < text.index(".card") < text.index("body")
    for found in re.findall(r'url\("(?!data:)([^"]+)"\)', text):
        assert re.search(r"\.[0-9a-f]{12}\.", found)
        assert (collected.parent / found).resolve().exists()
    assert "url('data:image/png;base64,AA==')" in text


def test_compressed_twins(sources: Path, settings: Settings) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    icon = Path(settings.STATIC_ROOT) / staticfiles_storage.url("icons/i.svg").removeprefix("/static/")
    assert icon.with_name(f"{icon.name}.br").exists()
    assert icon.with_name(f"{icon.name}.gz").exists()


def test_a_sheet_that_imports_what_is_not_there(sources: Path) -> None:
    (sources / "css" / "site.css").write_text('@import "components/gone.css";\n')
    with pytest.raises(staticfiles.MissingSheet, match=r"css/components/gone\.css"):
        call_command("collectstatic", interactive=False, verbosity=0)


def test_collecting_twice_gives_the_same_name(sources: Path) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    first = staticfiles_storage.url("css/site.css")
    call_command("collectstatic", interactive=False, verbosity=0)
    assert staticfiles_storage.url("css/site.css") == first


def test_our_own_sheet_finds_all_its_parts() -> None:
    text = staticfiles.collect(staticfiles.SHEET)
    assert "@import" not in text
    folder = Path(str(finders.find(staticfiles.SHEET))).parent
    missing = [name for name in re.findall(r'url\("(?!data:)([^"#?]+)', text) if not (folder / name).exists()]
    assert missing == []
