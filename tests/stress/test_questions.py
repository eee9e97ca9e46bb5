"""Many at once on one question: one writer, one answer, one follower, nothing lost, no error."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from time import sleep
from uuid import uuid4

import pytest
from wagtail.models import Locale

from accounts import personal_data, roles
from accounts.models import Learner, Mail, User
from questions import answering, asking, checking, claiming, readdressing, routing, telling
from questions.answering import Written
from questions.asking import Told as Asked
from questions.copies import copying
from questions.copies.copying import Words
from questions.followers import announcing, digest, following
from questions.letters import DIGEST, FOLLOWED
from questions.models import (
    Act,
    Announcement,
    Answer,
    Assignment,
    Claim,
    Copy,
    Follow,
    NewsChoice,
    Question,
    Reaction,
    Told,
)
from questions.order import acts, holding, names, releasing
from questions.order.signs import Sign
from questions.visibility import viewer
from tests.conftest import NOW
from tests.factories.people import make_user
from tests.factories.questions import (
    ask,
    give_answer,
    make_expert,
    make_topic,
    make_vouched,
    write_question,
)
from tests.stress.conftest import Together

pytestmark = [pytest.mark.stress, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("stress")]
Size = Callable[[int], int]


def helpers(many: int) -> list[User]:
    return [make_vouched(f"helper{number}@example.org", f"Помощник {number}") for number in range(many)]


def tried_to_claim(question: Question, user: User) -> bool:
    try:
        claiming.claim(question.pk, user, now=NOW)
    except claiming.Taken:
        return False
    return True


def test_of_many_who_open_a_question_one_gets_it(size: Size, together: Together) -> None:
    question = ask(Learner.objects.create(), NOW)
    outcomes = together([partial(tried_to_claim, question, user) for user in helpers(size(40))])
    assert sum(outcomes) == 1
    assert Claim.objects.get().released_at is None


def test_a_button_pressed_many_times_at_once(size: Size, together: Together) -> None:
    asker, expert = Learner.objects.create(), make_expert()
    question, key = ask(asker, NOW), uuid4()
    written = Written("Один ответ.")
    together([partial(answering.answer, question.pk, expert.user, written, key=key, now=NOW) for _n in range(size(50))])
    answer = Answer.objects.get()
    neighbour = Learner.objects.create()
    together(
        [
            *(partial(following.same, question.pk, neighbour, now=NOW) for _n in range(size(50))),
            *(partial(answering.react, answer.pk, neighbour, helped=True, now=NOW) for _n in range(size(50))),
            *(partial(answering.react, answer.pk, asker, helped=True, now=NOW) for _n in range(size(50))),
        ]
    )
    question.refresh_from_db()
    answer.refresh_from_db()
    assert (question.same_count, answer.helped_count, Reaction.objects.count()) == (1, 2, 3)
    assert question.state == Question.State.ACCEPTED


def test_a_form_sent_many_times_at_once(size: Size, together: Together) -> None:
    learner, key = Learner.objects.create(), uuid4()
    told = Asked("Память заполнена, фото не снимаются.", email="guest@example.org")
    asking.write(learner, told, key=key, actor=None, now=NOW)
    together([partial(asking.send, key, learner, now=NOW) for _n in range(size(50))])
    together([partial(asking.confirm, key, now=NOW) for _n in range(size(50))])
    question = Question.objects.get()
    assert (question.state, question.revisions.count()) == (Question.State.PUBLISHED, 1)


def test_workers_who_find_the_same_answers_to_check(size: Size, together: Together) -> None:
    """Each answer lies on one desk, and each expert gets one letter."""
    topic = make_topic(Locale.objects.get_or_create(language_code="ru")[0])
    author = make_expert("author@example.org", "Автор", topics=[topic])
    for number in range(2):
        make_expert(f"expert{number}@example.org", f"Эксперт {number}", topics=[topic], weekly_limit=200)
    for _number in range(size(20)):
        give_answer(ask(Learner.objects.create(), NOW, topics=[topic]), author.user, NOW, check_again_on=NOW.date())
    author.user.delete()
    together([partial(checking.ask_due, NOW) for _worker in range(4)])
    answers = Answer.objects.filter(assignments__in=Assignment.objects.live())
    assert answers.distinct().count() == answers.count() == Answer.objects.count()
    assert Mail.objects.filter(kind="answer_check_of_another").count() == 2


def test_handed_over_while_it_is_answered(size: Size, together: Together) -> None:
    """Whatever comes first, the question lies on one desk at most, and an answered one on none."""
    experts = [make_expert(f"expert{number}@example.org", f"Эксперт {number}") for number in range(4)]
    for _round in range(size(20)):
        question = ask(Learner.objects.create(), NOW)
        first = Assignment.objects.live().get(question=question).user
        together(
            [
                partial(routing.hand_over, question.pk, first, now=NOW),
                partial(give_answer, question, experts[3].user, NOW),
            ]
        )
        assert Assignment.objects.live().filter(question=question).count() == 0
        assert Answer.objects.filter(question=question).count() == 1


def decided(act: Callable[[], object]) -> bool:
    try:
        act()
    except acts.NotNow:
        return False
    return True


def test_of_moderators_who_disagree_the_first_decides(size: Size, together: Together) -> None:
    """A held question is let out or hidden, once, and whoever came too late is told."""
    question = write_question(Learner.objects.create(), NOW)
    holding.hold(question, [Sign.LINKS], NOW)
    moderators = [make_user(f"moderator{number}@example.org", roles.MODERATORS) for number in range(size(20))]
    release = [partial(releasing.release, question.pk, one, now=NOW) for one in moderators]
    refuse = [partial(releasing.refuse, question.pk, one, "Реклама.", now=NOW) for one in moderators]
    outcomes = together([partial(decided, act) for pair in zip(release, refuse, strict=True) for act in pair])
    question.refresh_from_db()
    is_out = question.state == Question.State.PUBLISHED
    assert outcomes == [is_out, not is_out] * len(moderators)
    assert Act.objects.exclude(kind=Act.Kind.HOLD).count() == 1


def test_consent_and_its_taking_back_at_once(size: Size, together: Together) -> None:
    """One copy, one public question; and it can be read exactly when its asker agrees."""
    asker, expert = Learner.objects.create(), make_expert()
    original = ask(asker, NOW, visibility="private")
    answer = give_answer(original, expert.user, NOW)
    writer, words = (
        viewer(expert.user, expert.user.learner),
        Words("Память заполнена", "Фото не снимаются.", reply="Да."),
    )
    together([partial(copying.offer, original.pk, answer.pk, writer, words, now=NOW) for _n in range(size(20))])
    read = copying.seal(words)
    together([partial(copying.agree, original.pk, asker, read=read, now=NOW) for _n in range(size(20))])
    assert Question.objects.count() == 2
    for number in range(size(20)):
        hour = NOW + timedelta(hours=number)
        together(
            [
                *(partial(copying.withdraw, original.pk, asker, now=hour) for _n in range(3)),
                *(partial(tried_to_show_again, original, asker, hour) for _n in range(3)),
            ]
        )
        copy = Copy.objects.select_related("public").get()
        agrees = copy.state == Copy.State.AGREED
        assert agrees == Question.objects.public().filter(pk=copy.public_id).exists()
        copying.withdraw(original.pk, asker, now=hour) if agrees else copying.show_again(original.pk, asker, now=hour)
    kinds = list(Act.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [("hide", "restore")[place % 2] for place in range(len(kinds))]


def tried_to_show_again(original: Question, asker: Learner, now: datetime) -> None:
    with suppress(copying.NotNow):
        copying.show_again(original.pk, asker, now=now)


def test_a_name_hidden_while_answers_are_signed(size: Size, together: Together) -> None:
    """By two moderators at once: one act; and no answer slips in between with the name on it."""
    moderators = [make_user(f"moderator{number}@example.org", is_superuser=True) for number in range(2)]
    for number in range(size(20)):
        expert = make_expert(f"signs{number}@example.org", "Имя")
        questions = [ask(Learner.objects.create(), NOW) for _one in range(4)]
        together(
            [
                *(partial(give_answer, question, expert.user, NOW) for question in questions),
                *(partial(names.hide, expert.user_id, moderator, "Не его имя.", now=NOW) for moderator in moderators),
            ]
        )
        assert {answer.who for answer in Answer.objects.filter(author=expert.user)} == {"Эксперт"}
        assert Act.objects.filter(whose=expert.user).count() == 1


def test_workers_who_tell_the_news_at_once(size: Size, together: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each follower gets one letter and one word that they were told, however many workers there are."""
    monkeypatch.setattr(announcing, "AT_ONCE", 2)
    question, expert = ask(Learner.objects.create(), NOW), make_expert()
    topic = make_topic(Locale.objects.get_or_create(language_code="ru")[0])
    question.topics.add(topic)
    many = size(40)
    for number in range(many):
        learner = Learner.objects.create()
        ask(learner, NOW, email=f"guest{number}@example.org")
        Follow.objects.create(learner=learner, question=question, made_at=NOW)
        following.follow(learner, topic=topic, now=NOW - timedelta(hours=1))
    give_answer(question, expert.user, NOW)
    later = NOW + timedelta(hours=1)
    together([partial(job, later) for job in (announcing.announce, digest.send_due) for _worker in range(3)])
    announcing.announce(later)
    told = Mail.objects.filter(kind__in=(FOLLOWED, DIGEST)).values_list("to", flat=True)
    assert sorted(told) == sorted(f"guest{number}@example.org" for number in range(many))
    assert Told.objects.filter(learner__follows__question=question).count() == many
    assert not Announcement.objects.filter(ended_at=None).exists()
    assert not NewsChoice.objects.filter(due_at__lte=later).exists()


