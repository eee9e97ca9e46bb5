"""Every letter of the portal: its words in both languages, its look, an editor's words for it, and the admin's side."""

import html as entities
import re
from pathlib import Path
from statistics import median

import allauth
import pytest
import textstat
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import ModelLogEntry

from accounts import letters, mail, roles
from accounts.letters import NAME, STOP, Composed, Kind, Placeholder, wordings
from accounts.letters.composing import draw
from accounts.letters.parts import FOOT
from accounts.mailboxes import replace_address
from accounts.models import Mail, User, Wording
from tests.factories.accounts import browser_of
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

KINDS = [one.kind for one in letters.everything()]
LANGUAGES = ["ru", "en"]
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.-]+@[\w.-]*\w|https?://\S+")
PHONE = "8 (800) 000-00-00"
MIN_FLESCH, MOST_IN_THE_MIDDLE, LONGEST = 60, 12, 16

every_letter = pytest.mark.parametrize("kind", KINDS)
in_both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(autouse=True)
def help_phone(settings: object) -> None:
    settings.HELP_PHONE, settings.HELP_HOURS = PHONE, "с 10 до 18"


def drawn(kind: str, language: str, **facts: object) -> Composed:
    """In the portal's own words."""
    letter = letters.find(kind)
    with translation.override(language):
        return draw(letter, str(letter.subject), str(letter.text), {**letter.sample(), **facts})


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", ADDRESS.sub("", text))


def words_seen(html: str) -> list[str]:
    """Below the mark and its name, which stand on every letter."""
    body = re.split(r'class="card"', html, maxsplit=1)[1]
    text = re.sub(r"<[^>]+>", " ", body.partition(">")[2])
    return words_of(entities.unescape(text))


# --- what they say ---------------------------------------------------------------------------------------------------


@every_letter
@in_both
def test_a_letter_is_whole(kind: str, language: str) -> None:
    subject, text, html = drawn(kind, language)
    for piece in (subject, text, html.partition("</style>")[2]):
        assert not re.search(r"[{}]|%\(|None", piece)
    assert 0 < len(subject) <= 100
    assert f'<html lang="{language}">' in html
    assert PHONE in text and "127.0.0.1:8000" in text.rpartition("—")[2]
    greeted = {"ru": "Здравствуйте, Нина Петровна!", "en": "Hello, Nina Petrovna!"}[language]
    assert text.startswith(greeted)
    promised = {"ru": "Мы никогда не просим коды из СМС и деньги.", "en": "We never ask for codes"}[language]
    assert promised in text


@every_letter
@in_both
def test_both_parts_say_the_same_words(kind: str, language: str) -> None:
    _subject, text, html = drawn(kind, language)
    assert words_seen(html) == words_of(text)


@every_letter
def test_english_is_english(kind: str) -> None:
    subject, text, html = drawn(kind, "en")
    said = subject + text.replace("с 10 до 18", "") + html.replace("с 10 до 18", "")
    assert not CYRILLIC.search(said)


@every_letter
def test_russian_is_easy(kind: str) -> None:
    """A line of a letter ends as a sentence does, whatever stands at its end."""
    text = re.sub(r"\b\d+(-\d+)+\b", "", ADDRESS.sub("", drawn(kind, "ru").text.replace("— — —", "")))
    lines = [line.strip(" :—") for line in text.splitlines() if words_of(line)]
    sentences = [part for line in lines for part in re.split(r"(?<=[.!?])\s+", line) if words_of(part)]
    lengths = {sentence: len(words_of(sentence)) for sentence in sentences}
    assert median(lengths.values()) <= MOST_IN_THE_MIDDLE
    assert [sentence for sentence, length in lengths.items() if length > LONGEST] == []
    textstat.set_lang("ru")
    assert textstat.flesch_reading_ease(" ".join(f"{sentence.rstrip('.!?')}." for sentence in sentences)) >= MIN_FLESCH


@every_letter
def test_only_reminders_and_news_can_be_stopped(kind: str) -> None:
    text = drawn(kind, "ru").text
    assert ("Больше не напоминать" in text) == kind.startswith("reminder_")
    assert ("Больше не писать о новых ответах:" in text) == (kind == "news_of_questions")


def test_every_letter_of_allauth_is_ours() -> None:
    """Codes instead of links for a new password are switched off; everything else would be sent one day."""
    folder = Path(allauth.__file__).parent / "templates"
    parts = [app.label for app in apps.get_app_configs() if app.name.startswith("allauth.")]
    known = {
        path.name.removesuffix("_message.txt")
        for part in parts
        for path in (folder / part / "email").glob("*_message.txt")
    }
    assert known - {"base", "password_reset_code"} <= set(KINDS)
    assert len(known) > 10


