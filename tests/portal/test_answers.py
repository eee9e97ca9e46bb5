"""What every answer carries, and what no request gets."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from portal.middleware import CompressionMiddleware
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db


def test_the_policy_of_a_page(client: Client, site: SiteTree) -> None:
    response = client.get("/accounts/login/")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "private" in response["Cache-Control"]


def test_the_policy_of_the_admin(client: Client, site: SiteTree) -> None:
    client.force_login(make_user("admin@example.org", is_superuser=True), backend="accounts.backends.EmailBackend")
    response = client.get("/admin/")
    assert response.status_code == 200
    assert "'unsafe-inline'" in response["Content-Security-Policy"]
    assert "unsafe-eval" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/", "/admin/password_reset/", "/admin/"])
def test_every_door_leads_to_ours(client: Client, site: SiteTree, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/")


@pytest.mark.parametrize(
    "address", ["/?q=%00", "/?%00=q", "/courses/%00/", "/n/1/?a=b%00", "/accounts/login/?next=%00"]
)
def test_a_nul_is_bad_input(client: Client, site: SiteTree, address: str) -> None:
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    "address", ["/nothing/", "/en/nothing/", "/n/999999/", "/static/nothing.css", "/media/nothing.png"]
)
def test_what_is_not_there(client: Client, site: SiteTree, address: str) -> None:
    assert client.get(address).status_code == 404


def test_robots(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    for path in ("/admin/", "/my/", "/accounts/", "/desk/", "/en/my/"):
        assert f"Disallow: {path}" in lines
    assert "Disallow: /" not in lines


def test_a_stale_form_shows_what_was_typed(site: SiteTree) -> None:
    client = Client(enforce_csrf_checks=True)
    typed = {"login": "nina@example.org", "password": "secret words", "csrfmiddlewaretoken": "old"}
    ours = client.post("/accounts/login/", typed, headers={"origin": "http://testserver"})
    assert ours.status_code == 403
    assert "nina@example.org" in ours.content.decode()
    assert "secret words" not in ours.content.decode()
    strangers = client.post("/accounts/login/", typed, headers={"origin": "https://evil.example"})
    assert strangers.status_code == 403
    assert "nina@example.org" not in strangers.content.decode()


@pytest.mark.parametrize(
    ("kind", "compressed"), [("text/html; charset=utf-8", True), ("application/json", True), ("video/mp4", False)]
)
def test_texts_are_compressed_and_files_are_not(kind: str, compressed: bool) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    middleware = CompressionMiddleware(lambda request: HttpResponse("слово " * 500, content_type=kind))
    assert ("Content-Encoding" in middleware(request)) is compressed


def test_a_stream_is_left_alone() -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    middleware = CompressionMiddleware(lambda request: StreamingHttpResponse([b"x" * 5000], content_type="text/vtt"))
    assert "Content-Encoding" not in middleware(request)
