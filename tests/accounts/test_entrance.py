"""Signing up, in and out; codes, passwords and addresses, through allauth's real pages and our mails."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outgoing
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import consents, mail
from accounts.forms.entrance import SignUpForm
from accounts.mailboxes import replace_address
from accounts.models import Consent, Learner, Mail, User
from courses import progress
from courses.models import Lesson
from tests.factories.accounts import guest_browser, leads_to
from tests.factories.courses import CourseTree
from tests.factories.people import PASSWORD, make_user

NEW = {"name": "Нина Петровна", "email": "Nina@Example.org", "password1": "три сосны у дома", "consent": "on"}


def deliver() -> list[outgoing.EmailMessage]:
    """What the worker sends now."""
    outgoing.outbox.clear()
    mail.send_due(timezone.now())
    return list(outgoing.outbox)


def code_in(message: outgoing.EmailMessage) -> str:
    return re.search(r"^\d{4}-\d{4}$", message.body, re.MULTILINE)[0]


def link_in(message: outgoing.EmailMessage) -> str:
    return re.search(r"https?://testserver(/\S+)", message.body)[1]


def fields_with_errors(response: object) -> set[str]:
    return set(response.context["form"].errors)


# --- signing up ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_signing_up(client: Client, db: None, prefix: str) -> None:
    answer = client.post(f"{prefix}/accounts/signup/", NEW)
    assert (answer.status_code, answer.url) == (302, f"{prefix}/my/")
    user = User.objects.get()
    assert (user.name, user.email) == ("Нина Петровна", "nina@example.org")
    assert user.learner.language == (prefix[1:] or "ru")
    consent = Consent.objects.get()
    assert (consent.learner, consent.document, consent.version) == (user.learner, consents.DOCUMENT, consents.VERSION)
    assert client.session["_auth_user_id"] == str(user.pk)
    [letter] = deliver()
    assert letter.to == ["nina@example.org"]
    assert "Нина Петровна" in letter.body


def test_the_form_asks_for_no_more_than_it_must(client: Client, db: None) -> None:
    form = client.get("/accounts/signup/").context["form"]
    assert list(form.fields) == ["name", "email", "password1", "consent"]
    page = client.get("/accounts/signup/").content.decode()
    assert not re.search(r"<input[^>]*name=\"consent\"[^>]*checked", page)
    assert 'href="/soglasie/"' in page
    assert "placeholder" not in page
    assert 'href="/en/consent/"' in client.get("/en/accounts/signup/").content.decode()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "я" * 100_000}, {"name"}),
        ({"name": "Нина\x00"}, {"name"}),
        ({"email": "nina"}, {"email"}),
        ({"email": "nina@"}, {"email"}),
        ({"email": "a" * 100_000 + "@example.org"}, {"email"}),
        ({"email": "ni\x00na@example.org"}, {"email"}),
        ({"email": ""}, {"email"}),
        ({"password1": "1234567"}, {"password1"}),
        ({"password1": "password"}, {"password1"}),
        ({"password1": ""}, {"password1"}),
        ({"consent": ""}, {"consent"}),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(
    client: Client, db: None, changed: dict[str, str], wrong: set[str]
) -> None:
    answer = client.post("/accounts/signup/", NEW | changed)
    assert fields_with_errors(answer) == wrong
    page = answer.content.decode()
    assert 'class="error-summary"' in page
    if "name" not in changed:
        assert "Нина Петровна" in page
    assert "три сосны" not in page
    assert not User.objects.exists()


def test_missing_fields(client: Client, db: None) -> None:
    assert fields_with_errors(client.post("/accounts/signup/")) == {"name", "email", "password1", "consent"}


def test_a_name_with_markup_is_only_a_name(client: Client, db: None) -> None:
    client.post("/accounts/signup/", NEW | {"name": "<b>О'Нил & Ко</b>"})
    [letter] = deliver()
    assert "<b>О'Нил & Ко</b>" in letter.body
    html = letter.alternatives[0][0]
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert "<b>О" not in client.get("/my/").content.decode()


def test_a_taken_address_is_said(client: Client, user: User) -> None:
    answer = client.post("/accounts/signup/", NEW)
    assert fields_with_errors(answer) == {"email"}
    assert "Попробуйте войти" in answer.content.decode()


def test_the_button_pressed_twice(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_late(*args: object, **kwargs: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(SignUpForm, "save", too_late)
    answer = client.post("/accounts/signup/", NEW, follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 302)]
    assert "Войдите в неё" in answer.content.decode()


def done_by(learner: Learner, course: CourseTree) -> None:
    progress.complete_lesson(learner, Lesson.objects.get(pk=course.lessons[0].translation_key), None, timezone.now())


def test_lessons_of_this_device_are_kept_when_wished(guest: Learner, course: CourseTree) -> None:
    done_by(guest, course)
    browser = guest_browser(guest)
    assert "keep_lessons" in browser.get("/accounts/signup/").context["form"].fields
    answer = browser.post("/accounts/signup/", NEW | {"keep_lessons": "on", "next": "/courses/"})
    assert answer.url == "/courses/"
    assert User.objects.get().learner.lesson_progress.completed().count() == 1
    assert leads_to(browser) is None


def test_lessons_of_this_device_stay_with_the_guest_otherwise(guest: Learner, course: CourseTree) -> None:
    done_by(guest, course)
    browser = guest_browser(guest)
    assert browser.post("/accounts/signup/", NEW).url == "/my/"
    assert User.objects.get().learner.lesson_progress.count() == 0
    assert guest.lesson_progress.count() == 1
    assert leads_to(browser) is None


# --- the address -----------------------------------------------------------------------------------------------------


def test_looking_at_the_link_confirms_nothing_and_pressing_does(client: Client, db: None) -> None:
    client.post("/accounts/signup/", NEW)
    link = link_in(deliver()[0])
    scanner = Client()
    with CaptureQueriesContext(connection) as queries:
        page = scanner.get(link)
    assert page.status_code == 200
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert not EmailAddress.objects.get().verified
    assert client.post(link).status_code == 302
    assert EmailAddress.objects.get().verified
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("key", ["x", "MQ:1abc:def", "-", "a" * 5000])
def test_a_link_that_is_not_ours(client: Client, db: None, key: str) -> None:
    page = client.get(f"/accounts/confirm-email/{key}/")
    assert page.status_code == 200
    assert "Ссылка не работает" in page.content.decode()
    assert client.post(f"/accounts/confirm-email/{key}/").status_code == 404


def test_an_unconfirmed_address_gets_one_mail_and_no_news(client: Client, db: None) -> None:
    client.post("/accounts/signup/", NEW)
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": NEW["email"], "password": NEW["password1"]})
    client.post("/accounts/password/change/", {"oldpassword": NEW["password1"], "password1": "четыре сосны у дома"})
    assert [row.kind for row in Mail.objects.all()] == ["email_confirmation_signup"]


def test_changing_an_address_that_was_never_confirmed(member_client: Client, user: User) -> None:
    member_client.get("/accounts/email/")
    answer = member_client.post("/accounts/email/", {"action_add": "", "email": "New@example.org"}, follow=True)
    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [("new@example.org", True, False)]
    assert [letter.to for letter in deliver()] == [["new@example.org"]]


def test_changing_a_confirmed_address_waits_for_the_letter(member_client: Client, user: User) -> None:
    replace_address(user, user.email, is_verified=True)
    member_client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    user.refresh_from_db()
    assert user.email == "nina@example.org"
    page = member_client.get("/accounts/email/").content.decode()
    assert "nina@example.org" in page and "new@example.org" in page
    member_client.post(link_in(deliver()[0]))
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [("new@example.org", True, True)]


def test_thinking_better_of_a_change(member_client: Client, user: User) -> None:
    replace_address(user, user.email, is_verified=True)
    member_client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    member_client.post("/accounts/email/", {"action_remove": "", "email": "new@example.org"})
    assert EmailAddress.objects.get().email == "nina@example.org"


@pytest.mark.parametrize(
    "email", ["oleg@example.org", "OLEG@example.org", "nina@example.org", "", "x", "\x00@example.org"]
)
def test_addresses_that_cannot_be_taken(member_client: Client, user: User, email: str) -> None:
    make_user("oleg@example.org")
    answer = member_client.post("/accounts/email/", {"action_add": "", "email": email})
    assert fields_with_errors(answer) == {"email"}
    user.refresh_from_db()
    assert user.email == "nina@example.org"


# --- signing in ------------------------------------------------------------------------------------------------------


def test_signing_in_with_a_password(client: Client, user: User) -> None:
    answer = client.post("/accounts/login/", {"login": "NINA@example.org ", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[0] == ("/my/", 302)
    assert "Здравствуйте, Нина Петровна!" in answer.content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"login": "nina@example.org"},
        {"login": "nina@example.org", "password": "не то"},
        {"login": "nobody@example.org", "password": PASSWORD},
        {"login": "\x00", "password": "\x00"},
        {"login": "я" * 100_000, "password": "я" * 100_000},
    ],
)
def test_signing_in_wrongly(client: Client, user: User, values: dict[str, str]) -> None:
    answer = client.post("/accounts/login/", values)
    assert answer.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_too_many_wrong_passwords(client: Client, user: User) -> None:
    for _attempt in range(5):
        client.post("/accounts/login/", {"login": user.email, "password": "не то"})
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "Слишком много попыток" in answer.content.decode()


def test_signing_in_with_a_code(client: Client, user: User) -> None:
    replace_address(user, user.email, is_verified=False)
    answer = client.post("/accounts/login/code/", {"email": "Nina@example.org", "next": "/courses/"}, follow=True)
    assert "nina@example.org" in answer.content.decode()
    [letter] = deliver()
    code = code_in(letter)
    assert "next" in answer.request["QUERY_STRING"]
    wrong = client.post("/accounts/login/code/confirm/", {"code": "0000-0000"})
    assert fields_with_errors(wrong) == {"code"}
    answer = client.post("/accounts/login/code/confirm/", {"code": code.replace("-", " "), "next": "/courses/"})
    assert (answer.status_code, answer.url) == (302, "/courses/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get(user=user).verified
    row = Mail.objects.get(kind="login_code")
    assert row.learner == user.learner
    assert (row.text, row.html) == ("", "")


def test_a_stranger_who_took_the_address_first_is_shut_out(client: Client, db: None) -> None:
    """They signed up with an address of somebody else, who later comes in by a code sent there."""
    stranger = Client()
    stranger.post("/accounts/signup/", NEW)
    assert stranger.get("/my/data/").status_code == 200
    client.post("/accounts/login/code/", {"email": "nina@example.org"})
    code = next(code_in(letter) for letter in deliver() if re.search(r"^\d{4}-\d{4}$", letter.body, re.MULTILINE))
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.get("/my/").context["request"].user.email == "nina@example.org"
    assert not stranger.get("/my/").context["request"].user.is_authenticated
    assert not Client().login(email="nina@example.org", password=NEW["password1"])


def test_a_code_can_be_sent_again(client: Client, user: User) -> None:
    client.post("/accounts/login/code/", {"email": user.email})
    first = code_in(deliver()[0])
    client.post("/accounts/login/code/confirm/", {"action": "resend"})
    second = code_in(deliver()[0])
    assert first != second
    assert client.post("/accounts/login/code/confirm/", {"code": second}).status_code == 302


def test_three_wrong_codes_end_it(client: Client, user: User) -> None:
    client.post("/accounts/login/code/", {"email": user.email})
    code = code_in(deliver()[0])
    for _attempt in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "0000-0000"})
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_a_code_late_in_the_box_is_not_sent(client: Client, user: User) -> None:
    client.post("/accounts/login/code/", {"email": user.email})
    outgoing.outbox.clear()
    mail.send_due(timezone.now() + timedelta(minutes=16))
    assert outgoing.outbox == []


def test_an_unknown_address_learns_nothing_from_the_page(client: Client, user: User) -> None:
    known = client.post("/accounts/login/code/", {"email": user.email})
    unknown = Client().post("/accounts/login/code/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    letters = {letter.to[0]: letter for letter in deliver()}
    assert "страницы с ней нет" in letters["nobody@example.org"].body
    assert "/accounts/signup/" in letters["nobody@example.org"].body


# --- passwords -------------------------------------------------------------------------------------------------------


def test_a_forgotten_password(client: Client, user: User) -> None:
    client.post("/accounts/password/reset/", {"email": "NINA@example.org"})
    [letter] = deliver()
    link = link_in(letter)
    assert Mail.objects.get(kind="password_reset_key").text == ""
    page = client.get(link, follow=True)
    form_at = page.redirect_chain[-1][0]
    assert user.email not in form_at
    assert fields_with_errors(client.post(form_at, {"password1": "123"})) == {"password1"}
    done = client.post(form_at, {"password1": "четыре сосны у дома"}, follow=True)
    assert "Пароль сохранён" in done.content.decode()
    user.refresh_from_db()
    assert user.check_password("четыре сосны у дома")
    assert "Ссылка не работает" in Client().get(link, follow=True).content.decode()


def test_a_forgotten_password_of_nobody(client: Client, db: None) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert answer.url == "/accounts/password/reset/done/"
    [letter] = deliver()
    assert letter.to == ["nobody@example.org"]


@pytest.mark.parametrize("key", ["1-abc", "zzzzzzzzzzzzzz-abc", "1-set-password"])
def test_a_reset_link_that_is_not_ours(client: Client, db: None, key: str) -> None:
    page = client.get(f"/accounts/password/reset/key/{key}/", follow=True)
    assert page.status_code == 200
    assert "Ссылка не работает" in page.content.decode()


def test_changing_the_password_is_told_to_a_confirmed_address(member_client: Client, user: User) -> None:
    replace_address(user, user.email, is_verified=True)
    answer = member_client.post(
        "/accounts/password/change/", {"oldpassword": "не то", "password1": "четыре сосны у дома"}
    )
    assert fields_with_errors(answer) == {"oldpassword"}
    member_client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "четыре сосны у дома"})
    user.refresh_from_db()
    assert user.check_password("четыре сосны у дома")
    [letter] = deliver()
    assert letter.subject == "Ваш пароль сменили"
    assert member_client.get("/my/data/").context["own"] == user.learner


# --- signing out -----------------------------------------------------------------------------------------------------


def test_signing_out_takes_a_post(member_client: Client) -> None:
    assert member_client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in member_client.session
    answer = member_client.post("/accounts/logout/")
    assert answer.url == "/"
    assert "_auth_user_id" not in member_client.session


def test_a_closed_account_does_not_come_in(client: Client, user: User) -> None:
    user.is_active = False
    user.save()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


# --- pages and letters -----------------------------------------------------------------------------------------------

PUBLIC = [
    "login/",
    "signup/",
    "login/code/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/done/",
    "confirm-email/",
    "inactive/",
]
OWN = ["email/", "password/change/", "logout/", "reauthenticate/"]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_stand_in_our_frame(client: Client, db: None, prefix: str, path: str) -> None:
    page = client.get(f"{prefix}/accounts/{path}").content.decode()
    assert page.count("<h1") == 1
    assert 'id="main"' in page
    assert "style=" not in page and "<script>" not in page
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
    assert title.strip() and not title.strip().startswith("—")


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", OWN)
def test_own_pages_stand_in_our_frame(member_client: Client, prefix: str, path: str) -> None:
    page = member_client.get(f"{prefix}/accounts/{path}").content.decode()
    assert page.count("<h1") == 1 and 'id="main"' in page
    assert "style=" not in page


def test_a_password_for_who_has_none(member_client: Client, user: User) -> None:
    user.set_unusable_password()
    user.save()
    browser = Client()
    browser.force_login(user, backend="accounts.backends.EmailBackend")
    assert browser.get("/accounts/password/change/").url == "/accounts/password/set/"
    assert browser.post("/accounts/password/set/", {"password1": "четыре сосны у дома"}).status_code == 302
    user.refresh_from_db()
    assert user.check_password("четыре сосны у дома")


def test_each_letter_is_short_and_warns(client: Client, user: User) -> None:
    replace_address(user, user.email, is_verified=True)
    client.post("/accounts/login/code/", {"email": user.email})
    Client().post("/accounts/login/code/", {"email": "nobody@example.org"})
    Client().post("/accounts/password/reset/", {"email": user.email})
    Client().post("/accounts/signup/", NEW | {"email": "new@example.org"})
    browser = Client()
    browser.force_login(user, backend="accounts.backends.EmailBackend")
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "четыре сосны у дома"})
    browser.post("/accounts/email/", {"action_add": "", "email": "third@example.org"})
    letters = deliver()
    assert len(letters) == 6
    for letter in letters:
        assert "Мы никогда не просим коды из СМС и деньги" in letter.body
        for text in re.split(r"[.!?:]\s+|\n+", re.sub(r"[\w.-]+@[\w.-]*\w|https?://\S+", "", letter.body)):
            assert len(re.findall(r"[\w-]+", text)) <= 12, text
        [(html, kind)] = [(part[0], part[1]) for part in letter.alternatives]
        assert kind == "text/html"
        assert "<img" not in html and "<script" not in html
