"""Order among pictures and names, what their owners see of it, and the appeal of whoever wrote it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import mailboxes, personal_data, roles
from accounts.models import Learner, Mail, User
from questions import answering, checking, claiming, feeds, markup, shelf
from questions.answering import Written
from questions.models import Act, Answer, Appeal, Expert, Flag, HiddenName, Picture, Question, Vouching
from questions.order import acts, answer_order, appeals, flagging, merging, moderation, names, picture_order
from questions.order.verdicts import ABOUT_NAMES, KINDS
from questions.visibility import Viewer, viewer
from tests.factories.accounts import browser_of, guest_browser
from tests.factories.people import make_user
from tests.factories.questions import ask, give_answer, make_expert, make_vouched
from tests.factories.sites import SiteTree
from tests.questions.test_pages import address_of, fields, page, path_in, queries

pytestmark = pytest.mark.django_db

WHY = "Здесь чужой телефон."
NAME = "Андрей Белов"


@pytest.fixture
def other_moderator(db: None) -> User:
    return make_user("second-moderator@example.org", roles.MODERATORS, name="Анна")


@pytest.fixture
def asker(learner: Learner) -> Learner:
    assert learner.user
    mailboxes.replace_address(learner.user, learner.user.email, is_verified=True)
    return learner


@pytest.fixture
def question(asker: Learner, now: datetime) -> Question:
    return ask(asker, now)


@pytest.fixture
def picture(question: Question, now: datetime) -> Picture:
    return question.pictures.create(webp=b"x", width=1, height=1, made_at=now)


@pytest.fixture
def answer(question: Question, expert: Expert, now: datetime) -> Answer:
    return give_answer(question, expert.user, now)


def letters() -> list[tuple[str, str]]:
    return sorted(Mail.objects.filter(kind__in=(*KINDS, *ABOUT_NAMES)).values_list("kind", "to"))


def fresh(row: Any) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


# --- who may do what -------------------------------------------------------------------------------------------------


def test_role_by_thing(
    question: Question,
    picture: Picture,
    answer: Answer,
    expert: Expert,
    moderator: User,
    other_moderator: User,
    asker: Learner,
    now: datetime,
) -> None:
    """Every cell: nobody but a moderator, no moderator with what is their own, none with what they did themselves."""
    deeds: dict[str, Callable[[User], Any]] = {
        "hide picture": lambda user: picture_order.hide(question.pk, picture.pk, user, WHY, now=now),
        "restore picture": lambda user: picture_order.restore(question.pk, picture.pk, user, now=now),
        "leave picture": lambda user: moderation.leave(question.pk, user, picture_id=picture.pk, now=now),
        "hide name": lambda user: names.hide(expert.user_id, user, WHY, now=now),
        "restore name": lambda user: names.restore(expert.user_id, user, now=now),
        "leave name": lambda user: names.leave(expert.user_id, user, now=now),
        "picture": lambda user: appeals.decide(
            question.pk, user, agrees=True, words="", picture_id=picture.pk, now=now
        ),
        "answer": lambda user: appeals.decide(question.pk, user, agrees=True, words="", answer_id=answer.pk, now=now),
        "name": lambda user: appeals.decide_name(expert.user_id, user, agrees=True, words="", now=now),
    }
    helper, stranger = make_vouched(), make_user("host@example.org", roles.HOSTS)
    assert asker.user
    for act in deeds.values():
        for user in (asker.user, expert.user, helper, stranger):
            with pytest.raises(acts.NotAModerator):
                act(user)
    assert not Act.objects.exists()
    # Two who moderate, and are a party: one asked, one answered.
    for user in (asker.user, expert.user):
        user.groups.add(*moderator.groups.all())
    for name, act in deeds.items():
        party = expert if "name" in name or name == "answer" else asker
        with pytest.raises(acts.OwnCase):
            act(User.objects.get(pk=party.user_id))
    deeds["hide picture"](other_moderator)
    deeds["hide name"](other_moderator)
    answer_order.hide(question.pk, answer.pk, other_moderator, WHY, now=now)
    for name in ("picture", "answer", "name"):
        with pytest.raises(acts.NotNow):
            deeds[name](moderator)
    appeals.appeal(question.pk, asker, "Это мой", picture_id=picture.pk, now=now)
    appeals.appeal_answer(answer.pk, expert.user, "Верно же", now=now)
    appeals.appeal_name(expert.user, "Моё имя", now=now)
    for name in ("picture", "answer", "name"):
        with pytest.raises(appeals.SameModerator):
            deeds[name](other_moderator)
        deeds[name](moderator)
    assert not Appeal.objects.exclude(upheld=True).exists()
    assert fresh(picture).hidden_at is fresh(answer).hidden_at is None
    assert not HiddenName.objects.exists()


def test_nobody_else_appeals(
    question: Question,
    picture: Picture,
    answer: Answer,
    expert: Expert,
    moderator: User,
    asker: Learner,
    guest: Learner,
    now: datetime,
) -> None:
    tries: list[Callable[[], Any]] = [
        lambda: appeals.appeal(question.pk, asker, "Рано", picture_id=picture.pk, now=now),
        lambda: appeals.appeal_answer(answer.pk, expert.user, "Рано", now=now),
        lambda: appeals.appeal_name(expert.user, "Рано", now=now),
    ]
    for early in tries:
        with pytest.raises(appeals.NotTheirs):
            early()
    picture_order.hide(question.pk, picture.pk, moderator, WHY, now=now)
    answer_order.hide(question.pk, answer.pk, moderator, WHY, now=now)
    names.hide(expert.user_id, moderator, WHY, now=now)
    assert asker.user
    for wrong in (
        lambda: appeals.appeal(question.pk, guest, "Чужое", picture_id=picture.pk, now=now),
        lambda: appeals.appeal(question.pk, asker, "Вопрос не скрыт", now=now),
        lambda: appeals.appeal_answer(answer.pk, asker.user, "Чужое", now=now),
        lambda: appeals.appeal_name(asker.user, "Не скрыто", now=now),
    ):
        with pytest.raises(appeals.NotTheirs):
            wrong()
    for said in tries:
        assert said().pk == said().pk
    assert Appeal.objects.count() == 3


def test_fifty_presses_are_one(
    question: Question,
    picture: Picture,
    expert: Expert,
    answer: Answer,
    moderator: User,
    other_moderator: User,
    asker: Learner,
    guest: Learner,
    now: datetime,
) -> None:
    """Each thing for itself: what was said of a picture is not said of its question."""
    who = expert.user_id
    presses: list[Callable[[], Any]] = [
        lambda: flagging.flag(question.pk, guest, "rude", now=now),
        lambda: flagging.flag(question.pk, guest, "personal", picture_id=picture.pk, now=now),
        lambda: flagging.flag_name(who, guest, now=now),
        lambda: picture_order.hide(question.pk, picture.pk, moderator, WHY, now=now),
        lambda: appeals.appeal(question.pk, asker, "Нет", picture_id=picture.pk, now=now),
        lambda: appeals.decide(question.pk, other_moderator, agrees=False, words="Да", picture_id=picture.pk, now=now),
        lambda: picture_order.restore(question.pk, picture.pk, moderator, now=now),
        lambda: names.hide(who, moderator, WHY, now=now),
        lambda: appeals.appeal_name(expert.user, "Нет", now=now),
        lambda: appeals.decide_name(who, other_moderator, agrees=True, words="", now=now),
        lambda: names.restore(who, moderator, now=now),
    ]
    for press in presses:
        for _time in range(10):
            press()
    assert list(Act.objects.order_by("pk").values_list("kind", flat=True)) == ["hide", "restore"] * 2
    decided = dict(Flag.objects.values_list("reason", "upheld"))
    assert decided == {"rude": None, "personal": True, "name": True}
    to = asker.user.email if asker.user else ""
    assert letters() == [
        ("name_hidden", expert.user.email),
        ("name_shown", expert.user.email),
        ("picture_hidden", to),
        ("question_reopened", to),
        ("stays_hidden", to),
    ], "who pointed something out is told nothing"


@pytest.mark.parametrize("why", ["", " \n"])
def test_its_owner_is_told_why(
    question: Question, picture: Picture, expert: Expert, answer: Answer, moderator: User, now: datetime, why: str
) -> None:
    for act in (
        lambda: picture_order.hide(question.pk, picture.pk, moderator, why, now=now),
        lambda: names.hide(expert.user_id, moderator, why, now=now),
    ):
        with pytest.raises(acts.NeedsWhy):
            act()
    assert not Act.objects.exists()
    assert not HiddenName.objects.exists()


def test_a_row_is_about_one_thing(question: Question, picture: Picture, expert: Expert, now: datetime) -> None:
    """The database refuses the rest, whichever hand writes."""
    made = {"learner": question.learner, "made_at": now}
    wrong: list[dict[str, Any]] = [
        {},
        {"picture": picture},
        {"question": question, "whose": expert.user},
    ]
    for about in wrong:
        for make in (
            lambda about=about: Flag.objects.create(reason="rude", **made, **about),
            lambda about=about: Appeal.objects.create(words="", **made, **about),
            lambda about=about: Act.objects.create(kind="hide", at=now, **about),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                make()
    for about in ({"question": question}, {"question": question, "picture": picture}, {"whose": expert.user}):
        Appeal.objects.create(words="", **made, **about)
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(words="ещё", **made, **about)


# --- a hidden picture ------------------------------------------------------------------------------------------------


def test_who_is_shown_a_hidden_picture(
    question: Question,
    picture: Picture,
    expert: Expert,
    moderator: User,
    member_client: Client,
    guest_client: Client,
    client: Client,
    now: datetime,
) -> None:
    """By its address: its asker and moderators. The rows say the same as the page."""
    address = f"/questions/picture/{picture.pk}.webp"
    everybody = [client, guest_client, browser_of(expert.user), member_client, browser_of(moderator)]
    first = client.get(address)
    assert first["Cache-Control"] == "public, no-cache", "nothing keeps what may be hidden in a moment"
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    picture_order.hide(question.pk, picture.pk, moderator, WHY, now=now)
    assert [browser.get(address).status_code for browser in everybody] == [404, 404, 404, 200, 200]
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 404
    assert member_client.get(address)["Cache-Control"] == "private, no-store"
    seen = [
        Picture.objects.visible_to(one).exists()
        for one in (
            Viewer(),
            Viewer(is_expert=True),
            viewer(question.learner.user, question.learner),
            Viewer(is_moderator=True),
        )
    ]
    assert seen == [False, False, True, True]
    pointed_out = {"reason": "rude", "picture": picture.pk}
    for browser in everybody[:3]:
        assert str(picture.pk) not in browser.get(address_of(question)).content.decode()
        assert browser.post(f"{address_of(question)}flag/", pointed_out).status_code == 400
    assert personal_data.export(question.learner)["questions"]["pictures"][0]["hidden_at"] == now


def test_an_asker_sees_why_and_disagrees(
    site: SiteTree, moderator: User, other_moderator: User, guest: Learner, now: datetime
) -> None:
    """Without a script, on another device: act page, letter, the link in it, appeal, another moderator's desk."""
    question = ask(guest, now)
    pictures = [question.pictures.create(webp=b"x", width=1, height=1, made_at=now + timedelta(n)) for n in range(2)]
    who = guest_browser(Learner.objects.create())
    flagging_page = page(who, f"{address_of(question)}flag/")
    assert [one["value"] for one in flagging_page.select("[name=picture]")] == ["", *(str(one.pk) for one in pictures)]
    sent = {"reason": "personal", "picture": str(pictures[1].pk)}
    assert who.post(f"{address_of(question)}flag/", {**fields(flagging_page), **sent}).status_code == 302
    assert Flag.objects.get().picture == pictures[1]
    at_desk = browser_of(moderator)
    row = page(at_desk, "/questions/order/").select_one(".queue-item")
    assert row
    assert row.select_one(".order-kind").text == "снимок"  # type: ignore[union-attr]
    form = row.select_one("form")
    assert form
    at_desk.post(str(form["action"]), {**fields(form), "do": "hide_picture", "why": WHY})
    link = path_in(Mail.objects.get(kind="picture_hidden"))
    device = Client()
    seen = page(device, link)
    held = seen.select_one(f"#picture-{pictures[1].pk}")
    assert held
    assert WHY in held.text
    shown = held.select_one("img")
    assert shown
    assert device.get(str(shown["src"])).status_code == 200
    appealing = held.select_one("form")
    assert appealing
    wrong = device.post(str(appealing["action"]), {**fields(appealing), "words": " "})
    assert (wrong.status_code, "Напишите, почему" in wrong.content.decode()) == (400, True)
    assert device.post(str(appealing["action"]), {**fields(appealing), "words": "Мой"}).status_code == 302
    assert "Пересмотрит другой модератор" in page(at_desk, "/questions/order/").text
    second = browser_of(other_moderator)
    deciding = page(second, "/questions/order/").select_one("main form")
    assert deciding
    assert second.post(str(deciding["action"]), {**fields(deciding), "do": "refuse"}).status_code == 400
    second.post(str(deciding["action"]), {**fields(deciding), "do": "refuse", "why": "Телефон виден."})
    assert "Телефон виден." in page(device, link).text
    assert letters() == [("picture_hidden", "guest@example.org"), ("stays_hidden", "guest@example.org")]


