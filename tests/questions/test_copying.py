"""An open copy of a private question: offered, agreed to, taken back; and nothing in it leads to the original."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import mailboxes, personal_data, roles
from accounts.models import Learner, Mail, User
from content import numbers
from questions import routing, shelf, similar, tokens
from questions.copies import copying
from questions.copies.copying import Words
from questions.followers import following
from questions.models import Answer, Copy, Expert, Question
from questions.order import acts, merging, moderation
from questions.visibility import Viewer, viewer
from tests.factories.accounts import browser_of, make_helping
from tests.factories.people import make_user
from tests.factories.questions import ask, give_answer, make_expert

pytestmark = pytest.mark.django_db

STORY = (
    "Звонил следователь Мурзилкин, велел снять деньги и молчать. Мой номер 8 916 123-45-67, живу на ул. Лесная, д. 5."
)
WORDS = Words(
    "Следователь велит снять деньги",
    "Позвонили и назвались следователем. Велели снять деньги и молчать.",
    reply="Положите **трубку**. Следователи не просят денег.",
)
# Words that stand in the private question alone.
SECRETS = ("Мурзилкин", "Лесная", "123-45-67", "Зинаида", "murzilkin", "lesnaia")
State = Copy.State


@pytest.fixture
def asked(learner: Learner, now: datetime) -> Question:
    mailboxes.replace_address(learner.user, "nina@example.org", is_verified=True)
    return ask(learner, now - timedelta(hours=20, minutes=7), STORY, visibility="private")


@pytest.fixture
def answer(asked: Question, expert: Expert, now: datetime) -> Answer:
    return give_answer(asked, expert.user, now - timedelta(hours=3, minutes=3), "Зинаида, положите трубку.")


@pytest.fixture
def writer(expert: Expert) -> Viewer:
    return viewer(expert.user, expert.user.learner)


@pytest.fixture
def offered(asked: Question, answer: Answer, writer: Viewer, now: datetime) -> Copy:
    return copying.offer(asked.pk, answer.pk, writer, WORDS, now=now)


@pytest.fixture
def agreed(offered: Copy, learner: Learner, now: datetime) -> Copy:
    return agree(offered, learner, now)


def agree(copy: Copy, learner: Learner, now: datetime, words: Words | None = None) -> Copy:
    read = copying.seal(copying.words_of(copy))
    return copying.agree(copy.original_id, learner, read=read, words=words, now=now)


def letters(kind: str) -> list[str]:
    return list(Mail.objects.filter(kind=kind).values_list("to", flat=True))


# --- offering --------------------------------------------------------------------------------------------------------


def test_what_screening_finds_is_replaced_beforehand(asked: Question, answer: Answer) -> None:
    ready = copying.prefilled(asked, answer)
    assert "[номер]" in ready.happened and "[адрес]" in ready.happened
    assert not any(digits in ready.happened for digits in ("916", "Лесная"))


def test_a_draft_is_kept_as_typed_and_nobody_elses(
    asked: Question, answer: Answer, writer: Viewer, learner: Learner, now: datetime
) -> None:
    typed = replace(WORDS, title="", happened="8 916 123-45-67")
    copy = copying.save(asked.pk, answer.pk, writer, typed, now=now)
    assert copying.words_of(Copy.objects.get()) == typed
    assert copying.of(asked, writer) == copy
    assert copying.of(asked, viewer(learner.user, learner)) is None
    with pytest.raises(copying.NotTheirs):
        agree(copy, learner, now)


def test_the_asker_is_written_to_once_and_nobody_else(
    asked: Question, answer: Answer, writer: Viewer, now: datetime
) -> None:
    for _twice in range(2):
        copying.offer(asked.pk, answer.pk, writer, WORDS, now=now)
    assert letters("copy_offered") == ["nina@example.org"]
    copying.recall(asked.pk, answer.pk, writer)
    copying.offer(asked.pk, answer.pk, writer, WORDS, now=now)
    assert letters("copy_offered") == ["nina@example.org"]


def test_without_a_confirmed_address_nobody_is_written_to(
    learner: Learner, expert: Expert, writer: Viewer, now: datetime
) -> None:
    question = ask(learner, now, STORY, visibility="private")
    copying.offer(question.pk, give_answer(question, expert.user, now).pk, writer, WORDS, now=now)
    assert letters("copy_offered") == []


@pytest.mark.parametrize("left", ["Мой номер 8 916 123-45-67.", "Код из СМС 123456.", "Живу на ул. Лесная, д. 5."])
def test_what_tells_who_it_is_is_not_offered(
    asked: Question, answer: Answer, writer: Viewer, now: datetime, left: str
) -> None:
    for words in (replace(WORDS, happened=left), replace(WORDS, reply=left)):
        with pytest.raises(copying.TooTelling):
            copying.offer(asked.pk, answer.pk, writer, words, now=now)
    assert not Copy.objects.exists()


def test_who_may_offer(asked: Question, answer: Answer, offered: Copy, learner: Learner, now: datetime) -> None:
    other = make_expert("vera@example.org", "Вера").user
    second = viewer(other, other.learner)
    with pytest.raises(copying.NotTheirs):
        copying.offer(asked.pk, answer.pk, second, WORDS, now=now)
    with pytest.raises(copying.NotTheirs):
        copying.offer(asked.pk, answer.pk, viewer(learner.user, learner), WORDS, now=now)
    own = give_answer(asked, other, now)
    with pytest.raises(copying.NotNow):
        copying.offer(asked.pk, own.pk, second, WORDS, now=now)


def test_one_writer_at_a_time(asked: Question, answer: Answer, writer: Viewer, now: datetime) -> None:
    copying.save(asked.pk, answer.pk, writer, WORDS, now=now)
    other = make_expert("vera@example.org", "Вера").user
    own = give_answer(asked, other, now)
    with pytest.raises(copying.NotTheirs):
        copying.save(asked.pk, own.pk, viewer(other, other.learner), WORDS, now=now)


def test_a_public_question_has_no_copy(learner: Learner, expert: Expert, writer: Viewer, now: datetime) -> None:
    question = ask(learner, now)
    answer = give_answer(question, expert.user, now)
    with pytest.raises(copying.NotTheirs):
        copying.offer(question.pk, answer.pk, writer, WORDS, now=now)


def test_two_at_once_meet_the_constraint(offered: Copy, asked: Question, learner: Learner, now: datetime) -> None:
    """What would be if somebody forgot the lock of the question."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Copy.objects.create(original=asked, learner=learner, saved_at=now)


