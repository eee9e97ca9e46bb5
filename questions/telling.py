"""Whom a question or an answer concerns is written to, if they have a confirmed address. Nobody else ever is.

The row of the mail is written in the transaction of what it tells about.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import formats, timezone, translation

from accounts import dead_addresses, mail, roles
from accounts.letters import NAME, STOP, Composed, Facts, compose
from accounts.models import Learner, Mail, User
from questions import addresses, tokens
from questions.followers import news
from questions.letters import ANSWERED, ASSIGNED, CHANGED, CONFIRM, DAY_AND_HOUR, FOLLOWED, OVERDUE, REMINDED
from questions.models import Announcement, Answer, Assignment, Expert, Picture, Question, Revision, Told
from questions.models.asked import LISTED

NAMING = (ANSWERED, FOLLOWED, CHANGED)
KINDS = (CONFIRM, ANSWERED, FOLLOWED, CHANGED, ASSIGNED, REMINDED, OVERDUE)
State = Question.State
# Where a letter leads: asked in the language of whom it is for.
Path = Callable[[], str]
# An address that nobody has confirmed gets no more letters in a day, whoever types it.
MOST_CONFIRMATIONS = 3


# --- those who ask and follow ----------------------------------------------------------------------------------------


def ask_to_confirm(question: Question, now: datetime) -> None:
    """The one letter that an unconfirmed address gets; the same question writes to each address once."""
    lately = Mail.objects.filter(kind=CONFIRM, to=question.email, made_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_CONFIRMATIONS:
        return
    token = tokens.of(question)
    path = partial(reverse, "confirm_question", args=[token])
    write(CONFIRM, question, question.email, question.learner, path, now, key=key_to_confirm(question))


def key_to_confirm(question: Question) -> str:
    series = f":{question.link_series}" if question.link_series else ""
    return f"{CONFIRM}:{question.pk}{series}"


def tell_of_answer(answer: Answer, now: datetime) -> None:
    """The asker at once; whoever has the same trouble by the worker (`announcing`)."""
    tell_asker_of_answer(answer, now)
    Announcement.objects.create(answer=answer, made_at=now)


def tell_asker_of_answer(answer: Answer, now: datetime) -> None:
    """With the word that they were told."""
    row = tell_asker(answer, ANSWERED, answer.pk, now)
    if row is not None and row.learner is not None:
        Told.objects.get_or_create(learner=row.learner, answer=answer, defaults={"mail": row, "at": now})


def tell_asker_again(question: Question, now: datetime) -> None:
    """Something is back, under the lock of its question: of answers of the last month that no letter told them of."""
    if question.learner is None:
        return
    told = Told.objects.filter(learner=question.learner, answer=OuterRef("pk"))
    lately = question.answers.seen().filter(made_at__gt=now - news.LOOKS_BACK)
    for answer in lately.exclude(Exists(told)).order_by("made_at", "pk"):
        answer.question = question
        tell_asker_of_answer(answer, now)


def tell_of_change(answer: Answer, revision: Revision, now: datetime) -> None:
    tell_asker(answer, CHANGED, revision.pk, now)
    Announcement.objects.create(answer=answer, revision=revision, made_at=now)


def tell_asker(answer: Answer, kind: str, news: int, now: datetime) -> Mail | None:
    """`news` tells the letter from those before. None for whoever cannot be written to."""
    question = answer.question
    address = address_of_asker(question)
    if address is None:
        return None
    path = partial(path_for_asker, question, answer)
    return write(kind, question, address, question.learner, path, now, key=f"{kind}:{news}", answer=answer)


def address_of_asker(question: Question) -> str | None:
    """The confirmed address of an account, or the one that the guest has confirmed."""
    if question.learner is None:
        return None
    address = mail.address_of(question.learner)
    if address or not question.confirmed_at or dead_addresses.is_dead(question.email):
        return address
    return question.email


def address_of_follower(learner: Learner) -> str | None:
    """Where news go: a confirmed address and no other."""
    return mail.address_of(learner) or address_of_guest(learner)


def address_of_guest(learner: Learner) -> str | None:
    """What a guest has confirmed with a question of their own."""
    confirmed = learner.questions.filter(confirmed_at__isnull=False).exclude(email="")
    email = confirmed.order_by("-confirmed_at").values_list("email", flat=True).first()
    return None if email is None or dead_addresses.is_dead(email) else email


def path_of(question: Question, answer: Answer) -> str:
    return f"{addresses.path_of(question)}#answer-{answer.pk}"


def path_for_asker(question: Question, answer: Answer | None = None) -> str:
    path = for_asker(question, addresses.path_of(question))
    return f"{path}#answer-{answer.pk}" if answer else path


def for_asker(question: Question, path: str) -> str:
    """Guests come back by a link that knows them: they may read their letters on another device."""
    if question.learner is None or not question.learner.is_guest:
        return path
    return f"{path}?by={tokens.of(question)}"


# --- those who answer ------------------------------------------------------------------------------------------------


def tell_of_assignment(assignment: Assignment, expert: Expert, now: datetime) -> None:
    """One mail a day, at the hour the expert chose: what comes later waits for tomorrow's."""
    day = digest_day(expert, now)
    key = f"{ASSIGNED}:{assignment.user_id}:{day:%Y-%m-%d}"
    write_to(
        assignment.user, ASSIGNED, assignment.question, partial(reverse, "questions_queue"), now, key=key, due_at=day
    )