# --- how they look ---------------------------------------------------------------------------------------------------


@every_letter
def test_the_look_needs_nobody_else(kind: str) -> None:
    html = drawn(kind, "ru").html
    assert not re.search(r"<img|<script|<link|<svg|url\(|@import|@font-face|\son\w+=", html)
    assert set(re.findall(r'https?://([^/"<\s]+)', html)) <= {settings.SITE_URL.split("//")[1]}
    assert html.count("<table") == html.count('<table role="presentation"')
    assert min(int(size) for size in re.findall(r"font-size:(\d+)px", html) if int(size) > 1) >= 19


def test_a_program_shows_the_news_beside_the_subject() -> None:
    html = drawn("booked", "ru").html
    hidden = re.search(r'<div aria-hidden="true" style="display:none;[^>]*>([^<]*)</div>', html)
    assert hidden is not None and hidden[1] == "Вы записаны. Ждём вас!"


def test_the_html_says_what_any_text_says() -> None:
    html = letters.html_of("Привет", "Дни:\n\n— среда\n— четверг:\nhttps://x.example/4/\n\nКогда: в 5\nГде: тут & там")
    assert ">— среда<" in html
    assert 'href="https://x.example/4/"' in html
    assert "тут &amp; там</strong>" in html


def test_only_our_own_addresses_become_links() -> None:
    html = letters.html_of("x", f"Зайдите на {settings.SITE_URL}/my/. Не на https://evil.example/. Или {PHONE}.")
    assert f'href="{settings.SITE_URL}/my/"' in html
    assert 'href="tel:88000000000"' in html
    assert 'href="https://evil' not in html


# --- what people type ------------------------------------------------------------------------------------------------


def test_a_name_is_text_and_nothing_else() -> None:
    _subject, text, html = drawn("booked", "ru", **{NAME: "<script>alert(1)</script>"})
    assert "<script>" in text
    assert "<script" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "name",
    [
        "Приз на evil.example",
        "https://evil.example",
        "www.evil.рф",
        "банк.рф/приз",
        "пишите a@b.ru",
        "Звоните 8 900 123-45-67",
    ],
)
def test_a_name_advertises_nothing(name: str) -> None:
    assert drawn("confirm_booking", "ru", **{NAME: name}).text.startswith("Здравствуйте!\n")


@pytest.mark.parametrize("name", ["Нина П.", "Н. П. Иванова", "Н.Иванова", "О'Нил & Ко", "Анна-Мария", "Нина 1950"])
def test_real_names_are_greeted(name: str) -> None:
    assert drawn("booked", "ru", **{NAME: name}).text.startswith(f"Здравствуйте, {name}!")


def test_a_title_breaks_neither_header_nor_letter() -> None:
    title = "Чай\r\nBcc: all@example.org\n\nОткрыть:\nhttps://evil.example/ {link} %(x)s <b>"
    subject, text, html = drawn("booked", "ru", workshop=title)
    assert "\n" not in subject and "\r" not in subject + text
    assert 'href="https://evil' not in html
    assert "{link}" in text and "%(x)s" in text
    assert "<b>" not in html


def test_what_there_is_nothing_to_say_of_is_left_out() -> None:
    text = drawn("date_cancelled", "ru", reason="", days=[]).text
    assert "Причина" not in text
    assert "Приходите" not in text and ":\n\n" not in text
    assert "Как войти" not in drawn("booked", "ru", way_in="").text


def test_a_missing_fact_is_an_error_of_ours() -> None:
    letter = letters.find("booked")
    facts = {key: fact for key, fact in letter.sample().items() if key != "when"}
    with pytest.raises(KeyError):
        draw(letter, str(letter.subject), str(letter.text), facts)
    with pytest.raises(letters.UnknownKind):
        letters.find("spam")


def test_the_link_that_stops_stands_in_the_letter() -> None:
    text = drawn("reminder_day", "ru", **{STOP: f"{settings.SITE_URL}/unsubscribe/x/"}).text
    assert f"Больше не напоминать:\n{settings.SITE_URL}/unsubscribe/x/" in text


# --- an editor's words -----------------------------------------------------------------------------------------------

SUBJECT = "Ура, {занятие}"
TEXT = "Ждём!\n\nЧто: {занятие}\nКогда: {когда}\nГде: {где}\n\nОткрыть:\n{ссылка}"


@pytest.fixture
def letter() -> Kind:
    return letters.find("booked")