# --- deciding --------------------------------------------------------------------------------------------------------


def test_consent_makes_a_question_of_nobody(agreed: Copy, asked: Question, learner: Learner, now: datetime) -> None:
    public = agreed.public
    assert public is not None
    public.refresh_from_db()
    assert (public.learner, public.asked_by, public.email, public.copy_of) == (None, None, "", asked)
    assert (public.state, public.visibility, public.title) == ("answered", "public", WORDS.title)
    answer = public.answers.get()
    assert (answer.author, answer.signed, answer.source) == (agreed.offered_by, "Андрей Белов", WORDS.reply)
    assert "<strong>трубку</strong>" in answer.html
    assert (agreed.learner, agreed.agreed_at, agreed.is_reworded) == (learner, now, False)
    assert copying.words_of(agreed) == WORDS
    assert letters("copy_agreed") == ["expert@example.org"]


def test_agreed_twice_is_agreed_once(agreed: Copy, learner: Learner, now: datetime) -> None:
    assert agree(agreed, learner, now + timedelta(hours=1)).agreed_at == now
    assert Question.objects.count() == 2


def test_the_asker_changes_the_words_but_not_the_answer(offered: Copy, learner: Learner, now: datetime) -> None:
    own = replace(WORDS, title="Просят снять деньги", reply="Это сказал не эксперт.")
    copy = agree(offered, learner, now, own)
    assert copy.public is not None
    assert (copy.public.title, copy.is_reworded, copy.reply) == ("Просят снять деньги", True, WORDS.reply)
    assert copy.public.answers.get().source == WORDS.reply


