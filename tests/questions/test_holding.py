"""Held by the rules: who, why, what nobody sees meanwhile, and how a moderator lets it out or does not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client

from accounts import mail, mailboxes, roles
from accounts.models import Learner, Mail, User
from content import numbers
from questions import asking, listing, shelf, similar, tokens
from questions.asking import Told
from questions.models import Act, Assignment, Expert, HoldingRules, Question
from questions.order import acts, appeals, holding, moderation, releasing, waiting
from questions.order.signs import Sign
from questions.visibility import Viewer
from tests.factories.accounts import browser_of
from tests.factories.people import make_user
from tests.factories.questions import ask, write_question
from tests.factories.sites import SiteTree
from tests.questions.test_pages import address_of, fields, page, path_in, queries

pytestmark = pytest.mark.django_db

State, Kind, First = Question.State, Act.Kind, HoldingRules.First
STORY = "Память заполнена, и фото не снимаются. Что удалить?"
LINKS = "Соседям прислали https://a.example и https://b.example, это обман?"
WHY = "Это реклама."


@pytest.fixture
def rules(db: None) -> HoldingRules:
    """Those of a new portal. Changed and saved, they are in force."""
    return HoldingRules()


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def why_of(question: Question) -> str:
    act = holding.why_held(question)
    assert act is not None
    assert act.actor is None
    return act.why


def put(rules: HoldingRules, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(rules, name, value)
    rules.save()


def send(learner: Learner, now: datetime, text: str = STORY, **told: Any) -> Question:
    """On the road on which a program sends: no page in between."""
    key = uuid4()
    asking.write(learner, Told(text, **told), key=key, actor=learner.user, now=now)
    return asking.send(key, learner, now=now)


# --- what is held ----------------------------------------------------------------------------------------------------


def test_nothing_changes_for_a_question_without_signs(rules: HoldingRules, learner: Learner, now: datetime) -> None:
    question = send(learner, now, begun_at=now - timedelta(seconds=4))
    assert question.state == State.PUBLISHED
    assert not Act.objects.exists()
    assert not HoldingRules.objects.exists(), "to look at the rules writes nothing"


@pytest.mark.parametrize(
    ("told", "sign"),
    [
        ({"text": LINKS}, Sign.LINKS),
        ({"expected": LINKS}, Sign.LINKS),
        ({"trapped": True}, Sign.TRAP),
        ({"begun_ago": timedelta(seconds=1)}, Sign.SPEED),
    ],
    ids=str,
)
def test_a_newcomer_is_held_for_each_sign(
    rules: HoldingRules, learner: Learner, expert: Expert, now: datetime, told: dict[str, Any], sign: Sign
) -> None:
    """Not numbered, not promised, on nobody's desk; the rule stands in the log with words."""
    if "begun_ago" in told:
        told = {"begun_at": now - told["begun_ago"]}
    question = send(learner, now, **told)
    assert (question.state, question.number, question.due_at, question.published_at) == (State.HELD, None, None, None)
    assert why_of(question) == str(holding.WORDS[sign])
    assert not Assignment.objects.exists()
    assert not Mail.objects.exists()
    assert not question.revisions.exists()


def test_a_guest_is_held_after_the_letter(rules: HoldingRules, guest: Learner, now: datetime) -> None:
    question = send(guest, now, LINKS, email="nina@example.ru")
    assert question.state == State.ASKED
    later = now + timedelta(days=3)
    assert asking.confirm(question.key, now=later).state == State.HELD
    assert asking.confirm(question.key, now=later).state == State.HELD
    assert Act.objects.get().at == later
    assert fresh(question).confirmed_at == later, "the address is theirs, whatever they asked"


def test_the_same_again(rules: HoldingRules, learner: Learner, guest: Learner, now: datetime) -> None:
    assert send(learner, now).state == State.PUBLISHED
    assert send(learner, now + timedelta(minutes=5), STORY.upper()).state == State.HELD
    assert send(learner, now + timedelta(days=2)).state == State.PUBLISHED, "a day later it is a question again"


def test_the_same_from_many_new_people(rules: HoldingRules, now: datetime) -> None:
    """Two of a class ask the same; a third waits. Who has asked before does not wait for what others send."""
    known = Learner.objects.create()
    for number in range(3):
        ask(known, now - timedelta(days=9), f"Вопрос {number}: как включить звук?")
    states = []
    for number in range(3):
        one = Learner.objects.create()
        states.append(ask(one, now + timedelta(minutes=number), email=f"n{number}@example.org").state)
    assert states == [State.PUBLISHED, State.PUBLISHED, State.HELD]
    assert ask(known, now + timedelta(minutes=9)).state == State.PUBLISHED


