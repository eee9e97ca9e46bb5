"""Collects what the portal says into locale/: the same on every machine, whenever it is run."""

import re
from pathlib import Path

from django.core.management.commands import makemessages

DATES = re.compile(r'^"(?:POT-Creation|PO-Revision)-Date:.*\n', re.MULTILINE)


class Command(makemessages.Command):
    # A new string waits for its words: one that resembles it says something else.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def write_po_file(self, potfile: str, locale: str) -> None:
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        path.write_text(DATES.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
