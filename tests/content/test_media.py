"""Uploads: whole, in ranges, only if changed; never a page of their own, never from outside or for the wrong eyes."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from wagtail.documents import get_document_model
from wagtail.images.models import Filter
from wagtail.models import Collection, CollectionViewRestriction

from content.models import Picture
from tests.factories.pictures import make_picture

pytestmark = pytest.mark.django_db
FILM = bytes(range(256)) * 40


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "secret-key").write_text("secret")
    (tmp_path / "media" / "film.mp4").write_bytes(FILM)
    (tmp_path / "media" / "images" / "Наш дом.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "media" / "page.html").write_text("<script>alert(1)</script>")
    (tmp_path / "media" / "words.vtt").write_text("WEBVTT")
    return tmp_path / "media"


def body_of(response: HttpResponse | HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_whole_file(client: Client, media: Path) -> None:
    response = client.get("/media/film.mp4")
    assert response.status_code == 200
    assert body_of(response) == FILM
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == str(len(FILM))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-9", 206, FILM[:10]),
        ("bytes=10000-", 206, FILM[10000:]),
        ("bytes=-5", 206, FILM[-5:]),
        ("bytes=99999-", 416, b""),
        ("lines=1-2", 200, FILM),
        ("bytes=oh", 200, FILM),
    ],
)
def test_ranges(client: Client, media: Path, asked: str, status: int, expected: bytes) -> None:
    """Safari plays a film only from a server that knows ranges."""
    response = client.get("/media/film.mp4", headers={"range": asked, "accept-encoding": "gzip"})
    assert response.status_code == status
    assert body_of(response) == expected
    assert "Content-Encoding" not in response


def test_only_if_changed(client: Client, media: Path) -> None:
    first = client.get("/media/film.mp4")
    body_of(first)
    again = client.get("/media/film.mp4", headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 304
    assert body_of(again) == b""


def test_head(client: Client, media: Path) -> None:
    response = client.head("/media/film.mp4")
    assert response.status_code == 200
    assert response["Content-Length"] == str(len(FILM))


def test_changing_is_not_offered(client: Client, media: Path) -> None:
    assert client.post("/media/film.mp4").status_code == 405


@pytest.mark.parametrize(
    ("name", "shown"), [("film.mp4", True), ("images/Наш дом.svg", True), ("words.vtt", True), ("page.html", False)]
)
def test_what_could_be_a_page_is_only_downloaded(client: Client, media: Path, name: str, shown: bool) -> None:
    response = client.get(f"/media/{name}")
    assert response["Content-Disposition"].startswith("inline" if shown else "attachment")
    body_of(response)


@pytest.mark.parametrize(
    "name",
    [
        "../secret-key",
        "images/../../secret-key",
        "%2e%2e/secret-key",
        "..%2fsecret-key",
        "/etc/passwd",
        "images",
        "images/",
        "nothing.png",
        "film.mp4/",
        "film.mp4%00",
        "x" * 5000,
    ],
)
def test_nothing_from_outside(client: Client, media: Path, name: str) -> None:
    assert client.get(f"/media/{name}").status_code in (400, 404)


def test_a_link_to_the_outside_is_not_followed(client: Client, media: Path) -> None:
    (media / "way-out").symlink_to(media.parent / "secret-key")
    assert client.get("/media/way-out").status_code == 404


def test_handed_over_to_nginx(client: Client, media: Path, settings: Settings) -> None:
    settings.MEDIA_ACCEL_LOCATION = "/uploads/"
    response = client.get("/media/images/Наш дом.svg")
    assert response["X-Accel-Redirect"] == "/uploads/images/%D0%9D%D0%B0%D1%88%20%D0%B4%D0%BE%D0%BC.svg"
    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert body_of(response) == b""


def test_a_document_for_some_people_only(client: Client, media: Path) -> None:
    closed = Collection.get_first_root_node().add_child(name="Для своих")
    document = get_document_model()(title="Список", collection=closed)
    document.file.save("list.pdf", ContentFile(b"%PDF-1.4 names"))
    document.save()
    address = f"/media/{document.file.name}"
    assert body_of(client.get(address)) == b"%PDF-1.4 names"
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    assert client.get(address).status_code == 404
    assert client.get(address.replace("documents/", "documents/./")).status_code == 404
    assert client.get(address.replace("documents/", "documents//")).status_code == 404


def test_a_picture_shown_again_costs_no_query_and_no_writing(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = make_picture().get_rendition("width-640|preserve-svg")
    picture = Picture.objects.get()
    monkeypatch.setattr(cache, "set", lambda *args, **kwargs: pytest.fail("written again"))
    with CaptureQueriesContext(connection) as queries:
        again = picture.get_rendition(Filter("width-640|preserve-svg"))
        assert (again.url, again.alt) == (shown.url, "Телефон на столе")
    assert len(queries) == 0
