"""Whom a question or an answer concerns is written to, if they have a confirmed address. Nobody else ever is.

The row of the mail is written in the transaction of what it tells about.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.models import Learner, Mail, User
from questions import addresses, tokens
from questions.models import Answer, Assignment, Expert, Follow, Question, Revision

CONFIRM, ANSWERED, CHANGED, FOLLOWED = "confirm_question", "answered", "answer_changed", "followed_answered"
ASSIGNED, REMINDED, OVERDUE, CHECK = "question_assigned", "question_reminded", "question_overdue", "answer_check"

SUBJECTS: dict[str, Promise] = {
    CONFIRM: _("Это ваша почта? Вопрос: %(title)s"),
    ANSWERED: _("Вам ответили: %(title)s"),
    CHANGED: _("Ответ исправили: %(title)s"),
    FOLLOWED: _("Есть ответ: %(title)s"),
    ASSIGNED: _("Вопрос для вас: %(title)s"),
    REMINDED: _("Вопрос ещё ждёт: %(title)s"),
    OVERDUE: _("Вопрос без ответа: %(title)s"),
    CHECK: _("Проверьте свой ответ: %(title)s"),
}
TEXTS: dict[str, Promise] = {
    CONFIRM: _(
        "Кто-то задал вопрос и указал эту почту.\n«%(title)s»\n\n"
        "Если это вы, откройте ссылку и нажмите «Это моя почта». Тогда вопрос увидят эксперты.\n\n"
        "Если это не вы, ничего не делайте: больше писем не будет."
    ),
    ANSWERED: _("На ваш вопрос ответили.\n«%(title)s»\nОтвечает %(who)s.\n\nПомогло? Скажите об этом под ответом."),
    CHANGED: _("Ответ на вопрос исправили или дополнили.\n«%(title)s»\nОтвечает %(who)s."),
    FOLLOWED: _("На вопрос, который важен и вам, ответили.\n«%(title)s»\nОтвечает %(who)s."),
    ASSIGNED: _(
        "Есть вопрос по вашей теме.\n«%(title)s»\nМы обещали ответить до: %(day)s.\nНе ваше? Передайте дальше."
    ),
    REMINDED: _(
        "Вопрос пока без ответа.\n«%(title)s»\nМы обещали ответить до: %(day)s.\nНе успеваете? Передайте дальше."
    ),
    OVERDUE: _("Мы обещали ответить и не ответили.\n«%(title)s»\nОбещали до: %(day)s.\nНайдите, кто ответит."),
    CHECK: _("Пора проверить ваш ответ: вдруг что-то изменилось.\n«%(title)s»\nГде его видят: %(lessons)s."),
}
SAFETY = _("Мы никогда не просим коды из СМС и деньги.")
BUTTONS: dict[str, Promise] = {
    CONFIRM: _("Это моя почта"),
    ASSIGNED: _("Открыть вопрос"),
    REMINDED: _("Открыть вопрос"),
    OVERDUE: _("Открыть вопрос"),
    CHECK: _("Проверить ответ"),
}
OPEN_ANSWER = _("Прочитать ответ")
# Where a letter leads: asked in the language of whom it is for.
Path = Callable[[], str]
# An address that nobody has confirmed gets no more letters in a day, whoever types it.
MOST_CONFIRMATIONS = 3


# --- those who ask and follow ----------------------------------------------------------------------------------------


def ask_to_confirm(question: Question, now: datetime) -> None:
    """The one letter that an unconfirmed address gets."""
    lately = Mail.objects.filter(kind=CONFIRM, to=question.email, made_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_CONFIRMATIONS:
        return
    token = tokens.of(question)
    path = partial(reverse, "confirm_question", args=[token])
    write(CONFIRM, question, question.email, question.learner, path, now, key=f"{CONFIRM}:{question.pk}")


def tell_of_answer(answer: Answer, now: datetime) -> None:
    """The asker, and whoever has the same trouble."""
    question = answer.question
    if address := address_of_asker(question):
        key = f"{ANSWERED}:{answer.pk}"
        write(
            ANSWERED,
            question,
            address,
            question.learner,
            partial(path_for_asker, question, answer),
            now,
            key=key,
            who=answer.signed,
        )
    for learner, address in followers(question, besides=answer.author):
        key = f"{FOLLOWED}:{answer.pk}:{learner.pk}"
        write(FOLLOWED, question, address, learner, partial(path_of, question, answer), now, key=key, who=answer.signed)


def tell_of_change(answer: Answer, revision: Revision, now: datetime) -> None:
    question = answer.question
    if address := address_of_asker(question):
        key = f"{CHANGED}:{revision.pk}"
        write(
            CHANGED,
            question,
            address,
            question.learner,
            partial(path_for_asker, question, answer),
            now,
            key=key,
            who=answer.signed,
        )
    for learner, address in followers(question, besides=answer.author):
        key = f"{CHANGED}:{revision.pk}:{learner.pk}"
        write(CHANGED, question, address, learner, partial(path_of, question, answer), now, key=key, who=answer.signed)


def address_of_asker(question: Question) -> str | None:
    """The confirmed address of an account, or the one that the guest has confirmed."""
    if question.learner is None:
        return None
    return mail.address_of(question.learner) or (question.email if question.confirmed_at else None)


def followers(question: Question, besides: User | None) -> Iterable[tuple[Learner, str]]:
    """Who follows the question, with a confirmed address; nobody follows what they may not see."""
    if not question.is_public:
        return
    rows = Follow.objects.filter(question=question).exclude(learner=question.learner_id).select_related("learner__user")
    for row in rows:
        if besides is not None and row.learner.user_id == besides.pk:
            continue
        address = mail.address_of(row.learner) or address_of_guest(row.learner)
        if address:
            yield row.learner, address


def address_of_guest(learner: Learner) -> str | None:
    """What a guest has confirmed with a question of their own."""
    confirmed = learner.questions.filter(confirmed_at__isnull=False).exclude(email="")
    return confirmed.order_by("-confirmed_at").values_list("email", flat=True).first()


def path_of(question: Question, answer: Answer) -> str:
    return f"{addresses.path_of(question)}#answer-{answer.pk}"


def path_for_asker(question: Question, answer: Answer) -> str:
    """Guests come back by a link that knows them: they may read their letters on another device."""
    if question.learner is None or not question.learner.is_guest:
        return path_of(question, answer)
    return f"{addresses.path_of(question)}?by={tokens.of(question)}#answer-{answer.pk}"


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
    today = timezone.localtime(now).replace(hour=expert.digest_hour, minute=0, second=0, microsecond=0)
    return today if today >= now else today + timedelta(days=1)


def remind(assignment: Assignment, now: datetime) -> None:
    key = f"{REMINDED}:{assignment.pk}"
    write_to(assignment.user, REMINDED, assignment.question, partial(reverse, "questions_queue"), now, key=key)


def tell_moderator(question: Question, moderator: User, now: datetime) -> None:
    key = f"{OVERDUE}:{question.pk}:{question.due_at:%Y%m%d%H}:{moderator.pk}"
    write_to(moderator, OVERDUE, question, partial(reverse, "questions_queue"), now, key=key)


def ask_to_check(answer: Answer, now: datetime) -> None:
    """To its author, with the lesson that shows it."""
    if answer.author is None:
        return
    key = f"{CHECK}:{answer.pk}:{answer.check_again_on:%Y-%m-%d}"
    lesson = answer.question.lesson
    path = partial(path_of, answer.question, answer)
    write_to(answer.author, CHECK, answer.question, path, now, key=key, lessons=lesson.title if lesson else "")


def write_to(
    user: User,
    kind: str,
    question: Question,
    path: Path,
    now: datetime,
    *,
    key: str,
    due_at: datetime | None = None,
    lessons: str = "",
) -> None:
    address = mail.address_of(user.learner)
    if address:
        write(kind, question, address, user.learner, path, now, key=key, due_at=due_at, lessons=lessons)


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
    who: str = "",
    lessons: str = "",
    due_at: datetime | None = None,
) -> None:
    """In the language of whom it is for. The same `key` twice is one letter."""
    with translation.override(learner.language if learner else question.language):
        due = formats.date_format(timezone.localtime(question.due_at), "j E, H:i") if question.due_at else ""
        facts = {"title": question.title, "who": who, "day": due, "lessons": lessons or str(_("на странице вопроса"))}
        button = BUTTONS.get(kind, OPEN_ANSWER)
        text = f"{str(TEXTS[kind]) % facts}\n\n{SAFETY}\n\n{button}:\n{settings.SITE_URL}{path()}"
        subject = str(SUBJECTS[kind]) % facts
    mail.post(kind=kind, to=address, subject=subject, text=text, learner=learner, key=key, due_at=due_at, now=now)
