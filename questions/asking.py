"""Asking: written, looked over, sent, confirmed by mail where nobody is signed in, published.

What was typed is a row from the first button on (`State.DRAFT`), so nothing is lost whatever happens after.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from anyascii import anyascii
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from accounts import personal_data
from accounts.models import Learner, User
from content import numbers
from courses.models import CoursePage, Lesson, LessonPage, Topic
from events.models import Occurrence
from questions import addresses, routing, shelf, telling
from questions.models import Picture, Question, Revision
from questions.models.asked import LONGEST_TITLE
from questions.order import holding
from questions.pictures import Shot
from questions.querysets import QuestionQuerySet

DRAFTS_KEPT = timedelta(days=7)
UNCONFIRMED_KEPT = timedelta(days=30)
MOST_PICTURES = 3
LONGEST_SLUG = 60
SLUG_WITHOUT_WORDS = "vopros"
# A sentence ends here, if the next begins after a space.
ENDS = ".!?…\n"
SHORTEST_TITLE = 12

State, Visibility = Question.State, Question.Visibility


class AskingError(Exception):
    """The question cannot be written or sent."""


class NotTheirs(AskingError):
    """There is no such question, or it is somebody else's."""


class AlreadySent(AskingError):
    """It was sent before; `question` says where it is now."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.pk)
        self.question = question


class NoAddress(AskingError):
    """A guest gave no e-mail address: nobody could tell them of the answer."""


@dataclass(frozen=True)
class Place:
    """Where a question was asked: a lesson, a block of it as it was in that revision; or a date."""

    lesson: Lesson | None = None
    block_id: str = ""
    revision: int | None = None
    occurrence: Occurrence | None = None


@dataclass(frozen=True)
class Told:
    """What the asker wrote. `email` only of guests; `topics` empty: those of the course of the lesson.

    `begun_at`: when the empty form was shown. `trapped`: something stands in the field that people do not see.
    """

    happened: str
    expected: str = ""
    device: str = ""
    app: str = ""
    visibility: str = Visibility.PUBLIC
    email: str = ""
    language: str = "ru"
    topics: Sequence[Topic] = ()
    place: Place = field(default_factory=Place)
    begun_at: datetime | None = None
    trapped: bool = False


@transaction.atomic
def write(
    learner: Learner, told: Told, *, key: UUID, actor: User | None, now: datetime, shots: Sequence[Shot] = ()
) -> Question:
    """Keep what was typed, not sent yet. The same key again is the same question, changed.

    Raises NotTheirs, AlreadySent.
    """
    learner = personal_data.lock(learner)
    question = Question.objects.select_for_update(of=("self",)).filter(key=key).first()
    if question is not None and question.learner_id != learner.pk:
        raise NotTheirs
    if question is not None and question.state != State.DRAFT:
        raise AlreadySent(question)
    title = title_of(told.happened)
    values = {
        "learner": learner,
        "asked_by": actor,
        "language": told.language,
        "title": title,
        "slug": slug_of(title),
        "happened": told.happened,
        "expected": told.expected,
        "device": told.device,
        "app": told.app,
        "visibility": told.visibility,
        "email": told.email,
        "lesson": told.place.lesson,
        "block_id": told.place.block_id,
        "lesson_revision": told.place.revision,
        "occurrence": told.place.occurrence,
        # Of the first form: who comes back to mend a word is quick, and has shown who they are.
        "begun_at": question.begun_at if question else told.begun_at,
        "trapped": told.trapped or (question is not None and question.trapped),
        "asked_at": now,
        "active_at": now,
    }
    question, _made = Question.objects.update_or_create(key=key, defaults=values)
    question.topics.set(told.topics or topics_of(told.place.lesson, told.language))
    room = MOST_PICTURES - question.pictures.count()
    for shot in list(shots)[: max(0, room)]:
        Picture.objects.create(question=question, webp=shot.webp, width=shot.width, height=shot.height, made_at=now)
    return question


@transaction.atomic
def send(key: UUID, learner: Learner, *, now: datetime, allow: Callable[[], None] | None = None) -> Question:
    """«Отправить». Published at once, or after a guest has confirmed their address by one letter; held, if the rules
    say so. Sent twice is sent once. `allow` is asked before a letter goes to an address that nobody has confirmed, and
    raises what forbids it. Raises NotTheirs, NoAddress.
    """
    learner = personal_data.lock(learner)
    question = lock_by_key(key)
    if question is None or question.learner_id != learner.pk:
        raise NotTheirs
    if question.state != State.DRAFT:
        return question
    question.asked_at = question.active_at = now
    if not learner.is_guest or has_confirmed(learner, question.email):
        question.confirmed_at = now if learner.is_guest else None
        let_in(question, now)
        return question
    if not question.email:
        raise NoAddress
    if allow is not None:
        allow()
    question.state = State.ASKED
    question.save(update_fields=["state", "asked_at", "active_at"])
    telling.ask_to_confirm(question, now)
    return question


@transaction.atomic
def confirm(key: UUID, *, now: datetime, series: int = 0) -> Question:
    """The reader of the letter says that the address is theirs: the question is published, or held by the rules, and
    with it whatever else this guest asked with that address: an address gets few letters a day. Said twice is said
    once. `series`: that of their link. Raises NotTheirs, also when the address was corrected since.
    """
    lock_asker(key)
    question = lock_by_key(key)
    if question is None or question.state == State.DRAFT or question.link_series != series:
        raise NotTheirs
    asked = Question.objects.unconfirmed_with(question).select_for_update(of=("self",))
    for one in asked:
        one.confirmed_at = one.active_at = now
        let_in(one, now)
    if asked:
        question.refresh_from_db()
    return question


def let_in(question: Question, now: datetime) -> None:
    """Before everybody, or before a moderator first. Under its lock."""
    if not holding.hold_if_needed(question, now):
        publish(question, now)


def publish(question: Question, now: datetime) -> None:
    """The question can be read and answered from now on, by those whom it is for. Under its lock."""
    question.state, question.published_at = State.PUBLISHED, now
    question.number = question.number or numbers.give(addresses.QUESTION, question.key)
    question.due_at = question.promised_at = now + routing.promise(now)
    question.save()
    Revision.objects.get_or_create(
        question=question, number=1, defaults={"source": question.happened, "actor": question.asked_by, "at": now}
    )
    routing.route(question, now)
    shelf.changed()


def lock_by_key(key: UUID) -> Question | None:
    return Question.objects.select_for_update(of=("self",)).filter(key=key).first()


def lock_asker(key: UUID) -> None:
    """Before their question, as everywhere. Raises NotTheirs when they erase everything meanwhile."""
    asker = Learner.objects.filter(questions__key=key).first()
    try:
        if asker is not None:
            personal_data.lock(asker)
    except Learner.DoesNotExist as error:
        raise NotTheirs from error


def has_confirmed(learner: Learner, email: str) -> bool:
    """This guest has shown before that the address is theirs."""
    return bool(email) and learner.questions.filter(email=email, confirmed_at__isnull=False).exists()


def purge(now: datetime) -> int:
    """Forget what was never sent, and what nobody confirmed."""
    return sum(forget(key, now) for key in list(given_up(now).values_list("pk", flat=True)))


def given_up(now: datetime) -> QuestionQuerySet:
    never_sent = Q(state=State.DRAFT, active_at__lt=now - DRAFTS_KEPT)
    return Question.objects.filter(never_sent | Q(state=State.ASKED, active_at__lt=now - UNCONFIRMED_KEPT))


@transaction.atomic
def forget(question_id: int, now: datetime) -> bool:
    """Unless it was sent or confirmed in the meantime."""
    row = given_up(now).select_for_update(of=("self",)).filter(pk=question_id).first()
    return row is not None and row.delete()[0] > 0


# --- what follows from what was typed --------------------------------------------------------------------------------


def title_of(happened: str) -> str:
    """The first sentence, or as many whole words of it as fit."""
    text = " ".join(happened.split())
    for place, sign in enumerate(text):
        if sign in ENDS and place >= SHORTEST_TITLE and text[place + 1 : place + 2] in ("", " "):
            text = text[: place + 1]
            break
    text = text.removesuffix(".")
    if len(whole := f"{text}{closing(text)}") <= LONGEST_TITLE:
        return whole
    cut = text[: LONGEST_TITLE - 1 - len(closing(text[: LONGEST_TITLE - 1]))]
    cut = cut[: cut.rfind(" ")] if " " in cut else cut
    return f"{cut}…{closing(cut)}"


def closing(text: str) -> str:
    """The quotation mark that a cut has taken away."""
    return "»" if text.rfind("«") > text.rfind("»") else ""


def slug_of(title: str) -> str:
    slug = slugify(anyascii(title))[:LONGEST_SLUG].rstrip("-")
    return slug.rsplit("-", 1)[0] if len(slug) == LONGEST_SLUG and "-" in slug else slug or SLUG_WITHOUT_WORDS


def topics_of(lesson: Lesson | None, language: str) -> list[Topic]:
    """Those of the course of the lesson."""
    if lesson is None:
        return []
    courses = CoursePage.objects.filter(translation_key=lesson.course_id).select_related("locale")
    course = next((page for page in courses if page.locale.language_code == language), courses.first())
    return list(course.topics.all()) if course else []


def place_in_lesson(lesson: Lesson, anchor: str, language: str) -> Place:
    """The block behind an anchor (the head of its id) in the page that the asker reads; without one, the lesson."""
    pages = list(LessonPage.objects.of_lesson(lesson.pk))
    page = next((one for one in pages if one.locale.language_code == language), pages[0] if pages else None)
    if page is None:
        return Place(lesson)
    head = anchor.removeprefix("b-")
    block_id = next((block.id for block in page.body if head and block.id.startswith(head)), "")
    return Place(lesson, block_id, page.live_revision_id)
