"""Reading the texts: YAML files, Markdown to what Wagtail's rich text keeps."""

from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml
from bs4 import BeautifulSoup

from content.text import render_markdown

FOLDER = Path(__file__).parent
SEED = uuid5(NAMESPACE_URL, "prosvet-demo")
RENAMED = {"strong": "b", "em": "i"}


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def stable_id(*place: object) -> UUID:
    """The same for the same place in the texts: what hangs on the id (a tick, a link) outlives a new loading."""
    return uuid5(SEED, "/".join(map(str, place)))


def line(text: str) -> str:
    """One line of plain text."""
    return " ".join(str(text).split())


def rich(markdown: str | None, language: str) -> str:
    """Wagtail's rich text. Links lead to pages of ours, in the same language, or to a telephone number.

    Anything else that looks like an address stays plain words: nobody is sent anywhere by a lesson on deceit.
    """
    soup = BeautifulSoup(render_markdown(markdown or ""), "html.parser")
    for tag in soup.find_all(list(RENAMED)):
        tag.name = RENAMED[tag.name]
    for link in soup.find_all("a"):
        target = str(link["href"])
        if target.startswith(("/", "tel:")):
            link.attrs = {"href": in_language(target, language)}
        else:
            link.unwrap()
    return "".join(str(part) for part in soup.contents if str(part).strip())


def in_language(target: str, language: str) -> str:
    """`/help-now/` → `/en/help-now/` for English."""
    if language == "ru" or not target.startswith("/") or target.startswith(f"/{language}/"):
        return target
    return f"/{language}{target}"