@pytest.mark.parametrize("limit", ["most_in_hour", "most_in_day"])
def test_too_many(rules: HoldingRules, learner: Learner, now: datetime, limit: str) -> None:
    put(rules, **{"most_in_hour": 50, "most_in_day": 50, limit: 2})
    apart = timedelta(minutes=5 if limit == "most_in_hour" else 90)
    words = ["Где включить звук?", "Как записаться к врачу?", "Почему гаснет экран?"]
    states = [send(learner, now + number * apart, text).state for number, text in enumerate(words)]
    assert states == [State.PUBLISHED, State.PUBLISHED, State.HELD]


@pytest.mark.parametrize(
    ("first", "is_known", "is_private", "told", "state"),
    [
        (First.NONE, False, False, {"text": LINKS}, State.PUBLISHED),
        (First.NONE, False, False, {"trapped": True}, State.HELD),
        (First.SIGNS, False, False, {}, State.PUBLISHED),
        (First.SIGNS, False, False, {"text": LINKS}, State.HELD),
        (First.SIGNS, True, False, {"text": LINKS}, State.PUBLISHED),
        (First.SIGNS, True, False, {"trapped": True}, State.HELD),
        (First.SIGNS, False, True, {"text": LINKS}, State.PUBLISHED),
        (First.SIGNS, False, True, {"trapped": True}, State.HELD),
        (First.ALL, False, False, {}, State.HELD),
        (First.ALL, True, False, {}, State.PUBLISHED),
        (First.ALL, False, True, {}, State.PUBLISHED),
    ],
)
def test_first_questions(
    rules: HoldingRules,
    learner: Learner,
    now: datetime,
    first: str,
    is_known: bool,
    is_private: bool,
    told: dict[str, Any],
    state: str,
) -> None:
    put(rules, first=first, first_count=1)
    if is_known:
        Question.objects.filter(pk=write_question(learner, now, "Давно").pk).update(
            state=State.ANSWERED, asked_at=now - timedelta(days=30)
        )
    visibility = Question.Visibility.PRIVATE if is_private else Question.Visibility.PUBLIC
    assert send(learner, now, visibility=visibility, **told).state == state


def test_hidden_questions_make_nobody_known(
    rules: HoldingRules, learner: Learner, moderator: User, now: datetime
) -> None:
    put(rules, first_count=1)
    moderation.hide(send(learner, now).pk, moderator, WHY, now=now)
    assert send(learner, now, LINKS).state == State.HELD


def test_it_costs_few_queries(
    rules: HoldingRules, learner: Learner, now: datetime, django_assert_max_num_queries: Any
) -> None:
    question = write_question(learner, now, LINKS)
    Question.objects.bulk_create(
        Question(
            learner=learner, language="ru", title="x", slug="x", happened=f"{number} слово " * 300, asked_at=now,
            active_at=now, state=State.HIDDEN,
        )
        for number in range(40)
    )  # fmt: skip
    with django_assert_max_num_queries(4):
        assert Sign.LINKS in holding.reasons(question)


# --- through the form ------------------------------------------------------------------------------------------------


def form_of(client: Client) -> dict[str, str]:
    form = page(client, "/questions/ask/").select_one("form[enctype]")
    assert form
    return {**fields(form), "happened": STORY}


def sent(client: Client, told: dict[str, str]) -> Question:
    checked = client.post("/questions/ask/", told)
    assert checked.status_code == 302, checked.content
    client.post(checked.url)
    return Question.objects.latest("pk")


def test_the_trap_is_for_programs(site: SiteTree, rules: HoldingRules, member_client: Client, now: datetime) -> None:
    """Without a script: a field that no eye, ear or key comes to; a mended text does not take it back."""
    shown = page(member_client, "/questions/ask/").select_one("[name=site]")
    assert shown
    assert (shown["autocomplete"], shown["tabindex"]) == ("off", "-1")
    assert shown.find_parent(attrs={"aria-hidden": "true"})
    told = {**form_of(member_client), "begun": tokens.begun(now - timedelta(minutes=1))}
    member_client.post("/questions/ask/", {**told, "site": "x" * 5_000})
    question = sent(member_client, told)
    assert question.state == State.HELD
    assert why_of(question) == str(holding.WORDS[Sign.TRAP])