# --- a hidden answer -------------------------------------------------------------------------------------------------


def test_who_sees_a_hidden_answer(
    question: Question,
    answer: Answer,
    expert: Expert,
    moderator: User,
    member_client: Client,
    client: Client,
    now: datetime,
) -> None:
    words = "Удалите"
    answer_order.hide(question.pk, answer.pk, moderator, WHY, now=now)
    author = browser_of(expert.user)
    seen = author.get(address_of(question)).content.decode()
    assert words in seen
    assert WHY in seen
    assert "acceptedAnswer" not in seen
    assert "suggestedAnswer" not in seen
    for browser in (client, member_client, browser_of(make_vouched())):
        assert words not in browser.get(address_of(question)).content.decode()
        assert WHY not in browser.get("/questions/hidden/", follow=True).content.decode()
    assert words in browser_of(moderator).get(f"/questions/order/{question.pk}/").content.decode()
    people = [Viewer(), Viewer(is_expert=True), viewer(expert.user, expert.user.learner), Viewer(is_moderator=True)]
    assert [Answer.objects.visible_to(one).exists() for one in people] == [False, False, True, True]
    assert "Что скрыли модераторы" in page(author, "/questions/queue/").text


def test_the_author_of_a_hidden_answer_disagrees(
    question: Question, answer: Answer, expert: Expert, moderator: User, other_moderator: User, now: datetime
) -> None:
    """Also when the question itself is hidden, and they answer no longer."""
    answer_order.hide(question.pk, answer.pk, moderator, WHY, now=now)
    moderation.hide(question.pk, moderator, WHY, now=now)
    Expert.objects.filter(pk=expert.pk).update(ended_at=now)
    author = browser_of(expert.user)
    letter = Mail.objects.get(kind="answer_hidden")
    assert author.get(address_of(question)).status_code == 404
    form = page(author, path_in(letter)).select_one("main form")
    assert form
    assert author.post(str(form["action"]), {**fields(form), "words": "Я" * 2001}).status_code == 400
    author.post(str(form["action"]), {**fields(form), "words": "Это верно."})
    stranger = browser_of(make_user("member@example.org"))
    assert stranger.post(str(form["action"]), {**fields(form), "words": "Чужое"}).status_code == 404
    assert stranger.post("/questions/hidden/", {"words": "Имя не скрыто"}).status_code == 404
    appeals.decide(question.pk, other_moderator, agrees=True, words="", answer_id=answer.pk, now=now)
    assert fresh(answer).hidden_at is None
    assert "Ответы и имя не скрыты" in page(author, "/questions/hidden/").text
    assert Client().get("/questions/hidden/").status_code == 302