def test_nothing_telling_even_by_the_askers_own_hand(offered: Copy, learner: Learner, now: datetime) -> None:
    with pytest.raises(copying.TooTelling):
        agree(offered, learner, now, replace(WORDS, happened="Звоните мне: 8 916 123-45-67"))
    assert Question.objects.count() == 1


def test_only_what_was_read_is_agreed_to(
    offered: Copy, answer: Answer, writer: Viewer, learner: Learner, now: datetime
) -> None:
    read = copying.seal(copying.words_of(offered))
    copying.recall(offered.original_id, answer.pk, writer)
    copying.offer(offered.original_id, answer.pk, writer, replace(WORDS, reply="Другой ответ."), now=now)
    with pytest.raises(copying.Changed):
        copying.agree(offered.original_id, learner, read=read, now=now)


def test_nobody_else_decides(offered: Copy, writer: Viewer, guest: Learner, now: datetime) -> None:
    assert writer.learner is not None
    for somebody in (guest, writer.learner):
        with pytest.raises(copying.NotTheirs):
            agree(offered, somebody, now)
        with pytest.raises(copying.NotTheirs):
            copying.decline(offered.original_id, somebody, now=now)


def test_ones_own_page_tells_of_what_is_to_decide(
    offered: Copy, member_client: Client, guest_client: Client, learner: Learner, now: datetime
) -> None:
    address = f"/questions/copy/{offered.original_id}/"
    assert address in member_client.get("/my/").content.decode()
    assert address not in guest_client.get("/my/").content.decode()
    copying.decline(offered.original_id, learner, now=now)
    assert address not in member_client.get("/my/").content.decode()


def test_no_is_no_until_the_asker_thinks_better_of_it(
    offered: Copy, answer: Answer, writer: Viewer, learner: Learner, now: datetime
) -> None:
    copying.decline(offered.original_id, learner, now=now)
    for deed in (
        lambda: copying.offer(offered.original_id, answer.pk, writer, WORDS, now=now),
        lambda: copying.save(offered.original_id, answer.pk, writer, WORDS, now=now),
        lambda: copying.recall(offered.original_id, answer.pk, writer),
        lambda: copying.withdraw(offered.original_id, learner, now=now),
    ):
        with pytest.raises(copying.NotNow):
            deed()
    offered.refresh_from_db()
    assert agree(offered, learner, now).state == State.AGREED


@pytest.mark.parametrize("gone", ["answer", "question"])
def test_what_a_moderator_hid_is_not_shown_by_a_copy(
    offered: Copy, asked: Question, answer: Answer, learner: Learner, now: datetime, gone: str
) -> None:
    if gone == "answer":
        Answer.objects.filter(pk=answer.pk).update(hidden_at=now)
    else:
        Question.objects.filter(pk=asked.pk).update(state="hidden")
    with pytest.raises(copying.NotNow):
        agree(offered, learner, now)


# --- taking back -----------------------------------------------------------------------------------------------------