@pytest.fixture
def editor(db: None) -> User:
    user = make_user("editor@example.org", roles.EDITORS, name="Редактор")
    replace_address(user, user.email, is_verified=True)
    return user


def test_an_editors_words_are_sent(letter: Kind, editor: User, now: object) -> None:
    wordings.write(letter, "ru", SUBJECT, TEXT, editor, now)
    with translation.override("ru"):
        facts = letter.sample()
    subject, text, html = letters.compose("booked", "ru", facts)
    assert subject == "Ура, Телефон без спешки"
    assert "Что: Телефон без спешки\n" in text and "Что:" in html
    assert letters.compose("booked", "en", facts).subject.startswith("You are booked")
    wordings.drop(letter, "ru", editor)
    wordings.drop(letter, "ru", editor)
    assert letters.compose("booked", "ru", facts).subject.startswith("Вы записаны")
    actions = ModelLogEntry.objects.order_by("pk").values_list("action", "user")
    assert list(actions) == [(wordings.CHANGED, editor.pk), (wordings.DROPPED, editor.pk)]


def test_words_are_read_as_they_were_written(letter: Kind, editor: User, now: object) -> None:
    row = wordings.write(letter, "ru", SUBJECT, TEXT.replace("{когда}", "{ Когда }"), editor, now)
    assert "{when}" in row.text
    assert wordings.with_names(letter, "ru", row.text) == TEXT


@every_letter
@in_both
def test_the_portals_own_words_pass_its_checks(kind: str, language: str) -> None:
    """As an editor sees them, so that opening a letter and saving it changes nothing."""
    letter = letters.find(kind)
    with translation.override(language):
        subject, text = str(letter.subject), str(letter.text)
        named = [wordings.with_names(letter, language, words) for words in (subject, text)]
        assert list(wordings.problems(letter, language, *named)) == []
    assert [wordings.with_keys(letter, language, words) for words in named] == [subject, text]
    names = [str(wordings.name_of(letter, language, key)) for key in letter.by_key]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("subject", "text", "field", "said"),
    [
        (SUBJECT, TEXT.replace("{ссылка}", ""), "text", "Потерялось: {ссылка} (адрес кнопки)"),
        (SUBJECT, TEXT.replace("{когда}", "завтра"), "text", "Потерялось: {когда}"),
        (SUBJECT, TEXT + "{имя}", "text", "не знает, что такое {имя}"),
        (SUBJECT, TEXT + "{занятие.__class__}", "text", "не знает"),
        ("{link.x}", TEXT, "subject", "не знает"),
        (SUBJECT, TEXT + "{", "text", "без пары"),
        (SUBJECT, TEXT + "<b>да</b>", "text", "без разметки HTML"),
        (SUBJECT, TEXT + " &nbsp;", "text", "без разметки HTML"),
        ("<i>x</i>", TEXT, "subject", "без разметки HTML"),
        (SUBJECT, TEXT + " https://evil.example/", "text", "только на наш сайт"),
        (SUBJECT, TEXT + " WWW.evil.example", "text", "только на наш сайт"),
        (SUBJECT, TEXT + f"\n\n{FOOT}\n\nx", "text", "Черту"),
        ("", TEXT, "subject", "Здесь пусто"),
        (SUBJECT, " \n", "text", "Здесь пусто"),
        ("а" * 101, TEXT, "subject", "знаков 101, а можно 100"),
        (SUBJECT, TEXT + "а" * 2000, "text", "Слишком длинно"),
        ("раз\nдва", TEXT, "subject", "одна строка"),
    ],
)
def test_what_readers_need_cannot_be_lost(
    letter: Kind, editor: User, now: object, subject: str, text: str, field: str, said: str
) -> None:
    with pytest.raises(wordings.WordingRefused) as refused:
        wordings.write(letter, "ru", subject, text, editor, now)
    assert any(problem.field == field and said in problem.message for problem in refused.value.problems)
    assert not Wording.objects.exists()


def test_words_that_no_longer_fit_give_way_to_ours(letter: Kind, editor: User, now: object) -> None:
    """A letter must say more than it did when the editor wrote."""
    wordings.write(letter, "ru", SUBJECT, TEXT, editor, now)
    Wording.objects.update(text="Приходите! {gone}")
    with translation.override("ru"):
        assert letters.compose("booked", "ru", letter.sample()).subject.startswith("Вы записаны")


def test_a_placeholder_says_what_it_is() -> None:
    for letter in letters.everything():
        assert all(isinstance(one, Placeholder) and str(one.tells) for one in letter.placeholders)


# --- in the admin ----------------------------------------------------------------------------------------------------

LIST, LETTER = "/admin/letters/", "/admin/letters/booked/ru/"


