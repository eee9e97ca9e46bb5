"""A guest mistyped their address, and corrects it: the old link dies, one letter goes to the new address."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts import mail
from accounts.models import Learner, Mail, User
from questions import asking, readdressing, telling, tokens
from questions.models import Question
from tests.factories.accounts import browser_of, guest_browser
from tests.factories.questions import write_question
from tests.factories.sites import SiteTree
from tests.questions.test_pages import address_of, page, path_in

State = Question.State
WRONG, RIGHT = "nina@exmaple.ru", "nina@example.ru"


@pytest.fixture
def asked(site: SiteTree, guest: Learner, now: datetime) -> Question:
    """Sent to a mistyped address, not confirmed."""
    return asking.send(write_question(guest, now, email=WRONG, expected="Снимать.").key, guest, now=now)


def correct(client: Client, question: Question, email: str = RIGHT, **more: Any) -> Any:
    return client.post(f"{address_of(question)}address/", {"email": email, **more})


def page_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_the_page_says_where_we_wrote_and_offers_to_correct_it(asked: Question, guest_client: Client) -> None:
    shown = page(guest_client, address_of(asked))
    assert WRONG in shown.select_one(".message").text
    form = shown.select_one("details form")
    assert form["action"] == f"{address_of(asked)}address/"
    assert form.select_one("input[name=email]")["value"] == WRONG


def test_the_old_link_dies_and_one_letter_goes_to_the_new_address(
    asked: Question, guest_client: Client, client: Client
) -> None:
    old = Mail.objects.get()
    old_token = tokens.of(asked)
    response = correct(guest_client, asked, f" {RIGHT.upper()} ")
    assert response.url == address_of(asked)
    assert f"Письмо ушло на {RIGHT}" in page(guest_client, response.url).select_one(".messages").text
    old, new = Mail.objects.order_by("key")
    assert (old.to, new.to) == (WRONG, RIGHT)
    assert client.get(path_in(old)).status_code == client.post(path_in(old)).status_code == 404
    assert client.get(f"{address_of(asked)}?by={old_token}").status_code == 404
    assert "Это моя почта" in page(client, path_in(new)).text
    client.post(path_in(new))
    confirmed = Question.objects.get()
    assert (confirmed.state, confirmed.email) == (State.PUBLISHED, RIGHT)
    assert (confirmed.happened, confirmed.expected) == (asked.happened, asked.expected)
    assert client.get(f"{address_of(asked)}?by={tokens.of(confirmed)}").status_code == 200


def test_a_letter_to_the_old_address_that_has_not_gone_yet_never_goes(
    asked: Question, guest: Learner, now: datetime
) -> None:
    """Nor does the first one when the first address comes back: its link is dead."""
    later = now + timedelta(minutes=5)
    readdressing.readdress(asked.pk, guest, RIGHT, now=later)
    readdressing.readdress(asked.pk, guest, WRONG, now=later)
    assert [telling.still_true(row, later) for row in Mail.objects.order_by("key")] == [False, False, True]
    assert mail.send_due(later) == 1


@pytest.mark.parametrize("email", ["", "nina", "nina@", "nina@example.ru, b@example.ru", f"{'n' * 250}@example.ru"])
def test_a_wrong_address_is_told_so_and_stays_typed(asked: Question, guest_client: Client, email: str) -> None:
    response = correct(guest_client, asked, email)
    assert response.status_code == 400
    shown = page_of(response)
    field = shown.select_one("details[open] input[name=email]")
    assert (field.get("value") or "") == email
    assert shown.select_one("details[open] .error-summary") and shown.select_one(".field-error")
    assert Mail.objects.count() == 1


def test_only_the_browser_that_asked(asked: Question, member_client: Client, client: Client) -> None:
    """Not the link of the letter, which may lie in a stranger's mailbox; not another guest."""
    token = tokens.of(asked)
    stranger = page(client, f"{address_of(asked)}?by={token}")
    assert not stranger.select_one("form[action$='address/']") and WRONG not in stranger.text
    other = guest_browser(Learner.objects.create())
    for browser in (client, member_client, other):
        assert correct(browser, asked).status_code == 404
        assert browser.get(f"{address_of(asked)}address/?by={token}").status_code == 404
        assert correct(browser, asked, by=token).status_code == 404
        assert correct(browser, asked, "nina", by=token).status_code == 404
    assert (Question.objects.get().email, Mail.objects.count()) == (WRONG, 1)