def test_an_appeal_follows_its_answer_into_another_question(
    question: Question, answer: Answer, expert: Expert, moderator: User, other_moderator: User, asker: Learner,
    now: datetime,
) -> None:  # fmt: skip
    target = ask(asker, now, "Как освободить память?")
    answer_order.hide(question.pk, answer.pk, moderator, WHY, now=now)
    appeals.appeal_answer(answer.pk, expert.user, "Это верно.", now=now)
    merging.merge(question.pk, target.pk, moderator, WHY, now=now)
    with pytest.raises(appeals.SameModerator):
        appeals.decide(target.pk, moderator, agrees=True, words="", answer_id=answer.pk, now=now)
    at_desk = page(browser_of(other_moderator), "/questions/order/")
    assert WHY in at_desk.text
    appeals.decide(target.pk, other_moderator, agrees=True, words="", answer_id=answer.pk, now=now)
    assert target.answers.seen().get() == answer


def test_what_is_hidden_is_described_to_no_program(question: Question, moderator: User, now: datetime) -> None:
    """Its asker still opens the page."""
    assert markup.page(question, [], 0) is not None
    moderation.hide(question.pk, moderator, WHY, now=now)
    assert markup.page(fresh(question), [], 0) is None


# --- a hidden name ---------------------------------------------------------------------------------------------------