@pytest.mark.parametrize("begun", [None, "", "x", "x" * 5_000, "1:2:3", "💡", "{}"])
def test_a_forged_hour_is_that_of_sending(
    site: SiteTree, rules: HoldingRules, member_client: Client, now: datetime, begun: str | None
) -> None:
    """A program that leaves it out gains nothing; a person who reads the second page loses nothing."""
    told = form_of(member_client)
    del told["begun"]
    question = sent(member_client, told if begun is None else {**told, "begun": begun})
    assert question.begun_at == now
    assert question.state == State.HELD


@pytest.mark.parametrize(
    ("ago", "state"), [(timedelta(seconds=2), State.HELD), (timedelta(minutes=1), State.PUBLISHED)]
)
def test_the_hour_of_the_form_comes_back(
    site: SiteTree, rules: HoldingRules, member_client: Client, now: datetime, ago: timedelta, state: str
) -> None:
    told = {**form_of(member_client), "begun": tokens.begun(now - ago)}
    assert sent(member_client, told).state == state


def test_stamps_last_a_day(now: datetime) -> None:
    import time_machine

    stamp = tokens.begun(now)
    assert tokens.read_begun(stamp) == now
    with time_machine.travel(now + timedelta(days=2)):
        assert tokens.read_begun(stamp) is None


# --- who sees it -----------------------------------------------------------------------------------------------------


def test_it_is_nowhere_but_with_its_asker_and_moderators(
    site: SiteTree,
    rules: HoldingRules,
    client: Client,
    member_client: Client,
    guest_client: Client,
    expert: Expert,
    moderator: User,
    learner: Learner,
    now: datetime,
) -> None:
    question = send(learner, now, LINKS)
    for browser in (client, guest_client, browser_of(expert.user)):
        assert browser.get(address_of(question)).status_code == 404
        assert question.title not in browser.get("/questions/").content.decode()
        assert question.title not in browser.get("/questions/feed.atom").content.decode()
        assert question.title not in browser.get("/search/?q=соседям прислали").content.decode()
    assert similar.known(LINKS, "ru") == [] == shelf.answered("ru")
    assert question not in listing.narrowed(QueryDict(), Viewer(is_expert=True), "ru").questions
    assert question.title not in browser_of(expert.user).get("/questions/queue/").content.decode()
    own = page(member_client, address_of(question))
    assert "Вопрос посмотрит модератор. Обычно это быстро. Вы ничего не сделали плохого." in own.text
    assert "В тексте несколько ссылок." in own.text
    assert "QAPage" not in str(own)
    assert "/n/" not in own.select_one("main").text
    assert "Ваш вопрос посмотрит модератор" in page(member_client, "/my/").text
    mine = page(member_client, "/questions/?show=mine")
    assert (mine.h1.text, "Ждёт проверки" in mine.text) == ("Мои вопросы", True)
    assert "Его видят только автор и модераторы" in page(browser_of(moderator), address_of(question)).text
    assert "Ваш вопрос посмотрит" not in page(guest_client, "/my/").text


def test_whoever_sends_is_told(site: SiteTree, rules: HoldingRules, member_client: Client, now: datetime) -> None:
    checked = member_client.post("/questions/ask/", {**form_of(member_client), "happened": LINKS})
    assert "Сначала его посмотрит модератор" in member_client.post(checked.url, follow=True).content.decode()


def test_whoever_confirms_is_told(
    site: SiteTree, rules: HoldingRules, client: Client, guest: Learner, now: datetime
) -> None:
    send(guest, now, LINKS, email="nina@example.ru")
    letter = path_in(Mail.objects.get(kind="confirm_question"))
    told = client.post(letter, follow=True).content.decode()
    assert "Сначала его посмотрит модератор" in told
    assert "Вы ничего не сделали плохого" in told


# --- moderators ------------------------------------------------------------------------------------------------------


def test_released(rules: HoldingRules, expert: Expert, moderator: User, learner: Learner, now: datetime) -> None:
    question, later = send(learner, now, LINKS), now + timedelta(minutes=10)
    for _press in range(50):
        releasing.release(question.pk, moderator, now=later)
    question = fresh(question)
    assert (question.state, question.published_at) == (State.PUBLISHED, later)
    assert question.due_at
    assert question.due_at > later
    assert question.number
    assert numbers.find(question.number, "ru")
    assert question.assignments.get().user == expert.user
    assert list(Act.objects.values_list("kind", "actor")) == [(Kind.HOLD, None), (Kind.RELEASE, moderator.pk)]


