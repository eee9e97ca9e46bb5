"""Films at providers: which links we know, and where their player lives.

Nothing is asked of a provider until the visitor presses the poster; the page's policy is widened by its own films only.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Film:
    provider: str
    player_url: str

    @property
    def player_origin(self) -> str:
        """What `frame-src` of the page must allow."""
        parts = urlsplit(self.player_url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Provider:
    name: str | Promise
    link: re.Pattern[str]
    player: str


PROVIDERS = [
    Provider(
        _("VK Видео"),
        re.compile(r"https://(?:www\.|m\.)?(?:vk\.com|vkvideo\.ru)/(?:.*[?&]z=)?video(?P<owner>-?\d+)_(?P<number>\d+)"),
        "https://vk.com/video_ext.php?oid={owner}&id={number}",
    ),
    Provider(
        "RuTube",
        re.compile(r"https://(?:www\.)?rutube\.ru/(?:video|play/embed)/(?P<key>[0-9a-f]{32})"),
        "https://rutube.ru/play/embed/{key}",
    ),
    Provider(
        "YouTube",
        re.compile(
            r"https://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?(?:.*&)?v=|shorts/|embed/)|youtu\.be/)(?P<key>[\w-]{11})(?![\w-])"
        ),
        "https://www.youtube-nocookie.com/embed/{key}",
    ),
]


def find(link: str) -> Film | None:
    """The film behind a link; None for a link of another kind."""
    for provider in PROVIDERS:
        match = provider.link.match(link)
        if match:
            return Film(str(provider.name), provider.player.format(**match.groupdict()))
    return None