def test_answers_to_many_questions_at_once(size: Size, together: Together) -> None:
    """Different people on different questions wait for nobody: not for the search's index either."""
    experts = [make_expert(f"at-once{number}@example.org") for number in range(6)]
    for _again in range(size(20)):
        questions = [ask(Learner.objects.create(), NOW) for _one in experts]
        together([partial(give_answer, one, expert.user, NOW) for one, expert in zip(questions, experts, strict=True)])
        assert Answer.objects.filter(question__in=questions).count() == len(experts)


def test_an_answer_while_its_asker_erases_everything(together: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one holds the question and writes a letter to its asker; the other holds the asker and wants the question."""
    asker, expert = Learner.objects.create(), make_expert()
    question = ask(asker, NOW)
    holds_the_question, tell = Event(), telling.tell_of_answer

    def tell_late(answer: Answer, now: datetime) -> None:
        holds_the_question.set()
        sleep(0.3)
        tell(answer, now)

    def erase() -> None:
        holds_the_question.wait(60)
        personal_data.erase(asker, NOW)

    monkeypatch.setattr(telling, "tell_of_answer", tell_late)
    together([partial(give_answer, question, expert.user, NOW), erase])
    assert not (Question.objects.exists() or Answer.objects.exists() or Mail.objects.filter(learner=asker.pk).exists())
    assert not Learner.objects.filter(pk=asker.pk).exists()


def test_an_address_corrected_while_the_old_letter_is_read(together: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has the wrong mailbox presses «Это моя почта» while the guest corrects it: the question is not theirs."""
    guest, right = Learner.objects.create(), "nina@example.ru"
    question = asking.send(write_question(guest, NOW, email="nina@exmaple.ru").key, guest, now=NOW)
    is_corrected, write = Event(), telling.ask_to_confirm

    def write_late(question: Question, now: datetime) -> None:
        is_corrected.set()
        sleep(0.3)
        write(question, now)

    def confirm() -> None:
        is_corrected.wait(60)
        with suppress(asking.NotTheirs):
            asking.confirm(question.key, now=NOW, series=question.link_series)

    monkeypatch.setattr(telling, "ask_to_confirm", write_late)
    together([partial(readdressing.readdress, question.pk, guest, right, now=NOW), confirm])
    question.refresh_from_db()
    assert (question.state, question.email) == (Question.State.ASKED, right)
