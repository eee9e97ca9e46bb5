"""Pictures that people send: made anew, so that nothing hidden in the file (place, device, code) is kept."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

LARGEST_FILE = 10 * 1024 * 1024
# Forty megapixels: more than telephones take, less than would fill the memory.
MOST_PIXELS = 40_000_000
MOST_BYTES = 500 * 1024
SIDES = (1600, 1000, 600)
QUALITIES = (80, 60, 40)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "MPO")


class PictureError(Exception):
    """The file is no picture that we can show."""


class TooLarge(PictureError):
    """More bytes or pixels than any telephone's picture has."""


class NotAPicture(PictureError):
    """Something else, or broken."""


@dataclass(frozen=True)
class Shot:
    """A picture ready to be kept: WebP without any metadata."""

    webp: bytes
    width: int
    height: int


def remake(file: BinaryIO, size: int) -> Shot:
    """`size` in bytes. Turned upright as its EXIF said, then without EXIF. Raises a PictureError."""
    if size > LARGEST_FILE:
        raise TooLarge
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooLarge
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except PictureError:
        raise
    except Exception as error:  # Pillow raises almost anything on a broken file
        raise NotAPicture from error
    upright.thumbnail((SIDES[0], SIDES[0]))
    # A picture built from the pixels alone carries nothing of the file.
    return shrunk(Image.frombytes("RGB", upright.size, upright.tobytes()))


def shrunk(picture: Image.Image) -> Shot:
    """As large and as fine as MOST_BYTES allow; noise alone may end up small."""
    for side in SIDES:
        picture.thumbnail((side, side))
        for quality in QUALITIES:
            written = io.BytesIO()
            picture.save(written, "WEBP", quality=quality, method=4)
            if len(written.getvalue()) <= MOST_BYTES:
                return Shot(written.getvalue(), *picture.size)
    raise TooLarge