def places(client: Client, question: Question) -> str:
    """All that everybody reads of a question and its answers."""
    answer = question.answers.get()
    paths = [
        address_of(question),
        "/questions/",
        "/questions/?q=память",
        "/questions/feed.atom",
        "/search/?q=память",
        "/questions/ask/similar/?q=память заполнена фото",
        f"{address_of(question)}flag/?answer={answer.pk}",
        f"{address_of(question)}answer/{answer.pk}/history/",
    ]
    told = [client.get(path).content.decode() for path in paths]
    described = str(markup.page(question, [answer], 1))
    return "".join([*told, described, *(slip.who for slip in shelf.answered("ru")), feeds.Answers().item_author_name(
        Question.objects.filter(pk=question.pk).for_lists().get())])  # fmt: skip


def test_a_hidden_name_is_nowhere(
    site: SiteTree,
    client: Client,
    question: Question,
    answer: Answer,
    expert: Expert,
    moderator: User,
    asker: Learner,
    now: datetime,
) -> None:
    """Pages, titles, lists, feed, JSON-LD, search, shelf, letters that wait; the page of its owner is closed."""
    answering.change(answer.pk, expert.user, Written("Удалите лишнее и память."), now=now)
    other = make_user("third@example.org", roles.EXPERTS, name="Вера")
    Expert.objects.create(user=other, name="Вера", slug="vera", checked_on=now.date(), checked_by=expert.user)
    second = give_answer(ask(asker, now, "Как позвонить по видео?"), other, now)
    checking.confirm(second.pk, expert.user, now=now)
    profile = f"/questions/experts/{expert.slug}/"
    elsewhere = ["/questions/experts/vera/", address_of(second.question)]
    assert NAME in places(client, fresh(question))
    assert all(NAME in client.get(path).content.decode() for path in elsewhere)
    of_answer = Mail.objects.filter(kind__in=("answered", "answer_changed"), about__answer=answer.pk)
    assert all(NAME in letter.text for letter in of_answer)
    names.hide(expert.user_id, moderator, WHY, now=now)
    told = places(client, fresh(question))
    assert NAME not in told
    assert expert.slug not in told
    assert "Эксперт" in told
    for path in elsewhere:
        assert NAME not in client.get(path).content.decode()
    waiting = list(of_answer.all())
    assert len(waiting) == 2
    assert all("Эксперт" in letter.text and NAME not in letter.text + letter.html for letter in waiting)
    assert NAME not in str(personal_data.export(asker))
    own, at_work = browser_of(expert.user), browser_of(moderator)
    assert [one.get(profile).status_code for one in (client, browser_of(other), own, at_work)] == [404, 404, 200, 200]
    assert client.get(f"{profile}flag/").status_code == 404
    assert client.get(f"/en{profile}").status_code == 404
    assert "noindex" in own.get(profile).content.decode()
    newer = give_answer(ask(asker, now, "Что делать со звонком?"), expert.user, now)
    assert (newer.who, newer.signed, fresh(answer).signed) == ("Эксперт", NAME, NAME)
    assert NAME not in Mail.objects.get(kind="answered", about__answer=newer.pk).text
    assert personal_data.export(expert.user.learner)["questions"]["hidden_name"] == [{"hidden_at": now}]
    names.restore(expert.user_id, moderator, now=now)
    assert fresh(newer).who == NAME
    assert all(NAME in client.get(path).content.decode() for path in (profile, address_of(question)))


