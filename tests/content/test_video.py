"""Links to films at providers, and the players behind them."""

import pytest

from content import video

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("link", "provider", "player"),
    [
        (
            "https://vk.com/video-22822305_456241864",
            "VK Видео",
            "https://vk.com/video_ext.php?oid=-22822305&id=456241864",
        ),
        ("https://vkvideo.ru/video155_17", "VK Видео", "https://vk.com/video_ext.php?oid=155&id=17"),
        ("https://m.vk.com/video-1_2", "VK Видео", "https://vk.com/video_ext.php?oid=-1&id=2"),
        ("https://vk.com/feed?z=video-1_2%2Fabc", "VK Видео", "https://vk.com/video_ext.php?oid=-1&id=2"),
        (f"https://rutube.ru/video/{KEY}/", "RuTube", f"https://rutube.ru/play/embed/{KEY}"),
        (f"https://rutube.ru/play/embed/{KEY}", "RuTube", f"https://rutube.ru/play/embed/{KEY}"),
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        (
            "https://www.youtube.com/watch?t=5&v=dQw4w9WgXcQ",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        ("https://youtu.be/dQw4w9WgXcQ?t=3", "YouTube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtube.com/shorts/dQw4w9WgXcQ", "YouTube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
    ],
)
def test_films_are_found(link: str, provider: str, player: str) -> None:
    film = video.find(link)
    assert film is not None
    assert (film.provider, film.player_url) == (provider, player)
    assert player.startswith(f"{film.player_origin}/")


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://vk.com/video-1_2",
        "https://vk.com.evil.example/video-1_2",
        "https://evil.example/?x=https://youtu.be/dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQtoolong",
        "https://rutube.ru/channel/1/",
        "javascript:alert(1)//vk.com/video-1_2",
    ],
)
def test_other_links_are_not(link: str) -> None:
    assert video.find(link) is None