@pytest.mark.parametrize(("waited", "letters"), [(timedelta(minutes=59), 0), (timedelta(minutes=61), 1)])
def test_who_waited_long_is_written_to(
    rules: HoldingRules, moderator: User, learner: Learner, now: datetime, waited: timedelta, letters: int
) -> None:
    assert learner.user
    mailboxes.replace_address(learner.user, learner.user.email, is_verified=True)
    question = send(learner, now, LINKS)
    releasing.release(question.pk, moderator, now=now + waited)
    assert (
        Mail.objects.filter(kind="question_released", to=learner.user.email).count() == letters == Mail.objects.count()
    )


def test_a_guest_is_written_to(
    site: SiteTree, rules: HoldingRules, client: Client, moderator: User, guest: Learner, now: datetime
) -> None:
    question = ask(guest, now, LINKS)
    releasing.release(question.pk, moderator, now=now)
    letter = Mail.objects.get(kind="question_released")
    assert letter.to == "guest@example.org"
    assert page(client, path_in(letter)).select("main h1")


def test_refused(rules: HoldingRules, moderator: User, learner: Learner, now: datetime) -> None:
    """The asker is told why and may disagree; granted, it is published as if it were released."""
    assert learner.user
    mailboxes.replace_address(learner.user, learner.user.email, is_verified=True)
    question = send(learner, now, LINKS)
    with pytest.raises(acts.NeedsWhy):
        releasing.refuse(question.pk, moderator, " ", now=now)
    for _press in range(50):
        releasing.refuse(question.pk, moderator, WHY, now=now)
    assert fresh(question).state == State.HIDDEN
    assert [letter.kind for letter in Mail.objects.all()] == ["question_hidden"]
    appeals.appeal(question.pk, learner, "Это не реклама.", now=now)
    other = make_user("second-moderator@example.org", roles.MODERATORS)
    appeals.decide(question.pk, other, agrees=True, words="", now=now)
    question = fresh(question)
    assert (question.state, question.published_at) == (State.PUBLISHED, now)


def test_of_two_moderators_the_first_decides(
    site: SiteTree, rules: HoldingRules, moderator: User, learner: Learner, now: datetime
) -> None:
    """The other is told, and nothing is done twice."""
    released, refused = send(learner, now, LINKS), send(learner, now, "https://c.example https://d.example и что?")
    releasing.release(released.pk, moderator, now=now)
    releasing.refuse(refused.pk, moderator, WHY, now=now)
    other = browser_of(make_user("second-moderator@example.org", roles.MODERATORS))
    late = other.post(f"/questions/order/{released.pk}/", {"do": "hide_held", "why": WHY})
    assert late.status_code == 409
    assert "Посмотрите, что с вопросом стало" in late.content.decode()
    assert other.post(f"/questions/order/{refused.pk}/", {"do": "release", "from": "desk"}).status_code == 409
    assert (fresh(released).state, fresh(refused).state) == (State.PUBLISHED, State.HIDDEN)
    assert sorted(Act.objects.values_list("kind", flat=True)) == ["hide", "hold", "hold", "release"]


def test_nobody_else_decides(
    rules: HoldingRules, expert: Expert, moderator: User, learner: Learner, now: datetime
) -> None:
    question, own = send(learner, now, LINKS), send(moderator.learner, now, LINKS.upper())
    deeds: list[Callable[[int, Any], Any]] = [
        lambda pk, user: releasing.release(pk, user, now=now),
        lambda pk, user: releasing.refuse(pk, user, WHY, now=now),
    ]
    others = [learner.user, expert.user, make_user("host@example.org", roles.HOSTS)]
    for act in deeds:
        for user in others:
            with pytest.raises(acts.NotAModerator):
                act(question.pk, user)
        with pytest.raises(acts.OwnCase):
            act(own.pk, moderator)
        with pytest.raises(acts.NotNow):
            act(question.pk + 1000, moderator)
    assert {fresh(question).state, fresh(own).state} == {State.HELD}


def test_what_was_never_held_is_not_released(
    rules: HoldingRules, moderator: User, learner: Learner, now: datetime
) -> None:
    question = send(learner, now)
    with pytest.raises(acts.NotNow):
        releasing.release(question.pk, moderator, now=now)