def test_a_helper_without_a_name_stays_hidden_when_the_account_goes(
    question: Question, moderator: User, now: datetime
) -> None:
    helper = make_vouched()
    answer = give_answer(question, helper, now)
    names.hide(helper.pk, moderator, WHY, now=now)
    assert fresh(answer).who == "Помощник"
    helper.delete()
    assert (fresh(answer).who, fresh(answer).signed) == ("Помощник", "Ольга")


def test_whoever_has_not_said_their_name_does_not_sign_with_an_address(question: Question, now: datetime) -> None:
    helper = make_user("secret@example.org")
    organisation = Vouching.objects.get(user=make_vouched()).organisation
    Vouching.objects.create(user=helper, organisation=organisation, vouched_on=now.date())
    assert give_answer(question, helper, now).signed == "Помощник"


def test_who_is_writing_is_called_as_everybody_may_read_it(
    site: SiteTree, question: Question, moderator: User, expert: Expert, now: datetime
) -> None:
    """On the page of those who could answer too, and in what they are told when they come second."""
    names.hide(expert.user_id, moderator, WHY, now=now)
    nameless = make_vouched(name="")
    for user, called in ((expert.user, "Эксперт"), (nameless, "Помощник"), (make_vouched("b@example.org"), "Ольга")):
        claiming.claim(question.pk, user, now=now)
        second = browser_of(make_expert(f"second-to-{user.pk}@example.org", "Вера").user)
        late = second.post(f"{address_of(question)}claim/", follow=True).content.decode()
        for seen in (late, second.get(address_of(question)).content.decode()):
            assert f"Сейчас отвечает {called}, до" in seen
            assert expert.name not in seen and user.email not in seen
        claiming.release(question.pk, user, now=now)


