"""Order: pointed out, hidden, brought back, closed, joined, moved; who may; who is told; what nobody sees any more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from accounts import mail, mailboxes, roles
from accounts.models import Learner, Mail, User
from content import numbers
from courses.models import Topic
from questions import listing, shelf, similar
from questions.asking import Place
from questions.followers import following
from questions.models import Act, Answer, Appeal, Assignment, Claim, Expert, Flag, Follow, Question, Reaction
from questions.order import acts, answer_order, appeals, flagging, merging, moderation
from questions.order.verdicts import KINDS
from questions.visibility import Viewer
from tests.factories.accounts import browser_of, guest_browser
from tests.factories.courses import CourseTree
from tests.factories.people import make_user
from tests.factories.questions import ask, give_answer, make_topic
from tests.factories.records import identity
from tests.factories.sites import SiteTree
from tests.questions.test_pages import address_of, fields, page, path_in, queries

pytestmark = pytest.mark.django_db

State, Kind = Question.State, Act.Kind
WHY = "Здесь чужой телефон."
WORDS = "Память заполнена, фото не снимаются."


@pytest.fixture
def other_moderator(db: None) -> User:
    return make_user("second-moderator@example.org", roles.MODERATORS, name="Анна")


@pytest.fixture
def asker(learner: Learner) -> Learner:
    """With an address that takes letters."""
    assert learner.user
    mailboxes.replace_address(learner.user, learner.user.email, is_verified=True)
    return learner


def letters() -> list[tuple[str, str]]:
    """Those about order."""
    return sorted(Mail.objects.filter(kind__in=KINDS).values_list("kind", "to"))


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


# --- who may do what -------------------------------------------------------------------------------------------------


def test_role_by_act(
    expert: Expert, moderator: User, other_moderator: User, topic: Topic, asker: Learner, now: datetime
) -> None:
    """Every cell: nobody but a moderator, and no moderator with what is their own."""
    question, target, own = (ask(asker, now, words) for words in (WORDS, "Что значит заполнена?", "Третий вопрос."))
    answer = give_answer(question, expert.user, now)
    Question.objects.filter(pk=own.pk).update(learner=moderator.learner)
    make_user("editor@example.org", roles.EDITORS)
    deeds: dict[str, Callable[[int, User], Any]] = {
        "lock": lambda pk, user: moderation.lock(pk, user, WHY, now=now),
        "unlock": lambda pk, user: moderation.unlock(pk, user, now=now),
        "hide": lambda pk, user: moderation.hide(pk, user, WHY, now=now),
        "restore": lambda pk, user: moderation.restore(pk, user, now=now),
        "move": lambda pk, user: moderation.move_topic(pk, user, topic, now=now),
        "leave": lambda pk, user: moderation.leave(pk, user, now=now),
        "hide answer": lambda pk, user: answer_order.hide(pk, answer.pk, user, WHY, now=now),
        "restore answer": lambda pk, user: answer_order.restore(pk, answer.pk, user, now=now),
        "decide": lambda pk, user: appeals.decide(pk, user, agrees=True, words="", now=now),
        "merge": lambda pk, user: merging.merge(pk, target.pk, user, WHY, now=now),
    }
    wrong = []
    people = [
        asker.user,
        expert.user,
        make_user("host@example.org", roles.HOSTS),
        User.objects.get(email="editor@example.org"),
    ]
    for name, act in deeds.items():
        for user in people:
            try:
                act(question.pk, user)
            except acts.NotAModerator:
                continue
            wrong.append((name, user))
        try:
            act(own.pk, moderator)
        except acts.OwnCase:
            continue
        wrong.append((name, "own"))
    assert wrong == []
    assert not Act.objects.exists()
    moderation.hide(question.pk, other_moderator, WHY, now=now)
    appeals.appeal(question.pk, asker, "Это мой телефон.", now=now)
    for act in (deeds["decide"], *deeds.values()):
        act(question.pk, moderator)
    assert fresh(question).state == State.MERGED
    assert set(Act.objects.values_list("kind", flat=True)) == set(Kind) - {
        Kind.HOLD, Kind.RELEASE, Kind.REOPEN
    }  # fmt: skip


def test_fifty_presses_are_one(
    expert: Expert, moderator: User, other_moderator: User, topic: Topic, asker: Learner, guest: Learner, now: datetime
) -> None:
    question, target = ask(asker, now), ask(asker, now, "Как освободить память?")
    answer = give_answer(question, expert.user, now)
    presses: list[Callable[[], Any]] = [
        lambda: flagging.flag(question.pk, guest, Flag.Reason.RUDE, now=now),
        lambda: flagging.flag(question.pk, guest, Flag.Reason.RUDE, answer_id=answer.pk, now=now),
        lambda: moderation.lock(question.pk, moderator, WHY, now=now),
        lambda: moderation.unlock(question.pk, moderator, now=now),
        lambda: moderation.move_topic(question.pk, moderator, topic, now=now),
        lambda: answer_order.hide(question.pk, answer.pk, moderator, WHY, now=now),
        lambda: answer_order.restore(question.pk, answer.pk, moderator, now=now),
        lambda: moderation.hide(question.pk, moderator, WHY, now=now),
        lambda: appeals.appeal(question.pk, asker, "Не согласна.", now=now),
        lambda: appeals.decide(question.pk, other_moderator, agrees=True, words="", now=now),
        lambda: merging.merge(question.pk, target.pk, moderator, WHY, now=now),
    ]
    for press in presses:
        for _time in range(50):
            press()
    assert Flag.objects.count() == 2
    assert Appeal.objects.count() == 1
    kinds = list(Act.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["lock", "unlock", "move", "hide", "restore", "hide", "restore", "merge"]
    assert len(letters()) == 7, "not of another topic"


@pytest.mark.parametrize("why", ["", "  \n"])
def test_whoever_wrote_it_is_told_why(expert: Expert, moderator: User, asker: Learner, now: datetime, why: str) -> None:
    question, target = ask(asker, now), ask(asker, now, "Как освободить память?")
    answer = give_answer(question, expert.user, now)
    for act in (
        lambda: moderation.hide(question.pk, moderator, why, now=now),
        lambda: moderation.lock(question.pk, moderator, why, now=now),
        lambda: answer_order.hide(question.pk, answer.pk, moderator, why, now=now),
        lambda: merging.merge(question.pk, target.pk, moderator, why, now=now),
    ):
        with pytest.raises(acts.NeedsWhy):
            act()
    assert fresh(question).state == State.ANSWERED
    assert not Act.objects.exists()


# --- what nobody sees any more ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.HIDDEN, State.HELD, State.MERGED])
def test_it_is_nowhere(
    course: CourseTree,
    client: Client,
    guest_client: Client,
    expert: Expert,
    moderator: User,
    learner: Learner,
    now: datetime,
    state: State,
) -> None:
    words = "Потерянный кошелёк и телефон с картой"
    lesson = identity(course.lessons[0])
    question = ask(learner, now, words, place=Place(lesson))
    target = ask(learner, now, "Совсем другой вопрос о погоде")
    picture = question.pictures.create(webp=b"x", width=1, height=1, made_at=now)
    answer = give_answer(question, expert.user, now)
    assert similar.known(words, "ru")
    assert shelf.of_lesson(lesson.pk)
    if state == State.HIDDEN:
        moderation.hide(question.pk, moderator, WHY, now=now)
    elif state == State.MERGED:
        merging.merge(question.pk, target.pk, moderator, WHY, now=now)
    else:
        Question.objects.filter(pk=question.pk).update(state=state)
        shelf.changed()
    question = fresh(question)
    for viewer in (Viewer(), Viewer(is_expert=True), Viewer(is_vouched=True)):
        assert question not in Question.objects.visible_to(viewer)
        assert question not in listing.read(QueryDict(), viewer, "ru").sheet.rows
    assert question not in Question.objects.public()
    assert words not in [known.title for known in similar.known(words, "ru")]
    assert shelf.of_lesson(lesson.pk) == {}
    assert words not in [slip.title for slip in shelf.answered("ru")]
    for browser in (client, guest_client, browser_of(expert.user)):
        assert browser.get(f"/questions/picture/{picture.pk}.webp").status_code == 404
        assert words not in browser.get("/questions/").content.decode()
        found = browser.get(address_of(question))
        assert browser.get(f"{address_of(question)}flag/").status_code == 404
        if state == State.MERGED:
            assert found.url == browser.get(f"/questions/{question.pk}/").url == address_of(target)
            assert numbers.find(question.number or 0, "ru") == address_of(target)
            assert browser.get(f"/n/{question.number}/").url == address_of(target)
            assert answer in target.answers.all()
        else:
            assert found.status_code == browser.get(f"/n/{question.number}/").status_code == 404


def test_a_merged_private_question_leads_nobody_anywhere(
    site: SiteTree, client: Client, member_client: Client, moderator: User, learner: Learner, now: datetime
) -> None:
    """But its asker, to the public one. And nothing is joined to what not everybody may read."""
    private, target = ask(learner, now, visibility="private"), ask(learner, now, "Как освободить память?")
    for wrong in (private.pk, target.pk + 1000):
        with pytest.raises(merging.NotTogether):
            merging.merge(target.pk, wrong, moderator, WHY, now=now)
    with pytest.raises(merging.NotTogether):
        merging.merge(target.pk, target.pk, moderator, WHY, now=now)
    merging.merge(private.pk, target.pk, moderator, WHY, now=now)
    assert client.get(address_of(private)).status_code == client.get(f"/n/{private.number}/").status_code == 404
    assert member_client.get(address_of(private)).url == address_of(target)


def test_what_was_answered_in_private_is_joined_to_nothing(
    expert: Expert, moderator: User, learner: Learner, now: datetime
) -> None:
    """It was written for one person: with their question it would be read by all."""
    private, target = ask(learner, now, visibility="private"), ask(learner, now, "Как освободить память?")
    answer = give_answer(private, expert.user, now, "Номер вашей карты видел банк.")
    answer_order.hide(private.pk, answer.pk, moderator, WHY, now=now)
    for _hidden_or_not in range(2):
        with pytest.raises(merging.NotTogether):
            merging.merge(private.pk, target.pk, moderator, WHY, now=now)
        answer_order.restore(private.pk, answer.pk, moderator, now=now)
    assert not target.answers.exists()


def test_merging_twice_leads_to_the_end(
    site: SiteTree, client: Client, moderator: User, learner: Learner, now: datetime
) -> None:
    first, second, third = (ask(learner, now, f"Как освободить память {number}?") for number in "123")
    merging.merge(first.pk, second.pk, moderator, WHY, now=now)
    merging.merge(second.pk, third.pk, moderator, WHY, now=now)
    assert client.get(address_of(first)).url == client.get(address_of(second)).url == address_of(third)
    moderation.hide(third.pk, moderator, WHY, now=now)
    assert client.get(address_of(first)).status_code == client.get(f"/n/{first.number}/").status_code == 404


def test_people_move_with_a_merged_question(
    expert: Expert, moderator: User, learner: Learner, guest: Learner, now: datetime
) -> None:
    """Each counts once; nobody has the same trouble as themselves; the asker of the one follows the other."""
    both, asker = Learner.objects.create(), make_user("asker@example.org").learner
    question, target = ask(asker, now), ask(learner, now, "Как освободить память?")
    for who in (guest, both, learner):
        following.same(question.pk, who, now=now)
    following.same(target.pk, both, now=now)
    answer = give_answer(question, expert.user, now)
    merging.merge(question.pk, target.pk, moderator, WHY, now=now)
    moved = {guest.pk, both.pk, asker.pk}
    assert set(Follow.objects.values_list("learner", "question")) == {(who, target.pk) for who in moved}
    assert set(Reaction.objects.values_list("learner", "question")) == {(who, target.pk) for who in moved}
    target = fresh(target)
    assert target.same_count == 3
    assert (target.state, target.answers.get()) == (State.ANSWERED, answer)
    assert not Assignment.objects.live().filter(question__in=(question, target)).exists()


# --- how it stands afterwards ----------------------------------------------------------------------------------------


def test_hidden_and_brought_back(expert: Expert, moderator: User, learner: Learner, now: datetime) -> None:
    """A question without an answer gets another promise; a claim is over."""
    question = ask(learner, now)
    Claim.objects.create(question=question, user=expert.user, claimed_at=now, until=now + timedelta(hours=1))
    moderation.hide(question.pk, moderator, WHY, now=now)
    assert not Assignment.objects.live().exists()
    assert not Claim.objects.live(now).exists()
    later = now + timedelta(days=5)
    moderation.restore(question.pk, moderator, now=later)
    question = fresh(question)
    assert question.state == State.PUBLISHED
    assert question.due_at
    assert question.due_at > later


def test_a_hidden_answer_leaves_the_question_waiting(
    expert: Expert, moderator: User, learner: Learner, now: datetime
) -> None:
    question = ask(learner, now)
    answer = give_answer(question, expert.user, now)
    answer_order.hide(question.pk, answer.pk, moderator, WHY, now=now)
    assert fresh(question).state == State.PUBLISHED
    assert not Answer.objects.seen().exists()
    answer_order.restore(question.pk, answer.pk, moderator, now=now)
    assert fresh(question).state == State.ANSWERED


def test_another_topic_another_expert(
    site: SiteTree, expert: Expert, moderator: User, learner: Learner, now: datetime
) -> None:
    from tests.factories.questions import make_expert

    phones = make_topic(site.home.locale, "Телефон", "telefon")
    second = make_expert("second@example.org", "Вера", topics=[phones])
    question = ask(learner, now)
    Assignment.objects.filter(question=question).update(user=expert.user)
    moderation.move_topic(question.pk, moderator, phones, now=now)
    assert list(question.topics.all()) == [phones]
    assert Assignment.objects.live().get().user == second.user


def test_flags_are_settled_with_the_text(
    expert: Expert, moderator: User, learner: Learner, guest: Learner, now: datetime
) -> None:
    question = ask(learner, now)
    answer = give_answer(question, expert.user, now)
    flagging.flag(question.pk, guest, Flag.Reason.RUDE, now=now)
    flagging.flag(question.pk, guest, Flag.Reason.WRONG, answer_id=answer.pk, now=now)
    moderation.leave(question.pk, moderator, now=now)
    answer_order.hide(question.pk, answer.pk, moderator, WHY, now=now)
    told = {flag.reason: (flag.upheld, flag.decided_by) for flag in Flag.objects.all()}
    assert told == {"rude": (False, moderator), "wrong": (True, moderator)}


def test_nobody_points_at_their_own_text_or_without_end(
    expert: Expert, learner: Learner, guest: Learner, now: datetime
) -> None:
    questions = [ask(learner, now, f"Вопрос {number} про память.") for number in range(flagging.MOST_IN_A_DAY + 1)]
    answer = give_answer(questions[0], expert.user, now)
    with pytest.raises(flagging.NotTheirs):
        flagging.flag(questions[0].pk, learner, Flag.Reason.RUDE, now=now)
    with pytest.raises(flagging.NotTheirs):
        flagging.flag(questions[0].pk, expert.user.learner, Flag.Reason.RUDE, answer_id=answer.pk, now=now)
    for question in questions[:-1]:
        flagging.flag(question.pk, guest, Flag.Reason.RUDE, now=now)
    with pytest.raises(flagging.TooMany):
        flagging.flag(questions[-1].pk, guest, Flag.Reason.RUDE, now=now)
    flagging.flag(questions[-1].pk, guest, Flag.Reason.RUDE, now=now + timedelta(days=2))


# --- who is told -----------------------------------------------------------------------------------------------------


def test_only_the_party_is_told(expert: Expert, moderator: User, asker: Learner, guest: Learner, now: datetime) -> None:
    """The asker of the question, the writer of the answer. Who flagged, who follows: nobody writes to them."""
    follower = make_user("follower@example.org")
    mailboxes.replace_address(follower, follower.email, is_verified=True)
    assert asker.user
    question, target = ask(asker, now), ask(guest, now, "Как освободить память?")
    answer = give_answer(question, expert.user, now)
    following.same(question.pk, follower.learner, now=now)
    flagging.flag(question.pk, follower.learner, Flag.Reason.RUDE, now=now)
    moderation.hide(question.pk, moderator, WHY, now=now)
    moderation.restore(question.pk, moderator, now=now)
    answer_order.hide(question.pk, answer.pk, moderator, WHY, now=now)
    merging.merge(question.pk, target.pk, moderator, WHY, now=now)
    to = asker.user.email
    assert letters() == [
        ("answer_hidden", expert.user.email),
        ("question_hidden", to),
        ("question_merged", to),
        ("question_reopened", to),
    ]
    assert all(WHY in letter.text for letter in Mail.objects.filter(kind__in=KINDS).exclude(kind="question_reopened"))


def test_what_is_no_longer_true_does_not_go(
    expert: Expert, moderator: User, asker: Learner, now: datetime, mailoutbox: list[Any]
) -> None:
    question = ask(asker, now)
    moderation.hide(question.pk, moderator, WHY, now=now)
    moderation.restore(question.pk, moderator, now=now)
    mail.send_due(now)
    assert [one.subject for one in mailoutbox if "скрыт" in one.subject] == []
    assert [one.subject for one in mailoutbox if "Снова открыто" in one.subject]


# --- the one appeal --------------------------------------------------------------------------------------------------


def test_a_guest_is_told_and_disagrees(
    site: SiteTree, moderator: User, other_moderator: User, guest: Learner, now: datetime
) -> None:
    """The whole way without a script: desk, letter, the link on another device, appeal, another moderator's desk."""
    question = ask(guest, now)
    reader = Client()
    form = page(reader, f"{address_of(question)}flag/").select_one("main form")
    told = {**fields(form), "reason": "personal", "words": "Телефон соседки"}
    for _press in range(3):
        assert reader.post(f"{address_of(question)}flag/", told).status_code == 302
    desk = browser_of(moderator)
    lying = page(desk, "/questions/order/")
    assert "Телефон соседки" in lying.text
    hiding = lying.select_one("main form")
    assert hiding
    assert "Напишите почему" in desk.post(str(hiding["action"]), {**fields(hiding), "do": "hide"}).content.decode()
    desk.post(str(hiding["action"]), {**fields(hiding), "do": "hide", "why": WHY})
    assert fresh(question).state == State.HIDDEN
    assert reader.get(address_of(question)).status_code == 404
    other_device = Client()
    seen = page(other_device, path_in(Mail.objects.get(kind="question_hidden")))
    assert WHY in seen.text
    appealing = seen.select_one("#verdict form")
    assert appealing
    empty = other_device.post(str(appealing["action"]), fields(appealing))
    assert empty.status_code == 400
    assert "Напишите, почему вы не согласны." in empty.content.decode()
    assert reader.post(str(appealing["action"]), {"words": "Чужой"}).status_code == 404
    for _press in range(3):
        other_device.post(str(appealing["action"]), {**fields(appealing), "words": "Это мой телефон."})
    assert Appeal.objects.get().words == "Это мой телефон."
    assert "Пересмотрит другой модератор" in page(desk, "/questions/order/").text
    assert desk.post(f"/questions/order/{question.pk}/", {"do": "grant"}).status_code == 409
    second = browser_of(other_moderator)
    deciding = page(second, "/questions/order/").select_one("main form")
    assert deciding
    second.post(str(deciding["action"]), {**fields(deciding), "do": "grant"})
    assert fresh(question).state == State.PUBLISHED
    assert reader.get(address_of(question)).status_code == 200
    assert letters() == [("question_hidden", "guest@example.org"), ("question_reopened", "guest@example.org")]