def digest_day(expert: Expert, now: datetime) -> datetime:
    """The next moment at which this expert reads letters."""
    return next_hour(expert.digest_hour, now)


def next_hour(hour: int, now: datetime) -> datetime:
    today = timezone.localtime(now).replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today >= now else today + timedelta(days=1)


def moderators() -> QuerySet[User]:
    return User.objects.filter(groups__name=roles.MODERATORS, is_active=True).select_related("learner")


def moderates(learner: Learner | None) -> bool:
    """Still, before a letter about order goes."""
    return learner is not None and moderators().filter(learner=learner).exists()


def remind(assignment: Assignment, now: datetime) -> None:
    key = f"{REMINDED}:{assignment.pk}"
    write_to(assignment.user, REMINDED, assignment.question, partial(reverse, "questions_queue"), now, key=key)


def tell_moderator(question: Question, moderator: User, now: datetime) -> None:
    key = f"{OVERDUE}:{question.pk}:{question.due_at:%Y%m%d%H}:{moderator.pk}"
    write_to(moderator, OVERDUE, question, partial(reverse, "questions_queue"), now, key=key)


def write_to(
    user: User,
    kind: str,
    question: Question,
    path: Path,
    now: datetime,
    *,
    key: str,
    due_at: datetime | None = None,
    lesson: str = "",
    answer: Answer | None = None,
) -> None:
    address = mail.address_of(user.learner)
    if address:
        write(kind, question, address, user.learner, path, now, key=key, due_at=due_at, lesson=lesson, answer=answer)


# --- the letter itself -----------------------------------------------------------------------------------------------


def write(
    kind: str,
    question: Question,
    address: str,
    learner: Learner | None,
    path: Path,
    now: datetime,
    *,
    key: str,
    lesson: str = "",
    why: str = "",
    due_at: datetime | None = None,
    answer: Answer | None = None,
    picture: Picture | None = None,
    stop: Path | None = None,
) -> Mail:
    """In the language of whom it is for. The same `key` twice is one letter. `stop`: the address where one press ends
    such letters.
    """
    with translation.override(learner.language if learner else question.language):
        stop_url = stop() if stop else ""
    composed = composed_for(kind, question, learner, path, lesson=lesson, why=why, answer=answer, stop_url=stop_url)
    return mail.post(
        kind=kind,
        to=address,
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        learner=learner,
        about={
            "question": question.pk,
            "answer": answer.pk if answer else None,
            "picture": str(picture.pk) if picture else None,
        },
        stop_url=stop_url,
        key=key,
        due_at=due_at,
        now=now,
    )


def composed_for(
    kind: str,
    question: Question,
    learner: Learner | None,
    path: Path,
    *,
    lesson: str = "",
    why: str = "",
    answer: Answer | None = None,
    stop_url: str = "",
) -> Composed:
    language = learner.language if learner else question.language
    with translation.override(language):
        due = formats.date_format(timezone.localtime(question.due_at), DAY_AND_HOUR) if question.due_at else ""
        facts: Facts = {
            NAME: learner.called if learner else "",
            "question": question.title,
            "who": answer.who if answer else "",
            "due": due,
            "lesson": lesson,
            "why": why,
            "link": settings.SITE_URL + path(),
        }
    return compose(kind, language, {**facts, STOP: stop_url} if stop_url else facts)


def write_again(answers: QuerySet[Answer]) -> None:
    """Letters about these answers that nobody has sent yet: who answered is called otherwise now."""
    rows = {answer.pk: answer for answer in answers.select_related("question__learner__user")}
    waiting = Mail.objects.waiting().filter(kind__in=NAMING, about__answer__in=list(rows))
    for row in waiting.select_related("learner__user"):
        answer = rows[row.about["answer"]]
        is_asker = row.learner_id == answer.question.learner_id
        path = partial(path_for_asker if is_asker else path_of, answer.question, answer)
        composed = composed_for(row.kind, answer.question, row.learner, path, answer=answer, stop_url=row.stop_url)
        row.subject, row.text, row.html = composed.subject, composed.text, composed.html
        row.save(update_fields=["subject", "text", "html"])


def still_true(row: Mail, now: datetime) -> bool:
    """Before it goes: the question is still there for its reader, and so is the answer: perhaps under another question,
    with which the first was merged.
    """
    question = Question.objects.filter(pk=row.about.get("question")).first()
    if number := row.about.get("answer"):
        answer = Answer.objects.seen().filter(pk=number).select_related("question").first()
        question = answer.question if answer else None
    if question is None or not (question.state == State.ASKED or question.state in LISTED):
        return False
    if row.kind == CONFIRM:
        return question.state == State.ASKED and row.key == key_to_confirm(question)
    if row.kind == ASSIGNED:
        return (
            Assignment.objects.to_answer()
            .live()
            .filter(user__learner=row.learner, question__state=State.PUBLISHED)
            .exists()
        )
    if row.kind == REMINDED:
        lying = Assignment.objects.to_answer().live().filter(question=question, user__learner=row.learner)
        return question.waits and lying.exists()
    if row.kind == OVERDUE:
        return question.waits and moderates(row.learner)
    return row.kind != FOLLOWED or question.is_public


for one in KINDS:
    mail.check_before_sending(one, still_true)
