"""«Крупнее» and «Какой у вас телефон?»: cookies of this device, no JavaScript."""

import pytest
from django.test import Client

from accounts.models import Learner
from portal import display

pytestmark = pytest.mark.django_db


def test_larger_goes_round() -> None:
    sizes = ["1"]
    for _ in range(3):
        sizes.append(display.Display(sizes[-1], "").next_size)
    assert sizes == ["1", "2", "3", "1"]


def test_the_size_is_kept_and_the_person_goes_back() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/display/", {"size": "2", "next": "/courses/?topic=fraud"})
    assert (answer.status_code, answer.url) == (302, "/courses/?topic=fraud")
    assert client.cookies["size"].value == "2"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "\\\\evil.example"]
)
def test_nobody_is_sent_to_another_site(client: Client, target: str) -> None:
    assert client.post("/display/", {"size": "2", "next": target}).url == "/"


@pytest.mark.parametrize("values", [{"size": "9"}, {"size": "2" * 100_000}, {"phone": "nokia"}, {}])
def test_unknown_values_change_nothing(client: Client, values: dict[str, str]) -> None:
    assert client.post("/display/", values).status_code == 302
    assert not client.cookies


def test_the_phone_is_told_to_the_learner_too(guest_client: Client, guest: Learner) -> None:
    guest_client.post("/display/", {"phone": "iphone"})
    guest.refresh_from_db()
    assert guest.phone_system == "iphone"


def test_reading_changes_nothing(client: Client) -> None:
    assert client.get("/display/").status_code == 405
