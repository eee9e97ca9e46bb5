"""Pictures that people send: made anew, so that nothing hidden in the file (place, device, code) is kept."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

LARGEST_FILE = 10 * 1024 * 1024
# Forty megapixels: more than telephones take, less than would fill the memory.
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
MOST_BYTES = 500 * 1024
QUALITIES = (80, 65, 50, 35)
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
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A picture built from the pixels alone carries nothing of the file.
    bare = Image.frombytes("RGB", upright.size, upright.tobytes())
    return Shot(smallest(bare), *bare.size)


def smallest(picture: Image.Image) -> bytes:
    content = b""
    for quality in QUALITIES:
        written = io.BytesIO()
        picture.save(written, "WEBP", quality=quality, method=4)
        content = written.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return content