def test_taken_back_it_is_gone_at_once_and_can_come_again(
    agreed: Copy, learner: Learner, client: Client, now: datetime
) -> None:
    public = agreed.public
    assert public is not None
    following.same(public.pk, Learner.objects.create(), now=now)
    address = f"/questions/{public.pk}/{public.slug}/"
    assert client.get(address).status_code == 200
    copying.withdraw(agreed.original_id, learner, now=now + timedelta(hours=1))
    copying.withdraw(agreed.original_id, learner, now=now + timedelta(hours=2))
    assert client.get(address).status_code == client.get(f"/n/{public.number}/").status_code == 404
    for page in ("/questions/", "/questions/feed.atom", "/search/?q=следователь", "/"):
        assert WORDS.title not in client.get(page).content.decode()
    act = public.acts.get()
    assert (act.kind, act.actor, act.at) == ("hide", None, now + timedelta(hours=1))
    copying.show_again(agreed.original_id, learner, now=now + timedelta(days=1))
    assert client.get(address).status_code == 200
    assert [act.kind for act in public.acts.all()] == ["hide", "restore"]
    agreed.refresh_from_db()
    assert (agreed.agreed_at, agreed.withdrawn_at) == (now + timedelta(days=1), None)


def test_no_moderator_brings_back_what_was_taken_back(
    agreed: Copy, learner: Learner, moderator: User, now: datetime
) -> None:
    copying.withdraw(agreed.original_id, learner, now=now)
    with pytest.raises(acts.NotNow):
        moderation.restore(agreed.public_id, moderator, "Полезно", now=now)


def test_no_asker_brings_back_what_a_moderator_hid(
    agreed: Copy, learner: Learner, moderator: User, now: datetime
) -> None:
    moderation.hide(agreed.public_id, moderator, "Здесь имя.", now=now)
    copying.withdraw(agreed.original_id, learner, now=now)
    copying.show_again(agreed.original_id, learner, now=now)
    assert Question.objects.get(pk=agreed.public_id).state == "hidden"
    assert letters("question_hidden") == []
    moderation.restore(agreed.public_id, moderator, now=now)
    assert Question.objects.get(pk=agreed.public_id).state == "answered"


def test_a_copy_is_never_joined_with_another(agreed: Copy, moderator: User, guest: Learner, now: datetime) -> None:
    other = ask(guest, now)
    for one, target in ((agreed.public_id, other.pk), (other.pk, agreed.public_id)):
        with pytest.raises(merging.NotTogether):
            merging.merge(one, target, moderator, "О том же", now=now)


def test_an_unanswered_offer_lapses(
    offered: Copy, answer: Answer, writer: Viewer, learner: Learner, now: datetime
) -> None:
    assert copying.purge(now + timedelta(days=29)) == 0
    assert copying.purge(now + timedelta(days=31)) == 1
    assert copying.purge(now + timedelta(days=31)) == 0
    offered.refresh_from_db()
    assert (offered.state, offered.has_text) == (State.LAPSED, False)
    for deed in (
        lambda: agree(offered, learner, now),
        lambda: copying.offer(offered.original_id, answer.pk, writer, WORDS, now=now),
    ):
        with pytest.raises(copying.NotNow):
            deed()


def test_what_nobody_wanted_is_forgotten(
    offered: Copy, asked: Question, answer: Answer, writer: Viewer, learner: Learner, now: datetime
) -> None:
    copying.decline(asked.pk, learner, now=now)
    assert copying.purge(now + timedelta(days=31)) == 1
    offered.refresh_from_db()
    assert (offered.state, offered.has_text) == (State.DECLINED, False)
    offered.delete()
    copying.save(asked.pk, answer.pk, writer, WORDS, now=now)
    assert copying.purge(now + timedelta(days=31)) == 1
    assert not Copy.objects.exists()


# --- nothing leads back ----------------------------------------------------------------------------------------------


