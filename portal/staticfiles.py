"""Static files with hashed names and compressed twins; the style sheet's parts are served as one."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
IMPORT = re.compile(r'^@import "(?P<name>[\w./-]+)";\n?', re.MULTILINE)
ADDRESS = re.compile(r"""url\((?P<quote>["']?)(?P<name>(?![a-z]+:|/|\#)[^"')]+)(?P=quote)\)""")


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Puts the files that css/site.css imports in the place of its @import lines, before names are hashed.

    Browsers read the imports themselves when static files are served from their folders (DEBUG=1).
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if SHEET in paths and not dry_run:
            sheet = collect(SHEET)
            self.delete(SHEET)
            self._save(SHEET, ContentFile(sheet.encode()))
            paths[SHEET] = (self, SHEET)
        yield from super().post_process(paths, dry_run, **options)


class MissingSheet(Exception):
    """A style sheet imports a file that does not exist."""


def collect(name: str) -> str:
    """The text of a style sheet with the texts that it imports in place, and their addresses as seen from css/.

    Raises MissingSheet.
    """
    path = finders.find(name)
    if path is None:
        raise MissingSheet(name)
    folder = posixpath.dirname(name)
    text = ADDRESS.sub(
        lambda found: f'url("{as_seen_from_sheet(folder, found["name"])}")', Path(path).read_text("utf-8")
    )
    return IMPORT.sub(lambda found: collect(posixpath.normpath(f"{folder}/{found['name']}")) + "\n", text)


def as_seen_from_sheet(folder: str, address: str) -> str:
    return posixpath.relpath(posixpath.join(folder, address), posixpath.dirname(SHEET))