@pytest.fixture
def desk(site: SiteTree, editor: User) -> Client:
    return browser_of(editor)


def test_the_list_shows_every_letter(desk: Client, editor: User, letter: Kind, now: object) -> None:
    wordings.write(letter, "ru", SUBJECT, TEXT, editor, now)
    page = desk.get(LIST).content.decode()
    for one in letters.everything():
        assert f'href="/admin/letters/{one.kind}/ru/"' in page and f'href="/admin/letters/{one.kind}/en/"' in page
    assert page.count("Свои слова") == 1
    assert page.count("<h1") == 1
    assert LIST in desk.get("/admin/").content.decode()


def test_the_list_takes_as_many_queries_for_many_words(desk: Client, editor: User, now: object) -> None:
    desk.get(LIST)
    few = queries_of(desk)
    for one in letters.everything():
        wordings.write(one, "ru", *texts_of(one), editor, now)
    assert queries_of(desk) == few


def queries_of(desk: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        desk.get(LIST)
    return len(captured)


def texts_of(letter: Kind) -> tuple[str, str]:
    with translation.override("ru"):
        return str(letter.subject), str(letter.text)


def test_each_can_be_looked_at(desk: Client) -> None:
    for address in (f"/admin/letters/{kind}/{language}/" for kind in KINDS for language in LANGUAGES):
        page = desk.get(address).content.decode()
        assert page.count('sandbox=""') == 2
        assert "default-src &amp;#x27;none" in page or "default-src &#x27;none" in page


def test_an_editor_writes_and_takes_back(desk: Client, editor: User) -> None:
    answer = desk.post(LETTER, {"subject": SUBJECT, "text": TEXT, "act": "save"})
    assert (answer.status_code, answer.url) == (302, LETTER)
    assert Wording.objects.get().changed_by == editor
    page = desk.get(LETTER).content.decode()
    assert "{занятие}" in page and "Сейчас уходят слова редактора" in page
    assert desk.get(f"{LETTER}drop/").status_code == 405
    assert desk.post(f"{LETTER}drop/").url == LETTER
    assert not Wording.objects.exists()


def test_a_refused_wording_keeps_what_was_typed(desk: Client) -> None:
    answer = desk.post(LETTER, {"subject": "Моя тема", "text": "Мой <b>текст</b> {что}", "act": "save"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Моя тема" in page and "Мой &lt;b&gt;текст&lt;/b&gt; {что}" in page
    assert "{ссылка} (адрес кнопки). Верните в текст." in page and "не знает, что такое {что}" in page
    assert not Wording.objects.exists()


def test_looking_keeps_nothing(desk: Client) -> None:
    page = desk.post(LETTER, {"subject": SUBJECT, "text": TEXT, "act": "look"}).content.decode()
    assert "Ура, Телефон без спешки" in page
    assert not Wording.objects.exists() and not Mail.objects.exists()


def test_a_trial_goes_to_its_editor(desk: Client, editor: User) -> None:
    assert "editor@example.org" in desk.post(LETTER, {"subject": SUBJECT, "text": TEXT, "act": "send"}).content.decode()
    row = Mail.objects.get()
    assert (row.to, row.subject) == ("editor@example.org", "Проба: Ура, Телефон без спешки")
    assert not Wording.objects.exists()
    replace_address(editor, editor.email, is_verified=False)
    page = desk.post(LETTER, {"subject": SUBJECT, "text": TEXT, "act": "send"}).content.decode()
    assert "сначала подтвердите свою почту" in page
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("address", ["/admin/letters/spam/ru/", "/admin/letters/booked/xx/"])
def test_there_is_no_such_letter(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "may"), [(roles.MANAGERS, True), (roles.EDITORS, True), (roles.AUTHORS, False), (roles.HOSTS, False)]
)
def test_who_may_change_words(site: SiteTree, role: str, may: bool) -> None:
    browser = browser_of(make_user("somebody@example.org", role))
    assert (browser.get(LIST).status_code == 200) == may
    assert (browser.post(LETTER, {"subject": SUBJECT, "text": TEXT, "act": "save"}).url == LETTER) == may
    assert Wording.objects.exists() == may


def test_letters_of_allauth_say_whose_page_it_is(client: Client, user: User) -> None:
    replace_address(user, user.email, is_verified=True)
    client.post("/accounts/login/code/", {"email": user.email})
    row = Mail.objects.get(kind="login_code")
    assert row.text.startswith("Здравствуйте, Нина Петровна!")
    assert row.is_secret
    mail.send_due(row.due_at)
    row.refresh_from_db()
    assert (row.text, row.html) == ("", "")