def test_reading_corrects_nothing(asked: Question, guest_client: Client) -> None:
    """A telephone that comes back to the address of a wrong try is led to the question."""
    assert guest_client.get(f"{address_of(asked)}address/", {"email": RIGHT}).url == address_of(asked)
    assert Question.objects.get().email == WRONG


def test_pressed_twice_is_one_letter(asked: Question, guest_client: Client) -> None:
    for _press in range(2):
        correct(guest_client, asked)
    assert "уже ушло" in page(guest_client, address_of(asked)).select_one(".messages").text
    assert Mail.objects.filter(to=RIGHT).count() == 1


def test_only_so_often(asked: Question, guest: Learner, guest_client: Client, now: datetime) -> None:
    for number in range(readdressing.MOST_CORRECTIONS):
        readdressing.readdress(asked.pk, guest, f"n{number}@example.ru", now=now)
    with pytest.raises(readdressing.TooManyCorrections):
        readdressing.readdress(asked.pk, guest, RIGHT, now=now)
    assert "три раза" in page(guest_client, correct(guest_client, asked).url).text
    assert not page(guest_client, address_of(asked)).select_one("form[action$='address/']")
    assert not Mail.objects.filter(to=RIGHT).exists()


def test_one_machine_writes_to_few_strangers(
    asked: Question, guest_client: Client, settings: Any, now: datetime
) -> None:
    """New guests are made for nothing; the network address is not."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "readdress": "1/h/ip"}
    correct(guest_client, asked)
    response = correct(guest_client, asked, "third@example.ru")
    assert response.status_code == 429
    assert page_of(response).select_one("details[open] input[name=email]")["value"] == "third@example.ru"
    assert not Mail.objects.filter(to="third@example.ru").exists()


def test_slips_of_the_pen_are_not_counted(asked: Question, guest_client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "readdress": "1/h/ip"}
    for email in ("nina", WRONG, WRONG):
        correct(guest_client, asked, email)
    assert correct(guest_client, asked).status_code == 302
    assert Question.objects.get().email == RIGHT


def test_nothing_is_corrected_once_confirmed(
    asked: Question, guest: Learner, guest_client: Client, now: datetime
) -> None:
    asking.confirm(asked.key, now=now)
    assert "уже подтвердили" in page(guest_client, correct(guest_client, asked).url).text
    assert Question.objects.get().email == WRONG
    with pytest.raises(readdressing.AlreadyConfirmed):
        readdressing.readdress(asked.pk, guest, RIGHT, now=now)


def test_who_reads_the_old_letter_a_moment_too_late_confirms_nothing(
    asked: Question, guest: Learner, now: datetime
) -> None:
    """Their page was open before: the link is looked at again under the lock."""
    readdressing.readdress(asked.pk, guest, RIGHT, now=now)
    with pytest.raises(asking.NotTheirs):
        asking.confirm(asked.key, now=now, series=asked.link_series)
    assert Question.objects.get().state == State.ASKED


def test_nobody_learns_whether_an_address_is_known(asked: Question, guest_client: Client, user: User) -> None:
    response = correct(guest_client, asked, user.email)
    assert response.url == address_of(asked)
    assert f"Письмо ушло на {user.email}" in page(guest_client, response.url).text
    assert page(guest_client, address_of(asked)).select_one("form[action$='address/']")


def test_a_member_has_nothing_to_correct(asked: Question, user: User, learner: Learner, now: datetime) -> None:
    """Whoever made an account since is written to there."""
    Question.objects.update(learner=learner)
    assert correct(browser_of(user), asked).status_code == 404
    with pytest.raises(readdressing.NotTheirs):
        readdressing.readdress(asked.pk, learner, RIGHT, now=now)
