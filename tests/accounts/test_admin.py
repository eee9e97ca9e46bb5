"""People in Wagtail's admin, and its doors."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.mailboxes import replace_address
from accounts.models import Learner, User
from tests.factories.accounts import browser_of
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

USERS = "/admin/users/"
NEW = {"email": "Olga@Example.org", "name": "Ольга", "password1": "три сосны у дома", "password2": "три сосны у дома"}


@pytest.fixture
def admin(site: SiteTree) -> Client:
    return browser_of(User.objects.create_superuser("admin@example.org", "x", name="Администратор"))


# --- doors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_every_door_leads_to_the_one_entrance(client: Client, site: SiteTree, door: str) -> None:
    answer = client.get(f"{door}?next=/admin/pages/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/admin/pages/")
    assert client.post(door, {"username": "x", "password": "x"}).status_code in (302, 403)


@pytest.mark.parametrize(
    "door", ["/admin/password_reset/", "/admin/password_reset/confirm/MQ/abc-def/", "/admin/password_reset/complete/"]
)
def test_the_admins_password_reset_is_ours(client: Client, site: SiteTree, door: str) -> None:
    assert client.get(door).url == "/accounts/password/reset/"


def test_the_admin_asks_at_our_entrance_and_comes_back(site: SiteTree, client: Client) -> None:
    User.objects.create_superuser("admin@example.org", "три сосны у дома")
    answer = client.get("/admin/pages/", follow=True)
    where, _status = answer.redirect_chain[-1]
    assert where.startswith("/accounts/login/?next=/admin/")
    answer = client.post(where, {"login": "admin@example.org", "password": "три сосны у дома"})
    assert answer.url == "/admin/pages/"


def test_whoever_may_not_enter_the_admin_lands_on_their_own_page(member_client: Client, site: SiteTree) -> None:
    answer = member_client.get("/admin/", follow=True)
    assert (answer.redirect_chain[-1][0], answer.status_code) == ("/my/", 200)


@pytest.mark.parametrize("host", ["//evil.example", "https://evil.example"])
def test_nobody_is_sent_to_an_admin_elsewhere(admin: Client, host: str) -> None:
    assert "evil" not in admin.get(f"/accounts/login/?next={host}/admin/").url


def test_the_django_admin_is_not_there(client: Client, site: SiteTree) -> None:
    assert client.get("/django-admin/login/").status_code == 404


def test_somebody_without_rights_stays_outside(member_client: Client, site: SiteTree) -> None:
    answer = member_client.get(USERS)
    assert answer.status_code in (302, 403)
    assert not User.objects.filter(email="olga@example.org").exists()


# --- people ----------------------------------------------------------------------------------------------------------


def test_the_list_shows_names_and_finds_by_address(admin: Client, user: User) -> None:
    page = admin.get(USERS).content.decode()
    assert "Нина Петровна" in page and "nina@example.org" in page
    found = admin.get(USERS, {"q": "nina"}).content.decode()
    assert "nina@example.org" in found


def test_making_a_person(admin: Client) -> None:
    assert admin.get(f"{USERS}new/").status_code == 200
    answer = admin.post(f"{USERS}new/", NEW)
    assert answer.status_code == 302
    olga = User.objects.get(email="olga@example.org")
    assert olga.name == "Ольга"
    assert olga.check_password(NEW["password1"])
    assert Learner.objects.filter(user=olga).exists()
    assert list(EmailAddress.objects.filter(user=olga).values_list("email", "primary", "verified")) == [
        ("olga@example.org", True, False)
    ]


@pytest.mark.parametrize("email", ["nina@example.org", "NINA@example.org", "new@example.org", "x", ""])
def test_an_address_that_is_taken_or_none(admin: Client, user: User, email: str) -> None:
    EmailAddress.objects.create(user=user, email="new@example.org")
    answer = admin.post(f"{USERS}new/", NEW | {"email": email})
    assert answer.status_code == 200
    assert "email" in answer.context["form"].errors


def test_changing_a_person(admin: Client, user: User) -> None:
    replace_address(user, user.email, is_verified=True)
    page = admin.get(f"{USERS}edit/{user.pk}/")
    assert "Нина Петровна" in page.content.decode()
    values = {"email": user.email, "name": "Нина П.", "is_active": "on", "password1": "", "password2": ""}
    assert admin.post(f"{USERS}edit/{user.pk}/", values).status_code == 302
    assert EmailAddress.objects.get(user=user).verified
    admin.post(f"{USERS}edit/{user.pk}/", values | {"email": "Fresh@example.org"})
    user.refresh_from_db()
    assert (user.name, user.email) == ("Нина П.", "fresh@example.org")
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [
        ("fresh@example.org", False)
    ]


def test_the_old_address_opens_nothing_after_an_administrator_changed_it(
    admin: Client, user: User, client: Client
) -> None:
    values = {"email": "fresh@example.org", "name": "Нина", "is_active": "on"}
    admin.post(f"{USERS}edit/{user.pk}/", values)
    client.post("/accounts/login/code/", {"email": "nina@example.org"})
    from accounts.models import Mail

    assert [row.kind for row in Mail.objects.filter(to="nina@example.org")] == ["unknown_account"]


def test_everybody_is_a_learner_however_they_came(db: None) -> None:
    assert make_user("a@example.org").learner.is_guest is False
    assert User.objects.create_superuser("b@example.org", "x").learner


@pytest.mark.parametrize("path", ["account/", "users/", "groups/", "reports/site-history/", ""])
def test_pages_of_the_admin_that_speak_of_people(admin: Client, path: str) -> None:
    assert admin.get(f"/admin/{path}").status_code == 200


def test_pages_about_one_person(admin: Client, user: User) -> None:
    for page in ("edit", "delete", "history"):
        assert admin.get(f"{USERS}{page}/{user.pk}/").status_code == 200
    admin.post(f"{USERS}delete/{user.pk}/")
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Learner.objects.filter(user=user.pk).exists()


def test_an_administrators_own_name(admin: Client) -> None:
    page = admin.get("/admin/account/").content.decode()
    assert "first_name" not in page
    assert "Администратор" in page
    values = {"name_email-name": "Анна", "locale-preferred_language": "ru", "theme-theme": "system"}
    values |= {"theme-density": "default", "theme-contrast": "system", "theme-keyboard_shortcuts": "on"}
    answer = admin.post("/admin/account/", values)
    assert answer.status_code == 302, [panel.get_form().errors for panel in answer.context["panels"]]
    assert User.objects.get(email="admin@example.org").name == "Анна"
