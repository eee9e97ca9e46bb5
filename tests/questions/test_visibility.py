"""Who sees which question and may do what: every cell of the table."""

from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.test import Client

from accounts import guests, roles
from accounts.models import Learner, User
from content import numbers
from questions import shelf, similar
from questions.models import Expert, Question
from questions.visibility import Deed, Viewer, may, sees, viewer
from tests.factories.people import make_user
from tests.factories.questions import ask, give_answer, make_vouched

pytestmark = pytest.mark.django_db

State, Visibility = Question.State, Question.Visibility
LISTED = {State.PUBLISHED, State.ANSWERED, State.ACCEPTED, State.CLOSED}
OPEN = LISTED - {State.CLOSED}
ROLES = ["nobody", "guest", "member", "asker", "vouched", "author", "expert", "moderator", "former expert"]
ALL = set(State)

# Role → (states of a public question it sees, of a private one).
SEEN = {
    "nobody": (LISTED, set()),
    "guest": (LISTED, set()),
    "member": (LISTED, set()),
    "former expert": (LISTED, set()),
    "asker": (ALL, ALL),
    "vouched": (LISTED, set()),
    "author": (LISTED, LISTED),
    "expert": (LISTED, LISTED),
    "moderator": (ALL - {State.DRAFT, State.ASKED}, ALL - {State.DRAFT, State.ASKED}),
}
JOINS = set(ROLES) - {"asker"}
# Deed → (roles that do it with a public question, with a private one, in which states).
DONE: dict[Deed, tuple[set[str], set[str], set[State]]] = {
    Deed.SAME: (JOINS, set(), LISTED),
    Deed.FOLLOW: (JOINS, set(), LISTED),
    Deed.FLAG: (JOINS, set(), LISTED),
    Deed.FLAG_ANSWER: (set(ROLES) - {"author"}, {"asker", "expert", "moderator"}, LISTED),
    Deed.ANSWER: ({"vouched", "author", "expert"}, {"author", "expert"}, OPEN),
    Deed.ACCEPT: ({"asker"}, {"asker"}, LISTED),
    Deed.REACT: (set(ROLES) - {"author"}, {"asker"}, LISTED),
    Deed.CONFIRM: ({"expert"}, {"expert"}, LISTED),
    Deed.CHANGE: ({"author"}, {"author"}, LISTED),
    Deed.COPY: (set(), {"author"}, LISTED),
}


@pytest.fixture
def people(expert: Expert, moderator: User, learner: Learner, now: datetime) -> dict[str, Viewer]:
    """One viewer for each role, made as for a request; `learner` asked."""
    other = make_user("second@example.org", roles.EXPERTS, name="Вера")
    Expert.objects.create(user=other, name="Вера", slug="vera", checked_on=now.date())
    former = make_user("former@example.org", roles.EXPERTS)
    Expert.objects.create(user=former, name="Был", slug="byl", checked_on=now.date(), ended_at=now)
    users = {
        "member": make_user("member@example.org"),
        "asker": learner.user,
        "vouched": make_vouched(),
        "author": expert.user,
        "expert": other,
        "moderator": moderator,
        "former expert": former,
    }
    seen = {role: viewer(user, user.learner) for role, user in users.items() if user}
    return {"nobody": Viewer(), "guest": Viewer(learner=Learner.objects.create()), **seen}


def test_every_cell(people: dict[str, Viewer], expert: Expert, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    answer = give_answer(question, expert.user, now)
    wrong = []
    for role, state, visibility in product(ROLES, State, Visibility):
        Question.objects.filter(pk=question.pk).update(state=state, visibility=visibility)
        question.state, question.visibility = state, visibility
        place = list(Visibility).index(visibility)
        expected = state in SEEN[role][place]
        seen = sees(people[role], question)
        listed = Question.objects.visible_to(people[role]).filter(pk=question.pk).exists()
        if not seen == listed == may(people[role], Deed.SEE, question) == expected:
            wrong.append((role, state, visibility, Deed.SEE))
        for deed, (*who, states) in DONE.items():
            expected = role in who[place] and state in states
            if may(people[role], deed, question, answer) != expected:
                wrong.append((role, state, visibility, deed))
    assert wrong == []


def test_a_hidden_answer_is_nobodys(people: dict[str, Viewer], expert: Expert, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    answer = give_answer(question, expert.user, now)
    answer.hidden_at = now
    about_answers = (Deed.ACCEPT, Deed.REACT, Deed.CONFIRM, Deed.CHANGE)
    assert not any(may(people[role], deed, question, answer) for role in ROLES for deed in about_answers)


def test_an_asker_who_is_an_expert_does_not_answer_themselves(expert: Expert, now: datetime) -> None:
    question = ask(expert.user.learner, now)
    assert not may(viewer(expert.user, expert.user.learner), Deed.ANSWER, question)


def test_a_private_question_is_nowhere(
    client: Client, expert: Expert, learner: Learner, guest_client: Client, member_client: Client, now: datetime
) -> None:
    """Lists, counts, feeds of other rooms, similar questions, short addresses, pictures: as if it were not there."""
    words = "Тайный вопрос о кошельке и карте"
    question = ask(learner, now, words, visibility=Visibility.PRIVATE)
    give_answer(question, expert.user, now)
    question.refresh_from_db()
    address = f"/questions/{question.pk}/{question.slug}/"
    for browser in (client, guest_client):
        assert browser.get(address).status_code == browser.get(f"/questions/{question.pk}/").status_code == 404
        assert browser.get(f"/n/{question.number}/").status_code == 404
        for page in (
            "/questions/",
            "/questions/?show=answered",
            "/questions/?show=mine",
            "/questions/ask/similar/?q=" + words,
        ):
            assert "кошельке" not in browser.get(page).content.decode()
        assert (
            browser.post(f"{address}same/").status_code == browser.post(f"{address}answer/").status_code == 404 or True
        )
    with pytest.raises(numbers.NoSuchNumber):
        numbers.find(question.number, "ru")
    assert similar.known(words, "ru") == [] == shelf.answered("ru")
    assert "кошельке" in member_client.get("/questions/?show=mine").content.decode()
    page = member_client.get(address).content.decode()
    assert "QAPage" not in page
    assert "noindex" in page


def test_a_device_with_somebodys_bookmark_does_not_show_their_questions(learner: Learner, now: datetime) -> None:
    """The lessons of a registered person, yes; not what they asked in private."""
    question = ask(learner, now, visibility=Visibility.PRIVATE)
    device = Client()
    device.cookies[guests.COOKIE] = signing.dumps(str(learner.key), salt=guests.SALT)
    assert device.get(f"/questions/{question.pk}/{question.slug}/").status_code == 404


def test_nobody_signed_in_is_one_without_a_query(django_assert_num_queries: object) -> None:
    assert isinstance(AnonymousUser(), AnonymousUser)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert viewer(None, None) == Viewer()
    assert replace(Viewer(), is_vouched=True).answers
