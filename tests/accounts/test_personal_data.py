"""What is kept about people: complete, merged without loss, exported, erased; and the pages for it."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import bookmarks, consents, helping, mail, personal_data
from accounts.mailboxes import replace_address
from accounts.models import Bookmark, Consent, Erasure, Helping, Learner, Mail, User
from courses import progress
from courses.models import Lesson, LessonProgress
from tests.factories.accounts import browser_of, guest_browser, leads_to, make_bookmark, make_helping
from tests.factories.courses import CourseTree
from tests.factories.people import make_user


def owners() -> dict[str, set[str]]:
    """Every model of every room that points at a learner."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model is Learner:
                found.setdefault(model._meta.app_label, set()).add(model.__name__)
    return found


def test_no_record_of_a_learner_is_forgotten() -> None:
    assert {keeper.room: set(keeper.models) for keeper in personal_data.keepers()} == owners()


# --- merging ---------------------------------------------------------------------------------------------------------


def test_everything_moves_and_the_sign_stays(guest: Learner, learner: Learner, now: datetime) -> None:
    Learner.objects.filter(pk=guest.pk).update(
        phone_system="android", name="Ниночка", created_at=now - timedelta(days=9)
    )
    ward = Learner.objects.create(guardian=guest)
    make_bookmark(guest)
    make_helping(guest, make_user("olga@example.org"))
    consents.give(guest, now)
    mail.post(kind="news", to="x@example.org", subject="x", text="x", learner=guest)
    personal_data.merge(guest, learner, now)
    guest.refresh_from_db()
    learner.refresh_from_db()
    ward.refresh_from_db()
    assert guest.merged_into == ward.guardian == learner
    assert (learner.phone_system, learner.name) == ("android", "Ниночка")
    assert learner.created_at == now - timedelta(days=9)
    assert {row.learner_id for model in (Bookmark, Helping, Consent, Mail) for row in model.objects.all()} == {
        learner.pk
    }


def test_what_the_learner_told_counts_more(guest: Learner, learner: Learner, now: datetime) -> None:
    Learner.objects.filter(pk=guest.pk).update(phone_system="android")
    Learner.objects.filter(pk=learner.pk).update(phone_system="iphone")
    personal_data.merge(guest, learner, now)
    learner.refresh_from_db()
    assert learner.phone_system == "iphone"


def test_a_helper_of_both_helps_once(guest: Learner, learner: Learner, now: datetime) -> None:
    olga = make_user("olga@example.org")
    make_helping(guest, olga)
    make_helping(learner, olga)
    personal_data.merge(guest, learner, now)
    assert learner.helped_by.live().count() == 1
    assert learner.helped_by.count() == 2


def test_nobody_becomes_their_own_helper_or_guardian(guest: Learner, user: User, now: datetime) -> None:
    make_helping(guest, user)
    Learner.objects.filter(pk=user.learner.pk).update(guardian=guest)
    personal_data.merge(guest, user.learner, now)
    assert not user.learner.helped_by.live().exists()
    assert Learner.objects.get(user=user).guardian is None


def test_twice_crosswise_and_into_oneself(guest: Learner, learner: Learner, now: datetime) -> None:
    other = Learner.objects.create()
    personal_data.merge(guest, guest, now)
    personal_data.merge(guest, other, now)
    personal_data.merge(guest, other, now)
    personal_data.merge(other, guest, now)
    personal_data.merge(guest, learner, now)
    guest.refresh_from_db()
    other.refresh_from_db()
    assert guest.merged_into == other
    assert other.merged_into is None


def test_into_somebody_who_has_moved_on(guest: Learner, learner: Learner, now: datetime) -> None:
    make_bookmark(guest)
    moved = Learner.objects.create()
    personal_data.merge(moved, learner, now)
    personal_data.merge(guest, moved, now)
    guest.refresh_from_db()
    assert guest.merged_into == Bookmark.objects.get().learner == learner


def test_signs_lead_straight_to_the_end(guest: Learner, learner: Learner, now: datetime) -> None:
    first = Learner.objects.create()
    personal_data.merge(first, guest, now)
    personal_data.merge(guest, learner, now)
    first.refresh_from_db()
    assert first.merged_into == learner


def test_the_records_of_a_registered_person_do_not_move(learner: Learner, guest: Learner, now: datetime) -> None:
    with pytest.raises(personal_data.NotAGuest):
        personal_data.merge(learner, guest, now)