def test_the_desk(site: SiteTree, rules: HoldingRules, moderator: User, learner: Learner, now: datetime) -> None:
    """First of all, who waited longest first, with one button; the other leads to where it may be hidden."""
    at_work = browser_of(moderator)
    old, new = send(learner, now - timedelta(hours=1), LINKS), send(learner, now, f"Ещё одно. {STORY} {LINKS}")
    own = send(moderator.learner, now, "Гляньте https://e.example https://f.example")
    desk = page(at_work, "/questions/order/")
    assert desk.select("main h2")[0].text == "Ждут проверки: 3"
    assert [one.text for one in desk.select(".queue-item h3")] == [old.title, new.title, own.title]
    assert "В тексте несколько ссылок." in desk.text
    assert len(desk.select("button[value=release]")) == 2, "one's own is for another moderator"
    assert "3 ждут проверки" in " ".join(page(at_work, "/questions/queue/").text.split())
    acting = page(at_work, f"/questions/order/{old.pk}/")
    assert {one["value"] for one in acting.select("input[name=do]")} == {"release", "hide_held"}
    assert not acting.select("[name=into], [name=topic]")
    assert "Задержано · правило" in acting.text
    form = desk.select_one(".queue-item form")
    assert form
    assert at_work.post(str(form["action"]), {**fields(form), "do": "release"}).url == "/questions/order/"
    assert fresh(old).state == State.PUBLISHED
    assert at_work.post(f"/questions/order/{new.pk}/", {"do": "hide_held"}).status_code == 400
    assert at_work.post(f"/questions/order/{new.pk}/", {"do": "merge", "why": WHY}).status_code == 400
    at_work.post(f"/questions/order/{new.pk}/", {"do": "hide_held", "why": WHY})
    assert fresh(new).state == State.HIDDEN


def test_the_desk_costs_the_same_for_one_and_for_thirty(
    site: SiteTree, rules: HoldingRules, moderator: User, learner: Learner, now: datetime
) -> None:
    def fill(many: int) -> None:
        for _number in range(many):
            question = write_question(learner, now, LINKS)
            holding.hold(question, [Sign.LINKS], now)

    at_work = browser_of(moderator)
    fill(1)
    one = queries(at_work, "/questions/order/")
    fill(30)
    assert queries(at_work, "/questions/order/") == one


# --- nobody is forgotten ---------------------------------------------------------------------------------------------


def test_moderators_are_reminded_once_a_day(
    rules: HoldingRules, moderator: User, learner: Learner, now: datetime, mailoutbox: list[Any]
) -> None:
    mailboxes.replace_address(moderator, moderator.email, is_verified=True)
    make_user("silent@example.org", roles.MODERATORS)
    question = send(learner, now, LINKS)
    assert waiting.remind(now + timedelta(hours=3)) == 0
    for hours in (4, 5, 6):
        waiting.remind(now + timedelta(hours=hours))
    letters = Mail.objects.filter(kind="questions_held")
    assert [(one.to, question.title in one.text, path_in(one)) for one in letters] == [
        (moderator.email, True, "/questions/order/")
    ]
    waiting.remind(now + timedelta(days=1, hours=4))
    assert letters.all().count() == 2
    releasing.release(question.pk, moderator, now=now + timedelta(days=1, hours=4))
    mail.send_due(now + timedelta(days=2))
    assert [one.subject for one in mailoutbox if "Ждёт проверки" in one.subject] == [], "nobody waits any more"


def test_the_hours_are_set(rules: HoldingRules, moderator: User, learner: Learner, now: datetime) -> None:
    put(rules, remind_after_hours=1)
    mailboxes.replace_address(moderator, moderator.email, is_verified=True)
    send(learner, now, LINKS)
    assert waiting.remind(now + timedelta(hours=1)) == 1


# --- the rules themselves --------------------------------------------------------------------------------------------


def test_managers_set_the_rules(site: SiteTree, rules: HoldingRules, client: Client, now: datetime) -> None:
    path = "/admin/settings/questions/holdingrules/"
    manager = browser_of(make_user("manager@example.org", roles.MANAGERS))
    form = page(manager, manager.get(path).url).select_one("form[method=POST], main form")
    assert form
    assert "это обман?" in form.text
    chosen = {one["name"]: one["value"] for one in form.select("input[type=number]")}
    bad = manager.post(manager.get(path).url, {**chosen, "first": "some", "least_seconds": "-1"})
    assert bad.status_code == 200
    assert HoldingRules.in_force().first == First.SIGNS
    manager.post(manager.get(path).url, {**chosen, "first": First.ALL})
    assert HoldingRules.in_force().first == First.ALL
    assert not HoldingRules.in_force().checks_trap, "a box without a tick"
    editor = browser_of(make_user("editor@example.org", roles.EDITORS))
    assert editor.get(path).status_code == 302
    assert editor.post(f"{path}{HoldingRules.objects.get().pk}/", {"first": First.NONE}).status_code == 302
    assert HoldingRules.in_force().first == First.ALL