def test_refused_once_and_for_all(
    site: SiteTree, moderator: User, other_moderator: User, asker: Learner, now: datetime, member_client: Client
) -> None:
    question = ask(asker, now)
    moderation.lock(question.pk, moderator, WHY, now=now)
    appeals.appeal(question.pk, asker, "Хочу ещё ответов.", now=now)
    with pytest.raises(appeals.SameModerator):
        appeals.decide(question.pk, moderator, agrees=False, words="Нет", now=now)
    with pytest.raises(acts.NeedsWhy):
        appeals.decide(question.pk, other_moderator, agrees=False, words=" ", now=now)
    appeals.decide(question.pk, other_moderator, agrees=False, words="Ответ уже есть.", now=now)
    appeals.decide(question.pk, other_moderator, agrees=True, words="", now=now)
    assert fresh(question).locked_at
    seen = page(member_client, address_of(question))
    assert "Ответ уже есть." in seen.text
    assert not seen.select("#verdict form")
    assert appeals.appeal(question.pk, asker, "Ещё раз", now=now).words == "Хочу ещё ответов."
    assert [kind for kind, _to in letters()] == ["appeal_refused", "question_locked"]


def test_nobody_else_appeals(moderator: User, asker: Learner, guest: Learner, now: datetime) -> None:
    question = ask(asker, now)
    with pytest.raises(appeals.NotTheirs):
        appeals.appeal(question.pk, asker, "Не о чем", now=now)
    moderation.hide(question.pk, moderator, WHY, now=now)
    with pytest.raises(appeals.NotTheirs):
        appeals.appeal(question.pk, guest, "Чужое", now=now)