def test_a_merge_that_fails_moves_nothing(
    guest: Learner, learner: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise ZeroDivisionError

    make_bookmark(guest)
    broken = personal_data.Keeper("broken", frozenset(), fail, lambda learner: {}, lambda learner: None)
    monkeypatch.setitem(personal_data._keepers, "zzz", broken)
    with pytest.raises(ZeroDivisionError):
        personal_data.merge(guest, learner, now)
    guest.refresh_from_db()
    assert guest.merged_into is None
    assert Bookmark.objects.get().learner == guest


# --- a copy ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(user: User, course: CourseTree, now: datetime) -> User:
    """Somebody of whom every room knows something."""
    replace_address(user, user.email, is_verified=True)
    lesson = Lesson.objects.get(pk=course.lessons[0].translation_key)
    progress.complete_lesson(user.learner, lesson, user, now)
    consents.give(user.learner, now)
    make_bookmark(user.learner)
    make_helping(user.learner, make_user("olga@example.org", name="Ольга"))
    make_helping(make_user("oleg@example.org", name="Олег").learner, user)
    mail.post(kind="news", to=user.email, subject="Новости", text="Привет", learner=user.learner)
    return user


def test_the_copy_is_a_file_with_everything(busy: User, course: CourseTree) -> None:
    answer = browser_of(busy).post("/my/data/export/")
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    for known in (
        "Нина Петровна",
        "nina@example.org",
        "Ольга",
        "Олег",
        course.page.title,
        "Урок 1",
        "Новости",
        "personal-data",
    ):
        assert known in text
    kept = json.loads(text)
    assert kept["accounts"]["bookmarks"][0].keys() == {"made_at", "used_at", "revoked_at"}
    assert "password" not in text and "digest" not in text


def test_the_copy_takes_a_post(member_client: Client) -> None:
    assert member_client.get("/my/data/export/").url == "/my/data/"


def test_a_guest_has_a_copy_too(guest: Learner) -> None:
    make_bookmark(guest)
    kept = json.loads(guest_browser(guest).post("/my/data/export/").content)
    assert kept["accounts"]["account"] is None
    assert len(kept["accounts"]["bookmarks"]) == 1


def test_a_newcomer_has_nothing_to_copy_or_erase(client: Client, db: None) -> None:
    for path in ("/my/data/export/", "/my/data/erase/"):
        assert client.post(path).url == "/my/data/"
    assert not Learner.objects.exists()


# --- erasing ---------------------------------------------------------------------------------------------------------


def test_erasing_leaves_nothing(busy: User, client: Client) -> None:
    personal_data.merge(old := Learner.objects.create(), busy.learner, busy.joined_at)
    mail.post(kind="unknown_account", to=busy.email, subject="x", text="x")
    browser = browser_of(busy)
    learner_pk = busy.learner.pk
    words = " ".join(browser.post("/my/bookmark/").context["words"])
    answer = browser.post("/my/data/erase/", {"sure": "on"}, follow=True)
    act = Erasure.objects.get()
    assert answer.redirect_chain == [(f"/my/data/act/{act.pk}/", 302)]
    assert "Мы удалили ваши занятия" in answer.content.decode()
    assert "_auth_user_id" not in browser.session
    assert not User.objects.filter(pk=busy.pk).exists()
    assert not Learner.objects.filter(pk__in=[learner_pk, old.pk]).exists()
    assert not LessonProgress.objects.exists()
    assert not Mail.objects.filter(to="nina@example.org").exists()
    assert not Helping.objects.filter(learner=learner_pk).exists()
    assert client.post("/return/", {"words": words}).status_code == 400


def test_a_guest_is_erased_too(guest: Learner) -> None:
    make_bookmark(guest)
    browser = guest_browser(guest)
    assert browser.get("/my/data/erase/").status_code == 200
    browser.post("/my/data/erase/", {"sure": "on"})
    assert not Learner.objects.exists()
    assert leads_to(browser) is None


@pytest.mark.parametrize("values", [{}, {"sure": ""}, {"sure": "off" and "false"}])
def test_erasing_takes_a_tick(member_client: Client, user: User, values: dict[str, str]) -> None:
    assert member_client.get("/my/data/erase/").status_code == 200
    answer = member_client.post("/my/data/erase/", values)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert User.objects.filter(pk=user.pk).exists()


def test_others_keep_theirs(busy: User, now: datetime) -> None:
    other = Learner.objects.create()
    make_bookmark(other, now)
    personal_data.erase(busy.learner, now)
    assert other.bookmarks.count() == 1
    assert User.objects.filter(email="olga@example.org").exists()


def test_an_act_of_it_remains_and_names_nobody(busy: User, client: Client, now: datetime) -> None:
    make_bookmark(other := Learner.objects.create(), now)
    act = personal_data.erase(busy.learner, now)
    assert (act.at, act.reason, act.asked_by) == (now, "asked", "account")
    assert act.rows["accounts.User"] == act.rows["accounts.Learner"] == act.rows["account.EmailAddress"] == 1
    assert act.rows["courses.LessonProgress"] == 1
    assert set(act.rows) <= {model._meta.label for model in apps.get_models()}
    kept = json.dumps(Erasure.objects.values().get(), default=str, ensure_ascii=False)
    assert not re.search("nina|Нина", kept)
    page = client.get(f"/my/data/act/{act.pk}/")
    assert "no-store" in page["Cache-Control"]
    told = page.content.decode()
    assert f"№ {act.number}, 24 ноября 2026" in told
    assert "ученики: 1" in told
    assert 'name="robots" content="noindex"' in told
    assert client.get(f"/my/data/act/{uuid4()}/").status_code == 404
    assert other.bookmarks.exists()


def test_the_act_of_a_guest_counts_their_rows(guest: Learner, now: datetime) -> None:
    make_bookmark(guest, now)
    make_bookmark(guest, now)
    act = personal_data.erase(guest, now)
    assert (act.asked_by, act.rows) == ("guest", {"accounts.Bookmark": 2, "accounts.Learner": 1})


def test_what_failed_leaves_no_act(guest: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(learner: Learner) -> None:
        raise RuntimeError

    broken = replace(personal_data.keepers()[0], erase=fail)
    monkeypatch.setattr(personal_data, "keepers", lambda: [broken])
    with pytest.raises(RuntimeError):
        personal_data.erase(guest, now)
    assert not Erasure.objects.exists()
    assert Learner.objects.filter(pk=guest.pk).exists()


# --- consent ---------------------------------------------------------------------------------------------------------


def test_consent_taken_back_leaves_the_lessons_without_a_name(busy: User) -> None:
    browser = browser_of(busy)
    learner = busy.learner
    assert browser.get("/my/data/withdraw/").status_code == 200
    assert User.objects.filter(pk=busy.pk).exists()
    answer = browser.post("/my/data/withdraw/", follow=True)
    assert "Ваши уроки остались на этом устройстве" in answer.content.decode()
    assert not User.objects.filter(pk=busy.pk).exists()
    learner.refresh_from_db()
    assert (learner.user, learner.name) == (None, "")
    assert learner.lesson_progress.completed().count() == 1
    assert learner.consents.get().withdrawn_at is not None
    assert not learner.mails.exists()
    assert leads_to(browser) == learner
    assert "_auth_user_id" not in browser.session


def test_consents_are_shown_with_their_dates(busy: User) -> None:
    page = browser_of(busy).get("/my/data/").content.decode()
    assert consents.VERSION in page
    assert "24 ноября 2026" in page


def test_a_guest_has_no_consent_to_take_back(guest: Learner) -> None:
    browser = guest_browser(guest)
    assert browser.get("/my/data/withdraw/").url.startswith("/accounts/login/")
    assert "Отозвать" not in browser.get("/my/data/").content.decode()


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_says_what_there_is(busy: User, course: CourseTree, prefix: str) -> None:
    page = browser_of(busy).get(f"{prefix}/my/data/").content.decode()
    assert course.page.title in page and "Ольга" in page and "nina@example.org" in page


def test_the_page_costs_the_same_for_one_and_for_many(busy: User) -> None:
    browser = browser_of(busy)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get("/my/data/")
        return len(queries)

    count()
    one = count()
    for number in range(30):
        make_helping(busy.learner, make_user(f"h{number}@example.org", name="Помощник"))
        consents.give(busy.learner, busy.joined_at)
    assert count() == one <= 10


def test_the_registry_speaks_of_nobody_else(guest: Learner, busy: User) -> None:
    assert personal_data.summary(guest) == []
    assert helping.confirmers(guest) == []
    assert bookmarks.LIVE_BOOKMARKS
    assert len(personal_data.summary(busy.learner)) == 3