def test_no_public_surface_leads_to_the_original(
    agreed: Copy, asked: Question, answer: Answer, guest_client: Client, client: Client, now: datetime
) -> None:
    public = agreed.public
    assert public is not None
    asked.refresh_from_db()
    stranger = browser_of(make_user("member@example.org"))
    own = f"/questions/{public.pk}/{public.slug}/"
    shown = public.answers.get()
    paths = [
        own,
        f"/en{own}",
        f"/questions/{public.pk}/",
        f"/n/{public.number}/",
        f"{own}answer/{shown.pk}/history/",
        f"{own}flag/",
        "/questions/",
        "/questions/?show=answered",
        "/questions/?q=следователь",
        "/questions/feed.atom",
        "/questions/ask/similar/?q=следователь велит снять деньги",
        "/search/?q=следователь",
        "/questions/experts/expert/",
        "/",
    ]
    was = [asked.key, asked.key.hex, f"/{asked.pk}/", f"/n/{asked.number}/", f"answer-{answer.pk}", answer.key]
    times = [f"{one:%H:%M}" for one in (asked.asked_at, answer.made_at)]
    leaks = []
    seen = 0
    for browser in (client, guest_client, stranger):
        for path in paths:
            answered = browser.get(path, follow=True)
            page = answered.content.decode() + str(answered.redirect_chain)
            seen += WORDS.title in page
            leaks += [(path, str(one)) for one in (*SECRETS, *map(str, was), *times) if str(one) in page]
    assert leaks == []
    assert seen >= 10 * 3
    assert numbers.find(public.number, "ru") == own
    with pytest.raises(numbers.NoSuchNumber):
        numbers.find(asked.number, "ru")
    told = str([similar.known("следователь велит снять деньги", "ru"), shelf.answered("ru")])
    assert WORDS.title in told
    assert not any(word in told for word in SECRETS)


def test_dates_are_of_the_whole_day(agreed: Copy) -> None:
    public = agreed.public
    assert public is not None
    answer = public.answers.get()
    moments = [public.asked_at, public.published_at, public.answered_at, answer.made_at]
    moments += [row.at for row in (*public.revisions.all(), *answer.revisions.all())]
    assert {f"{moment.astimezone():%H:%M:%S.%f}" for moment in moments} == {"00:00:00.000000"}


def test_the_promise_is_not_measured_by_copies(agreed: Copy, now: datetime) -> None:
    for _n in range(routing.ENOUGH_QUESTIONS):
        row = Question.objects.get(pk=agreed.public_id)
        row.pk, row.key, row.number, row._state.adding = None, uuid4(), None, True
        row.save()
    assert routing.measure(now) == routing.FIRST_PROMISE


def test_the_asker_is_nobody_to_their_copy(agreed: Copy, learner: Learner, member_client: Client) -> None:
    public = agreed.public
    assert public is not None
    assert not viewer(learner.user, learner).asked(public)
    assert WORDS.title not in member_client.get("/questions/?show=mine").content.decode()


def test_nobody_elses_words_reach_the_asker_of_a_copy(agreed: Copy, expert: Expert, now: datetime) -> None:
    public = agreed.public
    assert public is not None
    before = Mail.objects.count()
    give_answer(public, make_expert("vera@example.org", "Вера").user, now)
    assert Mail.objects.count() == before


# --- what is kept about a person -------------------------------------------------------------------------------------


def test_merged_exported_erased(agreed: Copy, learner: Learner, now: datetime) -> None:
    told = personal_data.export(learner)["questions"]["open_copies"]
    assert [(row["title"], row["state"], row["agreed_at"]) for row in told] == [(WORDS.title, "agreed", now)]
    assert "открытая копия вашего вопроса" in personal_data.summary(learner)
    personal_data.erase(learner, now, leaves=True)
    assert not Copy.objects.exists()
    assert not Question.objects.exists()


def test_a_guests_consent_follows_them(
    expert: Expert, writer: Viewer, guest: Learner, learner: Learner, now: datetime
) -> None:
    question = ask(guest, now, STORY, visibility="private")
    copy = copying.offer(question.pk, give_answer(question, expert.user, now).pk, writer, WORDS, now=now)
    agree(copy, guest, now)
    personal_data.merge(guest, learner, now)
    assert copying.withdraw(question.pk, learner, now=now).learner == learner


# --- pages -----------------------------------------------------------------------------------------------------------


