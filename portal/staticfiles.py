"""Static files with hashed names and compressed twins; the style sheet's parts are served as one."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
IMPORT = re.compile(r'^@import "(?P<name>[\w./-]+)";\n?', re.MULTILINE)


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Puts the files that css/site.css imports in the place of its @import lines, before names are hashed.

    Browsers read the imports themselves when static files are served from their folders (DEBUG=1).
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if SHEET in paths and not dry_run:
            sheet = flatten(SHEET)
            self.delete(SHEET)
            self._save(SHEET, ContentFile(sheet.encode()))
            paths[SHEET] = (self, SHEET)
        yield from super().post_process(paths, dry_run, **options)


def flatten(name: str) -> str:
    """The text of a style sheet with the texts that it imports in place. Addresses in them are relative to css/."""
    path = finders.find(name)
    with open(path, encoding="utf-8") as sheet:
        return IMPORT.sub(lambda found: flatten(f"css/{found['name']}") + "\n", sheet.read())
