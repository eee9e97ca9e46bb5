"""`/return/` and «Это ваши занятия?»."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client

from accounts import bookmarks, personal_data
from accounts.forms.words import WordsForm
from accounts.models import Helping, Learner, User
from courses import progress
from tests.factories.accounts import browser_of, guest_browser, leads_to, make_bookmark, make_helping
from tests.factories.courses import CourseTree
from tests.factories.people import PASSWORD, make_user


@pytest.fixture
def other(db: None) -> User:
    return make_user("oleg@example.org", name="Олег")


def do_a_lesson(learner: Learner, course: CourseTree, number: int, now: datetime) -> None:
    from courses.models import Lesson

    progress.complete_lesson(learner, Lesson.objects.get(pk=course.lessons[number].translation_key), None, now)


def words_nobody_has() -> str:
    return " ".join(list(bookmarks.words().values())[:4])


# --- four words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_words_bring_a_guest_back(client: Client, guest: Learner, prefix: str) -> None:
    answer = client.post(f"{prefix}/return/", {"words": make_bookmark(guest).upper()})
    assert (answer.status_code, answer.url) == (302, f"{prefix}/my/")
    assert leads_to(client) == guest


def test_a_bookmark_of_a_merged_guest_leads_to_where_the_lessons_are(
    client: Client, guest: Learner, learner: Learner, now: datetime
) -> None:
    words = make_bookmark(guest)
    personal_data.merge(guest, learner, now)
    client.post("/return/", {"words": words})
    assert leads_to(client) == learner


@pytest.mark.parametrize(
    "typed",
    [
        None,
        "",
        "   ",
        "одно",
        "а б в г",
        "\x00липа",
        "я" * 100_000,
        "😀 😀 😀 😀",
        "<script>alert(1)</script>",
        "1 2 3 4",
    ],
)
def test_what_cannot_be_read_is_explained_and_kept(client: Client, db: None, typed: str | None) -> None:
    answer = client.post("/return/", {} if typed is None else {"words": typed})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "<script>alert" not in page
    if typed and typed.strip() and "\x00" not in typed:
        assert answer.context["form"]["words"].value() == typed
    assert leads_to(client) is None


def test_an_unknown_word_comes_with_an_advice(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {word: word for word in ("липа", "чайник", "среда", "лодка")}
    monkeypatch.setattr(bookmarks, "words", lambda: known)
    page = client.post("/return/", {"words": "липа чяйник среда лодка"}).content.decode()
    assert "«чяйник»" in page and "Может быть, «чайник»?" in page


def test_slips_cost_nothing_and_guesses_do(client: Client, guest: Learner, now: datetime) -> None:
    words = make_bookmark(guest)
    for _slip in range(15):
        assert client.post("/return/", {"words": "два слова"}).status_code == 400
    for _guess in range(10):
        assert client.post("/return/", {"words": words_nobody_has()}).status_code == 400
    answer = client.post("/return/", {"words": words})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert words in answer.content.decode()
    assert "через 60 минут" in answer.content.decode()
    assert leads_to(client) is None


def test_after_the_wait_the_words_work(client: Client, guest: Learner) -> None:
    words = make_bookmark(guest)
    with time_machine.travel("2026-11-24 10:00", tick=False) as clock:
        for _guess in range(10):
            client.post("/return/", {"words": words_nobody_has()})
        clock.shift(60 * 45)
        assert client.post("/return/", {"words": words})["Retry-After"] == "900"
        clock.shift(60 * 15 + 1)
        assert client.post("/return/", {"words": words}).status_code == 302


def test_a_whole_class_may_return_through_one_address(db: None) -> None:
    for _pupil in range(15):
        guest = Learner.objects.create()
        browser = Client()
        assert browser.post("/return/", {"words": make_bookmark(guest)}).status_code == 302
        assert leads_to(browser) == guest


def test_one_address_does_not_lock_another(client: Client, guest: Learner) -> None:
    for _guess in range(11):
        client.post("/return/", {"words": words_nobody_has()})
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/return/", {"words": make_bookmark(guest)}).status_code == 302


# --- two learners meet on one device ---------------------------------------------------------------------------------


def test_a_device_with_lessons_is_asked_about(course: CourseTree, now: datetime, guest: Learner) -> None:
    here = Learner.objects.create()
    do_a_lesson(here, course, 0, now)
    do_a_lesson(guest, course, 1, now)
    browser = guest_browser(here)
    answer = browser.post("/return/", {"words": make_bookmark(guest)}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/my/whose/")
    page = answer.content.decode()
    assert "На этом устройстве уже есть занятия" in page
    assert course.page.title in page
    assert leads_to(browser) == here
    answer = browser.post("/my/whose/", {"answer": "yes", "next": "/my/"})
    assert answer.url == "/my/"
    assert leads_to(browser) == guest
    assert guest.lesson_progress.completed().count() == 2
    here.refresh_from_db()
    assert here.merged_into == guest


def test_no_leaves_both_as_they_are(course: CourseTree, now: datetime, guest: Learner) -> None:
    here = Learner.objects.create()
    do_a_lesson(here, course, 0, now)
    browser = guest_browser(here)
    browser.post("/return/", {"words": make_bookmark(guest)})
    browser.post("/my/whose/", {"answer": "no", "next": "/my/"})
    assert leads_to(browser) == guest
    assert here.lesson_progress.count() == 1
    assert guest.lesson_progress.count() == 0


def test_a_device_with_nothing_is_not_asked_about(guest: Learner) -> None:
    browser = guest_browser(Learner.objects.create())
    assert browser.post("/return/", {"words": make_bookmark(guest)}).url == "/my/"
    assert leads_to(browser) == guest


def test_ones_own_bookmark_on_ones_own_device(course: CourseTree, now: datetime, guest: Learner) -> None:
    do_a_lesson(guest, course, 0, now)
    browser = guest_browser(guest)
    assert browser.post("/return/", {"words": make_bookmark(guest)}).url == "/my/"
    assert leads_to(browser) == guest


def test_a_signed_in_person_with_a_guests_bookmark_is_asked(
    member_client: Client, learner: Learner, guest: Learner, course: CourseTree, now: datetime
) -> None:
    do_a_lesson(guest, course, 0, now)
    answer = member_client.post("/return/", {"words": make_bookmark(guest)}, follow=True)
    assert "Это ваши занятия?" in answer.content.decode()
    member_client.post("/my/whose/", {"answer": "yes"})
    assert learner.lesson_progress.completed().count() == 1


def test_a_signed_in_person_may_say_that_the_bookmark_is_not_theirs(
    member_client: Client, learner: Learner, guest: Learner, course: CourseTree, now: datetime
) -> None:
    do_a_lesson(guest, course, 0, now)
    words = make_bookmark(guest)
    member_client.post("/return/", {"words": words})
    member_client.post("/my/whose/", {"answer": "no"})
    assert member_client.get("/my/whose/").status_code == 302
    assert learner.lesson_progress.count() == 0
    assert Client().post("/return/", {"words": words}).status_code == 302


def test_the_bookmark_of_another_registered_person_is_refused(
    member_client: Client, learner: Learner, other: User
) -> None:
    answer = member_client.post("/return/", {"words": make_bookmark(other.learner)})
    assert answer.status_code == 409
    assert "у него своя страница" in answer.content.decode()
    assert member_client.get("/my/whose/").status_code == 302
    assert not Learner.objects.filter(merged_into__isnull=False).exists()


def test_ones_own_bookmark_while_signed_in(member_client: Client, learner: Learner) -> None:
    assert member_client.post("/return/", {"words": make_bookmark(learner)}).url == "/my/"


def test_a_helper_at_work_finishes_first(learner: Learner, other: User, guest: Learner) -> None:
    given = make_helping(learner, other)
    browser = browser_of(other)
    browser.post(f"/my/helping/{given.pk}/begin/")
    assert browser.post("/return/", {"words": make_bookmark(guest)}).status_code == 409
    assert Helping.objects.live().exists()


# --- signing in where a guest has learned ----------------------------------------------------------------------------


def sign_in(browser: Client, user: User, **values: str) -> str:
    answer = browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD, **values})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def test_signing_in_asks_and_carries_next(user: User, guest: Learner, course: CourseTree, now: datetime) -> None:
    do_a_lesson(guest, course, 0, now)
    browser = guest_browser(guest)
    where = sign_in(browser, user, next="/courses/?topic=x")
    assert where == "/my/whose/?next=%2Fcourses%2F%3Ftopic%3Dx"
    page = browser.get(where).content.decode()
    assert course.page.title in page
    answer = browser.post("/my/whose/", {"answer": "yes", "next": "/courses/?topic=x"})
    assert answer.url == "/courses/?topic=x"
    assert leads_to(browser) is None
    assert user.learner.lesson_progress.completed().count() == 1


def test_signing_in_and_saying_no(user: User, guest: Learner, course: CourseTree, now: datetime) -> None:
    do_a_lesson(guest, course, 0, now)
    words = make_bookmark(guest)
    browser = guest_browser(guest)
    sign_in(browser, user)
    browser.post("/my/whose/", {"answer": "no"})
    assert leads_to(browser) is None
    assert user.learner.lesson_progress.count() == 0
    elsewhere = Client()
    elsewhere.post("/return/", {"words": words})
    assert leads_to(elsewhere) == guest


def test_a_guest_who_did_nothing_is_not_mentioned(user: User, guest: Learner) -> None:
    assert sign_in(guest_browser(guest), user) == "/my/"


@pytest.mark.parametrize(
    "bad", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", "/\\evil"]
)
def test_next_stays_at_home(user: User, guest: Learner, course: CourseTree, now: datetime, bad: str) -> None:
    do_a_lesson(guest, course, 0, now)
    browser = guest_browser(guest)
    assert "evil" not in sign_in(browser, user, next=bad)
    answer = browser.post("/my/whose/", {"answer": "no", "next": bad})
    assert answer.url == "/my/"


@pytest.mark.parametrize("answer", [None, "", "maybe", "\x00", "y" * 100_000])
def test_only_yes_and_no_are_answers(
    user: User, guest: Learner, course: CourseTree, now: datetime, answer: str | None
) -> None:
    do_a_lesson(guest, course, 0, now)
    browser = guest_browser(guest)
    sign_in(browser, user)
    assert browser.post("/my/whose/", {} if answer is None else {"answer": answer}).status_code == 400
    assert guest.lesson_progress.count() == 1


def test_the_question_answered_in_another_tab(user: User, guest: Learner, course: CourseTree, now: datetime) -> None:
    do_a_lesson(guest, course, 0, now)
    browser = guest_browser(guest)
    sign_in(browser, user)
    for _tab in range(2):
        assert browser.post("/my/whose/", {"answer": "yes"}).status_code == 302
    assert user.learner.lesson_progress.count() == 1


def test_reading_the_question_writes_nothing(
    user: User, guest: Learner, course: CourseTree, now: datetime, django_assert_num_queries: object
) -> None:
    do_a_lesson(guest, course, 0, now)
    browser = guest_browser(guest)
    sign_in(browser, user)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as queries:
        browser.get("/my/whose/")
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_every_reason_has_its_words() -> None:
    from accounts import helping, whose
    from accounts.forms.words import why

    for error in (bookmarks.NoSuchBookmark(), *(kind() for kind in helping.HelpingError.__subclasses__())):
        assert why(error).endswith((".", "?"))
    assert why(whose.SomebodyElses()) and why(whose.StillHelping())
    assert WordsForm().fields["words"].max_length == 200