# --- the desk --------------------------------------------------------------------------------------------------------


def test_the_desk_is_for_moderators(
    site: SiteTree,
    client: Client,
    member_client: Client,
    expert: Expert,
    moderator: User,
    learner: Learner,
    now: datetime,
) -> None:
    question = ask(learner, now)
    for path in ("/questions/order/", f"/questions/order/{question.pk}/"):
        assert client.get(path).status_code == 302
        assert member_client.get(path).status_code == browser_of(expert.user).get(path).status_code == 403
        assert browser_of(moderator).get(path).status_code == 200
    hide = {"do": "hide", "why": WHY}
    assert member_client.post(f"/questions/order/{question.pk}/", hide).status_code == 403
    assert fresh(question).state == State.PUBLISHED
    assert browser_of(moderator).get("/questions/order/999999/").status_code == 404


def test_bad_input_loses_nothing(site: SiteTree, moderator: User, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    at_work, path = browser_of(moderator), f"/questions/order/{question.pk}/"
    for sent, said in (
        ({"do": "merge", "why": WHY, "into": "нет такого"}, "Не нашли такой вопрос"),
        ({"do": "merge", "why": WHY, "into": str(question.number)}, "объединить нельзя"),
        ({"do": "move", "why": WHY}, "Выберите новую тему"),
        ({"do": "hide_answer", "why": WHY}, "Выберите из списка"),
        ({"do": "burn", "why": WHY}, "Выберите из списка"),
        ({"do": "restore_answer", "why": WHY, "answer": "99"}, "Сейчас этого сделать нельзя"),
        ({"why": WHY}, "Выберите, что сделать"),
        ({"do": "hide", "why": "я" * 501}, "Слишком длинно"),
    ):
        response = at_work.post(path, sent)
        assert response.status_code in (400, 409), sent
        assert said in response.content.decode()
        assert sent["why"] in response.content.decode()
    for bad in ("x", "9" * 30, "-1"):
        assert Client().get(f"{address_of(question)}flag/?answer={bad}").status_code == 404
    assert Client().post(f"{address_of(question)}flag/", {"words": "грубо"}).status_code == 400


@pytest.mark.parametrize(
    "named", ["{number}", "/n/{number}/", "https://example.org/n/{number}", "{site}/questions/{pk}/x/"]
)
def test_another_question_is_named_as_people_name_it(
    site: SiteTree, moderator: User, learner: Learner, now: datetime, named: str
) -> None:
    question, target = ask(learner, now), ask(learner, now, "Как освободить память?")
    into = named.format(number=target.number, pk=target.pk, site="https://example.org/en")
    browser_of(moderator).post(f"/questions/order/{question.pk}/", {"do": "merge", "why": WHY, "into": into})
    assert fresh(question).merged_into == target


def test_the_desk_costs_the_same_for_one_and_for_thirty(
    site: SiteTree,
    moderator: User,
    other_moderator: User,
    expert: Expert,
    topic: Topic,
    learner: Learner,
    guest: Learner,
    now: datetime,
) -> None:
    def fill(many: int) -> None:
        for number in range(many):
            flagged, hidden, late = (ask(learner, now, f"Вопрос {number} про {word}", topics=[topic]) for word in "абв")
            Question.objects.filter(pk=late.pk).update(due_at=now - timedelta(days=1))
            answer = give_answer(flagged, expert.user, now)
            Flag.objects.create(learner=guest, question=flagged, reason="rude", words="Грубо", made_at=now)
            Flag.objects.create(learner=guest, question=flagged, answer=answer, reason="wrong", made_at=now)
            moderation.hide(hidden.pk, other_moderator, WHY, now=now)
            appeals.appeal(hidden.pk, learner, "Не согласна.", now=now)

    at_work = browser_of(moderator)
    fill(1)
    one = queries(at_work, "/questions/order/")
    fill(30)
    assert queries(at_work, "/questions/order/") == one <= 16


def test_what_most_people_point_out_comes_first(
    site: SiteTree, moderator: User, learner: Learner, guest: Learner, now: datetime
) -> None:
    once, twice = ask(learner, now, "Первый вопрос о погоде"), ask(learner, now, "Второй вопрос о памяти")
    flagging.flag(once.pk, guest, Flag.Reason.RUDE, now=now)
    for who in (guest, Learner.objects.create()):
        flagging.flag(twice.pk, who, Flag.Reason.ADVERT, now=now)
    shown = page(browser_of(moderator), "/questions/order/").select(".queue-item h3")
    assert [one.text.strip() for one in shown[:2]] == [twice.title, once.title]


def test_a_guest_points_out_once(site: SiteTree, guest: Learner, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    browser = guest_browser(guest)
    for _press in range(50):
        browser.post(f"{address_of(question)}flag/", {"reason": "advert"})
    assert Flag.objects.get().learner == guest
