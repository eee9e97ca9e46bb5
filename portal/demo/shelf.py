"""Drawings of the demo → pictures of the CMS, in a collection of their own."""

from hashlib import sha1
from pathlib import Path

from django.core.files.images import ImageFile
from wagtail.models import Collection

from content.models import Picture
from portal.demo import texts

COLLECTION = "Рисунки уроков"
CREDIT = "Рисунки «Просвета»"


class NoSuchDrawing(Exception):
    """A text names a drawing that is not in the folder."""


def picture(name: str, description: str, language: str = "ru") -> Picture:
    """The picture of a drawing, made or brought up to date. Raises NoSuchDrawing.

    Each language has pictures of its own, because the description of a picture is read aloud.
    """
    path = texts.FOLDER / "pictures" / f"{name}.svg"
    if not path.exists():
        raise NoSuchDrawing(name)
    title = name if language == "ru" else f"{name} ({language})"
    found = Picture.objects.filter(title=title, collection=collection()).first()
    if found is None:
        found = Picture(title=title, collection=collection(), description=description, credit=CREDIT)
    elif found.file_hash == digest(path):
        if description and found.description != description:
            found.description = description
            found.save()
        return found
    draw(found, path)
    return found


def draw(picture: Picture, path: Path) -> None:
    with path.open("rb") as file:
        picture.file = ImageFile(file, name=path.name)
        picture._set_image_file_metadata()  # as Wagtail's own upload form does: size and digest
        picture.save()
    picture.renditions.all().delete()


def digest(path: Path) -> str:
    """As Wagtail counts it."""
    return sha1(path.read_bytes(), usedforsecurity=False).hexdigest()


def collection() -> Collection:
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)