def form_of(words: Words, **more: str) -> dict[str, str]:
    return {**words.__dict__, **more}


@pytest.fixture
def expert_browser(expert: Expert) -> Client:
    return browser_of(expert.user)


def test_an_expert_offers(
    asked: Question, answer: Answer, expert_browser: Client, client: Client, member_client: Client
) -> None:
    page = f"/questions/copy/{asked.pk}/{answer.pk}/"
    assert page in expert_browser.get(f"/questions/{asked.pk}/", follow=True).content.decode()
    told = expert_browser.get(page).content.decode()
    assert "<mark>8 916 123-45-67</mark>" in told and "[адрес]" in told
    assert "Мурзилкин" in told.partition("Похоже на имена:")[2]
    assert not Copy.objects.exists()
    for browser, status in ((client, 302), (member_client, 403)):
        assert browser.get(page).status_code == browser.post(page, form_of(WORDS, do="offer")).status_code == status
    assert browser_of(make_expert("vera@example.org", "Вера").user).get(page).status_code == 404
    assert expert_browser.post(page, form_of(WORDS, do="offer")).url.endswith("#open-copy")
    assert "Человек ещё не решил" in expert_browser.get(f"/questions/{asked.pk}/", follow=True).content.decode()
    assert expert_browser.get(page).status_code == 302
    assert expert_browser.post(page, {"do": "recall"}).url == page
    assert WORDS.happened in expert_browser.get(page).content.decode()


def test_nothing_typed_is_lost(asked: Question, answer: Answer, expert_browser: Client) -> None:
    page = f"/questions/copy/{asked.pk}/{answer.pk}/"
    wrong = replace(WORDS, happened="Пишите на nina@example.org, отвечу.", reply="Слова эксперта.")
    answered = expert_browser.post(page, form_of(wrong, do="offer", device="чайник"))
    told = answered.content.decode()
    assert answered.status_code == 400
    assert "Здесь осталась почта: nina@example.org." in told and "Слова эксперта." in told
    assert (Copy.objects.get().reply, Copy.objects.get().state) == ("Слова эксперта.", State.DRAFT)
    assert expert_browser.post(page, form_of(WORDS, do="keep")).status_code == 204
    assert expert_browser.post(page, form_of(WORDS, do="look")).status_code == 200
    assert expert_browser.post(page, form_of(WORDS, do="later")).status_code == 302
    assert "Дописать открытую копию" in expert_browser.get(f"/questions/{asked.pk}/", follow=True).content.decode()


def test_the_asker_decides_on_their_page(offered: Copy, asked: Question, member_client: Client) -> None:
    page = f"/questions/copy/{asked.pk}/"
    assert page in member_client.get(f"/questions/{asked.pk}/", follow=True).content.decode()
    told = member_client.get(page).content.decode()
    for words in (WORDS.happened, "Положите <strong>трубку</strong>", "Мурзилкин", "Имени не будет", "Можно показать"):
        assert words in told
    read = copying.seal(copying.words_of(offered))
    wrong = replace(WORDS, happened="Мой номер 8 916 123-45-67, звоните.")
    answered = member_client.post(page, form_of(wrong, do="agree", read=read))
    assert answered.status_code == 400 and "8 916 123-45-67, звоните" in answered.content.decode()
    assert member_client.post(page, form_of(WORDS, do="look", read=read)).status_code == 200
    assert member_client.post(page, form_of(WORDS, do="agree", read="x")).status_code == 409
    assert Question.objects.count() == 1
    assert (
        "Копию видят все"
        in member_client.post(page, form_of(WORDS, do="agree", read=read), follow=True).content.decode()
    )
    assert "Больше не показывать" in member_client.get(page).content.decode()
    assert "Копию этого вопроса видят все" in member_client.get(f"/questions/{asked.pk}/", follow=True).content.decode()
    member_client.post(page, {"do": "withdraw"})
    assert "Вернуть" in member_client.get(page).content.decode()
    assert Copy.objects.get().state == State.WITHDRAWN
    member_client.post(page, {"do": "again"})
    assert Copy.objects.get().state == State.AGREED
    member_client.post(page, {"do": "nonsense"})
    assert Copy.objects.get().state == State.AGREED