def test_a_learner_is_named_nowhere_in_the_room(
    site: SiteTree, client: Client, question: Question, answer: Answer, asker: Learner, guest: Learner, now: datetime
) -> None:
    """Neither who asked nor who has the same trouble, reacted or pointed something out."""
    assert asker.user
    User.objects.filter(pk=asker.user.pk).update(name="Аделаида")
    Learner.objects.filter(pk=asker.pk).update(name="Аделаида")
    Learner.objects.filter(pk=guest.pk).update(name="Варфоломей")
    flagging.flag(question.pk, guest, "rude", now=now)
    answering.react(answer.pk, guest, helped=True, now=now)
    answering.react(answer.pk, Learner.objects.get(pk=asker.pk), helped=True, now=now)
    told = places(client, fresh(question))
    assert "Аделаида" not in told
    assert "Варфоломей" not in told


def test_a_name_is_pointed_out_and_hidden(
    site: SiteTree,
    question: Question,
    answer: Answer,
    expert: Expert,
    moderator: User,
    other_moderator: User,
    asker: Learner,
    now: datetime,
) -> None:
    """From the answer and from the page of the expert: once each person; no script anywhere."""
    guests = [guest_browser(Learner.objects.create()) for _one in range(2)]
    guests[0].post(f"{address_of(question)}flag/", {"reason": "name", "answer": answer.pk, "words": "Не он"})
    for _time in range(3):
        guests[0].post(f"/questions/experts/{expert.slug}/flag/", {"words": "Не он"})
        guests[1].post(f"/questions/experts/{expert.slug}/flag/", {})
    assert Flag.objects.filter(whose=expert.user, question=None).count() == Flag.objects.count() == 2
    assert browser_of(expert.user).post(f"/questions/experts/{expert.slug}/flag/", {}).status_code == 404
    assert guests[0].post(f"{address_of(question)}flag/", {"reason": "name"}).status_code == 400, "asked of no question"
    at_desk = browser_of(moderator)
    form = page(at_desk, "/questions/order/").select_one("main form")
    assert form
    wrong = at_desk.post(str(form["action"]), {**fields(form), "do": "hide"})
    assert (wrong.status_code, "Напишите почему" in wrong.content.decode()) == (400, True)
    at_desk.post(str(form["action"]), {**fields(form), "do": "hide", "why": WHY})
    owner = browser_of(expert.user)
    appealing = page(owner, path_in(Mail.objects.get(kind="name_hidden"))).select_one("#name form")
    assert appealing
    owner.post(str(appealing["action"]), {**fields(appealing), "words": "Это моё имя."})
    own_page = f"/questions/order/names/{expert.user_id}/"
    assert at_desk.post(own_page, {"do": "grant"}).status_code == 409
    assert at_desk.post(own_page, {"do": "burn"}).status_code == 400
    browser_of(other_moderator).post(own_page, {"do": "refuse", "why": "Нет."})
    assert "Нет." in page(owner, "/questions/hidden/").text
    assert letters() == [("name_hidden", expert.user.email), ("name_stays_hidden", expert.user.email)]
    assert asker.user
    for wrong_one, status in ((asker.user.pk, 404), (10**6, 404)):
        assert at_desk.get(f"/questions/order/names/{wrong_one}/").status_code == status
    assert owner.get(own_page).status_code == 403
    assert Client().get(own_page).status_code == 302


