"""From a typed trouble to a published question, once, with nothing lost."""

import io
from datetime import datetime, timedelta
from unittest import mock
from uuid import uuid4

import pytest
from PIL import Image

from accounts import personal_data
from accounts.models import Learner, Mail
from content import numbers
from questions import asking, pictures, telling
from questions.asking import Told, slug_of, title_of
from questions.models import Expert, Question
from tests.factories.courses import CourseTree
from tests.factories.questions import ask, write_question
from tests.factories.records import identity

State = Question.State


def photo(width: int = 2400, height: int = 1200, kind: str = "JPEG") -> io.BytesIO:
    """Lying on its side, with a place and a maker in its EXIF."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Секретный завод"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, kind, exif=exif)
    file.seek(0)
    return file


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "title"),
    [
        ("Память заполнена. Фото не снимаются.", "Память заполнена"),
        ("Что делать? Пришло письмо.", "Что делать? Пришло письмо"),
        ("Пропал интернет только на улице", "Пропал интернет только на улице"),
        ("Пришла СМС: «Код внутри. Никому».", "Пришла СМС: «Код внутри»"),
        ("«" + "слово " * 60, "«" + ("слово " * 60)[:117].rsplit(" ", 1)[0] + "…»"),
        ("Нажала\n\nна   обновление", "Нажала на обновление"),
        ("слово " * 60, ("слово " * 60)[:119].rsplit(" ", 1)[0] + "…"),
        ("я" * 500, "я" * 119 + "…"),
    ],
)
def test_the_title_is_the_first_sentence(happened: str, title: str) -> None:
    assert title_of(happened) == title


def test_slugs_can_be_typed_on_any_keyboard() -> None:
    assert slug_of("Щётка, ёж и «код»?") == "shchetka-ezh-i-kod"
    assert slug_of("!!!") == "vopros"
    assert len(slug_of("очень длинный вопрос " * 20)) <= 60


# --- sending ---------------------------------------------------------------------------------------------------------


def test_a_member_is_published_at_once(learner: Learner, expert: Expert, now: datetime) -> None:
    question = asking.send(write_question(learner, now).key, learner, now=now)
    assert question.state == State.PUBLISHED
    assert question.published_at == now
    assert question.due_at is not None
    assert question.due_at > now
    assert question.number is not None
    assert numbers.find(question.number, "ru") == f"/questions/{question.pk}/{question.slug}/"
    assert question.assignments.get().user == expert.user
    assert question.revisions.get().source == question.happened


@pytest.mark.django_db
def test_a_guest_gets_one_letter_first(guest: Learner, now: datetime) -> None:
    question = asking.send(write_question(guest, now, email="nina@example.ru").key, guest, now=now)
    asking.send(question.key, guest, now=now)
    assert question.state == State.ASKED
    assert question.number is None
    (letter,) = Mail.objects.all()
    assert letter.to == "nina@example.ru"
    assert "/questions/confirm/" in letter.text
    confirmed = asking.confirm(question.key, now=now)
    assert asking.confirm(question.key, now=now + timedelta(hours=1)).published_at == now
    assert confirmed.state == State.PUBLISHED
    assert Mail.objects.count() == 1


@pytest.mark.django_db
def test_a_confirmed_address_is_not_asked_again(guest: Learner, now: datetime) -> None:
    ask(guest, now, email="nina@example.ru")
    second = asking.send(write_question(guest, now, email="nina@example.ru").key, guest, now=now)
    other = asking.send(write_question(guest, now, email="other@example.ru").key, guest, now=now)
    assert (second.state, other.state) == (State.PUBLISHED, State.ASKED)


@pytest.mark.django_db
def test_a_stranger_cannot_flood_an_address(now: datetime) -> None:
    for _number in range(10):
        one = Learner.objects.create()
        asking.send(write_question(one, now, email="victim@example.ru").key, one, now=now)
    assert Mail.objects.filter(to="victim@example.ru").count() == 3


@pytest.mark.django_db
def test_one_letter_confirms_all_that_was_asked_with_its_address(guest: Learner, now: datetime) -> None:
    """Only so many letters go to an address in a day: what came after them would wait for ever."""
    mine = [write_question(guest, now, f"Вопрос номер {number}.", email="nina@example.ru") for number in range(5)]
    elsewhere = write_question(guest, now, "И ещё один.", email="other@example.ru")
    stranger = Learner.objects.create()
    theirs = write_question(stranger, now, "Чужой вопрос.", email="nina@example.ru")
    for question in [*mine, elsewhere]:
        asking.send(question.key, guest, now=now)
    asking.send(theirs.key, stranger, now=now)
    draft = write_question(guest, now, "Ещё не отправлен.", email="nina@example.ru")
    assert asking.confirm(mine[1].key, now=now).state == State.PUBLISHED
    stands = dict(Question.objects.values_list("pk", "state"))
    assert {stands.pop(question.pk) for question in mine} == {State.PUBLISHED}
    assert stands == {elsewhere.pk: State.ASKED, theirs.pk: State.ASKED, draft.pk: State.DRAFT}
    waiting = Mail.objects.filter(
        kind="confirm_question", to="nina@example.ru", about__question__in=[one.pk for one in mine]
    )
    assert not any(telling.still_true(row, now) for row in waiting)


@pytest.mark.django_db
def test_an_asker_who_goes_while_their_letter_is_read(guest: Learner, now: datetime) -> None:
    question = asking.send(write_question(guest, now, email="nina@example.ru").key, guest, now=now)
    gone = mock.Mock(side_effect=Learner.DoesNotExist)
    with mock.patch.object(personal_data, "lock", gone), pytest.raises(asking.NotTheirs):
        asking.confirm(question.key, now=now)


@pytest.mark.django_db
def test_a_guest_without_an_address_is_told_so(guest: Learner, now: datetime) -> None:
    question = write_question(guest, now)
    with pytest.raises(asking.NoAddress):
        asking.send(question.key, guest, now=now)
    assert Question.objects.get().state == State.DRAFT


def test_the_same_form_twice_is_one_question(learner: Learner, now: datetime) -> None:
    key = uuid4()
    for words in ("Память заполнена.", "Память заполнена совсем."):
        asking.write(learner, Told(words), key=key, actor=None, now=now)
    assert Question.objects.get().title == "Память заполнена совсем"
    asking.send(key, learner, now=now)
    with pytest.raises(asking.AlreadySent):
        asking.write(learner, Told("Ещё раз."), key=key, actor=None, now=now)
    assert Question.objects.get().title == "Память заполнена совсем"


def test_nobody_writes_into_somebody_elses(learner: Learner, guest: Learner, now: datetime) -> None:
    question = write_question(learner, now)
    with pytest.raises(asking.NotTheirs):
        asking.write(guest, Told("Чужое."), key=question.key, actor=None, now=now)
    with pytest.raises(asking.NotTheirs):
        asking.send(question.key, guest, now=now)


def test_what_was_never_sent_is_forgotten_after_a_week(learner: Learner, now: datetime) -> None:
    write_question(learner, now)
    sent = ask(learner, now)
    assert asking.purge(now + timedelta(days=6)) == 0
    assert asking.purge(now + timedelta(days=8)) == 1
    assert Question.objects.get() == sent


# --- places and pictures ---------------------------------------------------------------------------------------------


def test_a_question_remembers_its_block(course: CourseTree, learner: Learner, now: datetime) -> None:
    page = course.lessons[0]
    block = page.body[1]
    place = asking.place_in_lesson(identity(page), f"b-{block.id[:8]}", "ru")
    assert (place.block_id, place.revision) == (block.id, page.live_revision_id)
    assert asking.place_in_lesson(identity(page), "b-zzzzzzzz", "ru").block_id == ""
    assert asking.place_in_lesson(identity(page), "", "ru").block_id == ""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_anew(kind: str) -> None:
    file = photo(kind=kind)
    shot = pictures.remake(file, file.getbuffer().nbytes)
    made = Image.open(io.BytesIO(shot.webp))
    assert made.format == "WEBP"
    assert dict(made.getexif()) == {}
    assert b"EXIF" not in shot.webp
    assert "Секретный".encode() not in shot.webp
    assert (shot.width, shot.height) == (800, 1600)
    assert len(shot.webp) <= pictures.MOST_BYTES


def test_noise_is_cut_down_to_size() -> None:
    file = io.BytesIO()
    Image.effect_noise((1600, 1600), 100).save(file, "PNG")
    file.seek(0)
    assert len(pictures.remake(file, 1).webp) <= pictures.MOST_BYTES


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"\xff\xd8\xff" + b"\0" * 500, b"%PDF-1.4"], ids=str
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.remake(io.BytesIO(content), len(content))


def test_bombs_are_refused() -> None:
    file = photo(9000, 9000, "PNG")
    with pytest.raises(pictures.TooLarge):
        pictures.remake(file, file.getbuffer().nbytes)
    with pytest.raises(pictures.TooLarge):
        pictures.remake(photo(), pictures.LARGEST_FILE + 1)


# --- what is kept about a person -------------------------------------------------------------------------------------


def test_a_guests_questions_follow_them_into_their_account(guest: Learner, learner: Learner, now: datetime) -> None:
    question = ask(guest, now)
    personal_data.merge(guest, learner, now)
    question.refresh_from_db()
    assert question.learner == learner
    assert personal_data.export(learner)["questions"]["questions"][0]["title"] == question.title
    assert personal_data.summary(learner) == ["задан 1 вопрос"]