def test_a_guest_decides_by_the_link_of_the_letter(
    guest: Learner, expert: Expert, writer: Viewer, client: Client, now: datetime
) -> None:
    question = ask(guest, now, STORY, visibility="private")
    copy = copying.offer(question.pk, give_answer(question, expert.user, now).pk, writer, WORDS, now=now)
    page = f"/questions/copy/{question.pk}/"
    token = tokens.of(question)
    assert f"{page}?by={token}" in Mail.objects.get(kind="copy_offered").text
    assert client.get(page).status_code == client.post(page, {"do": "decline"}).status_code == 404
    assert f'name="by" value="{token}"' in client.get(f"{page}?by={token}").content.decode()
    copy.refresh_from_db()
    assert copy.state == State.OFFERED
    answered = client.post(page, form_of(WORDS, do="agree", by=token, read=copying.seal(WORDS)))
    assert answered.url == f"{page}?by={token}"
    copy.refresh_from_db()
    assert (copy.state, copy.learner) == (State.AGREED, guest)


def test_a_helper_does_not_consent_for_anybody(offered: Copy, learner: Learner) -> None:
    helper = make_user("olga@example.org", name="Ольга")
    helping = make_helping(learner, helper)
    browser = browser_of(helper)
    browser.post(f"/my/helping/{helping.pk}/begin/")
    page, read = f"/questions/copy/{offered.original_id}/", copying.seal(WORDS)
    assert 'value="agree"' not in browser.get(page).content.decode()
    assert browser.post(page, form_of(WORDS, do="agree", read=read)).status_code == 403
    browser.post(page, {"do": "decline"})
    offered.refresh_from_db()
    assert offered.state == State.DECLINED


ROLES: dict[str, Callable[[], Client]] = {
    "nobody": Client,
    "member": lambda: browser_of(make_user("member@example.org")),
    "moderator": lambda: browser_of(make_user("keeper@example.org", roles.MODERATORS)),
    "expert": lambda: browser_of(make_expert("vera@example.org", "Вера").user),
}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_opens_the_askers_page(offered: Copy, role: str) -> None:
    browser, page = ROLES[role](), f"/questions/copy/{offered.original_id}/"
    assert browser.get(page).status_code == 404
    for do in ("agree", "decline", "withdraw", "again"):
        answered = browser.post(page, form_of(WORDS, do=do, read=copying.seal(WORDS)))
        assert answered.status_code == 404
    offered.refresh_from_db()
    assert offered.state == State.OFFERED


def test_what_became_of_it_is_said_to_those_who_answer(
    offered: Copy, asked: Question, learner: Learner, expert_browser: Client, moderator: User, now: datetime
) -> None:
    told = {
        State.AGREED: "У этого вопроса есть открытая копия.",
        State.DECLINED: "Человек против открытой копии.",
        State.LAPSED: "человек не ответил",
        State.WITHDRAWN: "Человек забрал согласие.",
    }
    open_copies_of = agree(offered, learner, now).public
    assert open_copies_of is not None
    for browser in (expert_browser, browser_of(moderator)):
        for state, words in told.items():
            Copy.objects.update(state=state)
            assert words in browser.get(f"/questions/{asked.pk}/", follow=True).content.decode()


def test_a_public_question_pays_nothing(
    learner: Learner, client: Client, now: datetime, django_assert_num_queries: object
) -> None:
    public = ask(learner, now)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert copying.of(public, Viewer(is_expert=True)) is None
        assert copying.of(replace_visibility(public), Viewer()) is None


def replace_visibility(question: Question) -> Question:
    question.visibility = "private"
    return question