# --- the desk and its log --------------------------------------------------------------------------------------------


def test_the_desk_and_the_log_cost_the_same_for_one_and_for_thirty(
    site: SiteTree, question: Question, moderator: User, other_moderator: User, guest: Learner, now: datetime
) -> None:
    def fill(start: int, many: int) -> None:
        for number in range(start, start + many):
            picture = question.pictures.create(webp=b"x", width=1, height=1, made_at=now)
            whose = User.objects.create(email=f"helper-{number}@example.org", name=f"Имя {number}")
            for about in ({"question": question, "picture": picture}, {"whose": whose}):
                Flag.objects.create(learner=guest, reason="rude", made_at=now, **about)
                Act.objects.create(kind="hide", actor=other_moderator, why=WHY, at=now, **about)
                Appeal.objects.create(learner=guest, words="Нет", made_at=now, **about)

    at_work = browser_of(moderator)
    paths = ["/questions/order/", "/questions/order/log/", f"/questions/order/{question.pk}/"]
    fill(0, 1)
    one = [queries(at_work, path) for path in paths]
    fill(1, 15)
    assert [queries(at_work, path) for path in paths] == one
    assert one[0] <= 14


def test_the_log_says_who_what_and_why(
    site: SiteTree, question: Question, picture: Picture, answer: Answer, expert: Expert, moderator: User,
    other_moderator: User, member_client: Client, now: datetime,
) -> None:  # fmt: skip
    picture_order.hide(question.pk, picture.pk, moderator, "Чужая карта.", now=now)
    names.hide(expert.user_id, other_moderator, "Не его имя.", now=now)
    moderation.lock(question.pk, moderator, "Хватит ответов.", now=now)
    at_work = browser_of(moderator)

    def lines(query: str) -> list[str]:
        shown = page(at_work, f"/questions/order/log/{query}").select("ul.question-list > li")
        return [" ".join(line.text.split()) for line in shown]

    everything = lines("")
    assert ["(снимок)" in line for line in everything] == [False, False, True]
    assert "Скрыто (имя) · Анна" in everything[1]
    assert "Не его имя." in everything[1]
    assert len(lines(f"?who={moderator.pk}")) == 2
    assert len(lines(f"?who={moderator.pk}&what=lock")) == 1
    assert lines("?who=x&what=burn&page=99") == everything
    assert member_client.get("/questions/order/log/").status_code == 403
    assert browser_of(expert.user).get("/questions/order/log/").status_code == 403
    assert Client().get("/questions/order/log/").status_code == 302
