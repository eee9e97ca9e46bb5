"""The portal speaks English under /en/: whatever is not content says nothing in Russian there."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accounts import mail
from accounts.models import User
from content.models import ArticlePage, GlossaryPage, GlossaryTerm, HelpNowPage
from tests.factories.courses import CourseTree, block_id, checklist_block, make_course, publish, text_block
from tests.factories.people import make_user
from tests.factories.sites import SiteTree
from tests.ground import layer
from tests.test_locale import CYRILLIC, RUSSIAN_IN_ENGLISH, folder_of

IN_RUSSIAN = re.compile(r"""<(\w+)\b[^>]*\blang="ru"[^>]*>.*?</\1>|<input\b[^>]*\blang="ru"[^>]*>""", re.DOTALL)
MAILS = sorted(
    {path.name.rsplit("_", 1)[0] for path in (folder_of("en").parents[2] / "templates/account/email").glob("*_*.txt")}
    - {"base"}
)

PUBLIC = {
    "home": "/en/",
    "catalogue": "/en/courses/",
    "catalogue, chosen": "/en/courses/?level=beginner",
    "catalogue, nothing": "/en/courses/?level=confident",
    "course": "/en/courses/phone/",
    "lesson": "/en/courses/phone/lesson-2/",
    "article": "/en/how-it-goes/",
    "glossary": "/en/glossary/",
    "help now": "/en/help-now/",
    "search": "/en/search/",
    "search, found": "/en/search/?q=button",
    "search, nothing": "/en/search/?q=zzzzzz",
    "questions": "/en/questions/",
    "questions, nothing": "/en/questions/?show=answered",
    "ask": "/en/questions/ask/",
    "my page": "/en/my/",
    "helping": "/en/my/helping/",
    "data": "/en/my/data/",
    "return": "/en/return/",
    "sign in": "/en/accounts/login/",
    "sign in by code": "/en/accounts/login/code/",
    "sign up": "/en/accounts/signup/",
    "password reset": "/en/accounts/password/reset/",
    "reset sent": "/en/accounts/password/reset/done/",
    "bad reset link": "/en/accounts/password/reset/key/1-nonsense/",
    "bad confirmation link": "/en/accounts/confirm-email/nonsense/",
    "inactive": "/en/accounts/inactive/",
    "not found": "/en/nothing-here/",
    "bad input": "/en/?q=%00",
}
OWN = {
    "home": "/en/",
    "course": "/en/courses/phone/",
    "lesson, done": "/en/courses/phone/lesson-1/",
    "lesson after done": "/en/courses/phone/lesson-2/?done=1",
    "my page": "/en/my/",
    "bookmark": "/en/my/bookmark/",
    "helping": "/en/my/helping/",
    "reminders": "/en/my/reminders/",
    "data": "/en/my/data/",
    "erase": "/en/my/data/erase/",
    "withdraw": "/en/my/data/withdraw/",
    "email": "/en/accounts/email/",
    "password": "/en/accounts/password/change/",
    "reauthenticate": "/en/accounts/reauthenticate/",
    "sign out": "/en/accounts/logout/",
}


def russian_in(text: str) -> list[str]:
    """What is Russian without saying so (`lang="ru"`) and without being expected."""
    text = IN_RUSSIAN.sub("", text)
    for allowed in RUSSIAN_IN_ENGLISH:
        text = text.replace(allowed, "")
    return CYRILLIC.findall(text)


def body() -> list[dict[str, Any]]:
    step = {"title": "Press the button", "text": "", "image": None}
    either = {**step, "android": "<p>It is below.</p>", "iphone": "<p>It is above.</p>"}
    both = {**step, "text": "<p>Hold it.</p>", "android": "", "iphone": ""}
    answers = [{"title": "And if not?", "text": "<p>Then again.</p>"}]
    cells = {"columns": [{"type": "text", "heading": "Sign"}], "rows": [{"values": ["Green"]}], "caption": "Signs"}
    film = {
        "title": "A button",
        "file": None,
        "link": "https://vkvideo.ru/video-1_2",
        "poster": None,
        "captions": None,
        "transcript": "<p>A hand presses it.</p>",
    }
    blocks = [
        ("heading", "The button"),
        ("steps", {"title": "How to press", "items": [either, both]}),
        ("fraud", {"title": "Somebody asks for a code", "text": "<p>Hang up.</p>"}),
        ("tip", {"title": "", "text": "<p>Take your time.</p>"}),
        ("accordion", {"items": answers}),
        ("table", cells),
        ("video", film),
    ]
    made = [{"type": name, "value": value, "id": block_id()} for name, value in blocks]
    return [text_block("<p>This lesson is about a button.</p>"), *made, checklist_block("Press it", title="Try it")]


@layer(below="site")
def english(site: SiteTree) -> CourseTree:
    """All of the English site: a course, an article, the glossary, help."""
    lesson = {"title": "The button", "summary": "What it is for.", "body": body()}
    here = replace(site, catalogue=site.catalogue_en)
    made = make_course(here, 2, title="Phone", slug="phone", summary="About a phone.", lesson_fields=lesson)
    site.home_en.start_title = "Where shall we start?"
    site.home_en.save()
    publish(site.home_en, ArticlePage(title="How it goes", slug="how-it-goes", in_footer=True))
    publish(site.home_en, GlossaryPage(title="Glossary", slug="glossary"))
    GlossaryTerm.objects.create(
        key="button", term="Button", short="One presses it.", explanation="<p>Yes.</p>", locale=site.home_en.locale
    )
    steps = [{"title": "Hang up", "text": "<p>At once.</p>"}] * 5
    case = {"anchor": "call", "title": "A call", "first": "Breathe.", "steps": steps, "say": "I will call back."}
    publish(
        site.home_en,
        HelpNowPage(
            title="What to do now",
            slug="help-now",
            intro="Choose.",
            promise="We never call.",
            situations=[{"type": "situation", "value": case, "id": block_id()}],
        ),
    )
    return made


@pytest.fixture
def busy_client(client: Client, english: CourseTree) -> Client:
    """Somebody with a name, a lesson done, a bookmark, a helper and an invitation."""
    nina = make_user("nina@example.org", name="Nina")
    client.force_login(nina, backend="accounts.backends.EmailBackend")
    client.post(f"{english.lessons[0].url}complete/")
    client.post("/en/my/bookmark/")
    client.post("/en/my/helping/invite/")
    olga = make_user("olga@example.org", name="Olga")
    nina.learner.helped_by.create(helper=olga, invited_at=timezone.now(), agreed_at=timezone.now())
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("place", PUBLIC)
def test_pages_for_everybody(client: Client, english: CourseTree, place: str) -> None:
    page = client.get(PUBLIC[place], follow=True).content.decode()
    assert '<html lang="en"' in page
    assert russian_in(page) == []


@pytest.mark.django_db
@pytest.mark.parametrize("place", OWN)
def test_pages_of_ones_own(busy_client: Client, place: str) -> None:
    page = busy_client.get(OWN[place], follow=True)
    assert page.status_code == 200
    assert russian_in(page.content.decode()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/en/accounts/signup/", {}),
        ("/en/accounts/signup/", {"email": "nina@example.org", "name": "N", "password1": "1", "consent": "on"}),
        ("/en/accounts/login/", {}),
        ("/en/accounts/login/", {"login": "nina@example.org", "password": "wrong"}),
        ("/en/accounts/login/code/", {"email": "not an address"}),
        ("/en/accounts/password/reset/", {"email": ""}),
        ("/en/return/", {"words": "one two"}),
        ("/en/return/", {"words": ""}),
        ("/en/questions/ask/", {"happened": "x", "email": "not an address", "device": "toaster"}),
        ("/en/my/helping/accept/", {"words": "one two"}),
        ("/en/courses/phone/lesson-1/understood/", {"understood": "perhaps"}),
        ("/en/courses/phone/lesson-1/claim/", {}),
        ("/en/my/data/erase/", {}),
    ],
)
def test_what_is_said_to_bad_input(client: Client, english: CourseTree, address: str, sent: dict[str, str]) -> None:
    make_user("nina@example.org", name="Nina")
    page = client.post(address, sent, follow=True)
    assert russian_in(page.content.decode()) == []


def test_the_act_of_destruction(busy_client: Client) -> None:
    page = busy_client.post("/en/my/data/erase/", {"sure": "on"}, follow=True)
    assert "Act of data destruction" in page.content.decode()
    assert russian_in(page.content.decode()) == []


@pytest.mark.django_db
def test_a_form_that_lay_open_too_long(english: CourseTree) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    page = client.post("/en/return/", {"words": "one two three four"})
    assert page.status_code == 403
    assert russian_in(page.content.decode()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status"), [(PermissionDenied, 403), (RuntimeError, 500)])
def test_pages_that_cannot_be_shown(
    english: CourseTree, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
) -> None:
    def fail(*given: Any) -> None:
        raise error

    monkeypatch.setattr("portal.home.courses_of", fail)
    page = Client(raise_request_exception=False).get("/en/my/")
    assert page.status_code == status
    assert '<html lang="en"' in page.content.decode()
    assert russian_in(page.content.decode()) == []


@pytest.mark.django_db
def test_too_many_tries_are_counted_in_english(client: Client, english: CourseTree) -> None:
    for _attempt in range(11):
        page = client.post("/en/return/", {"words": "липа чайник среда лодка"}, follow=True)
    assert page.status_code == 429
    assert re.search(r"Try again in \d+ minutes\.", page.content.decode())


@pytest.mark.django_db
def test_a_course_is_named_in_the_readers_language(busy_client: Client, site: SiteTree, english: CourseTree) -> None:
    """Records know the title of the source language; who reads what we keep should recognise it."""
    translated = english.page.copy_for_translation(site.home.locale)
    translated.title = "Телефон"
    translated.save_revision().publish()
    assert "course “Phone”: 1 lesson done" in busy_client.get("/en/my/data/").content.decode()
    assert "курс «Телефон»: пройден 1 урок" in busy_client.get("/my/data/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", MAILS)
def test_mails(kind: str) -> None:
    context = {
        "user": User(name="Nina", email="nina@example.org"),
        "email": "nina@example.org",
        "code": "1234-5678",
        "timestamp": datetime(2026, 11, 24, tzinfo=timezone.get_current_timezone()),
    }
    with override("en"):
        for part in ("subject", "message"):
            assert russian_in(render_to_string(f"account/email/{kind}_{part}.txt", context)) == []


@pytest.mark.django_db
def test_a_mail_that_goes_out(client: Client, english: CourseTree) -> None:
    make_user("nina@example.org", name="Nina")
    client.post("/en/accounts/login/code/", {"email": "nina@example.org"})
    mail.send_due(timezone.now())
    (sent,) = outbox.outbox
    assert sent.subject == "Your code to sign in to Prosvet"
    assert '<html lang="en">' in sent.alternatives[0].content
    assert russian_in(sent.subject + sent.body + sent.alternatives[0].content) == []
