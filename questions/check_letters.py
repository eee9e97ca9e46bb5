"""Letters about answers whose day has come: to their author, to another expert, or to moderators."""

from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts import mail
from accounts.letters import register
from accounts.models import Mail
from questions import telling
from questions.letters import LESSON, WHY_ANSWERS, WHY_MODERATES, kind
from questions.models import Answer, Assignment, Expert

CHECK, CHECK_OF_ANOTHER, CHECK_LEFT = "answer_check", "answer_check_of_another", "answer_check_left"
KINDS = (CHECK, CHECK_OF_ANOTHER, CHECK_LEFT)
# When moderators are written to: what is left before that comes in the same letter.
MODERATORS_HOUR = 9

register(
    kind(
        CHECK,
        gettext_lazy("Проверить свой ответ"),
        gettext_lazy("Пришёл день, когда ответ нужно проверить."),
        gettext_lazy("Проверьте свой ответ: {question}"),
        gettext_lazy(
            "Вы отвечали давно. Вдруг что-то изменилось?\n\n"
            "Вопрос: {question}\nВиден в уроке: {lesson}\n\n"
            "Проверить ответ:\n{link}\n\n"
            "Всё верно? Сохраните без изменений."
        ),
        WHY_ANSWERS,
        LESSON,
    ),
    kind(
        CHECK_OF_ANOTHER,
        gettext_lazy("Проверить ответ другого эксперта"),
        gettext_lazy("Ответ пора проверить, а его автор не отвечает. Не чаще раза в день."),
        gettext_lazy("Проверьте ответ: {question}"),
        gettext_lazy(
            "Этот ответ дали давно. Его автор сейчас не отвечает.\n\n"
            "Вопрос: {question}\nВиден в уроке: {lesson}\n\n"
            "Открыть очередь:\n{link}\n\n"
            "Всё верно? Подтвердите ответ. Устарело? Напишите новый."
        ),
        WHY_ANSWERS,
        LESSON,
    ),
    kind(
        CHECK_LEFT,
        gettext_lazy("Модератору: ответ некому проверить"),
        gettext_lazy("Ответ пора проверить, а эксперта по теме нет. Не чаще раза в день."),
        gettext_lazy("Ответ некому проверить: {question}"),
        gettext_lazy(
            "Этот ответ дали давно. Эксперта по его теме сейчас нет.\n\n"
            "Вопрос: {question}\nВиден в уроке: {lesson}\n\n"
            "Открыть «Порядок в вопросах»:\n{link}\n\n"
            "Найдите, кто проверит. Ответ устарел? Скройте его."
        ),
        WHY_MODERATES,
        LESSON,
    ),
)


def tell_author(due: Answer, now: datetime) -> None:
    """With the lesson that shows it."""
    if due.author is not None:
        key = f"{CHECK}:{due.pk}:{due.check_again_on:%Y-%m-%d}"
        path = partial(telling.path_of, due.question, due)
        telling.write_to(due.author, CHECK, due.question, path, now, key=key, lesson=lesson_of(due), answer=due)


def tell_expert(due: Answer, expert: Expert, now: datetime) -> None:
    """One mail a day, at the hour the expert chose; the queue shows all."""
    at = telling.digest_day(expert, now)
    key, path = f"{CHECK_OF_ANOTHER}:{expert.user_id}:{at:%Y-%m-%d}", partial(reverse, "questions_queue")
    lesson = lesson_of(due)
    telling.write_to(
        expert.user, CHECK_OF_ANOTHER, due.question, path, now, key=key, due_at=at, lesson=lesson, answer=due
    )


def tell_moderators(due: Answer, now: datetime) -> None:
    """One mail a day to each who may judge it; the desk shows all."""
    at, path = telling.next_hour(MODERATORS_HOUR, now), partial(reverse, "questions_order")
    asker, lesson = due.question.learner, lesson_of(due)
    parties = [due.author_id, asker.user_id if asker else None]
    for one in telling.moderators().exclude(pk__in=[key for key in parties if key is not None]):
        key = f"{CHECK_LEFT}:{one.pk}:{at:%Y-%m-%d}"
        telling.write_to(one, CHECK_LEFT, due.question, path, now, key=key, due_at=at, lesson=lesson, answer=due)


def lesson_of(due: Answer) -> str:
    return due.question.lesson.title if due.question.lesson else ""


def still_true(row: Mail, now: datetime) -> bool:
    """Before it goes: something waits for whoever gets it."""
    due, user = Answer.objects.due(timezone.localdate(now)), row.learner.user_id if row.learner else None
    if row.kind == CHECK:
        return due.filter(pk=row.about.get("answer"), author=user).exists()
    if row.kind == CHECK_OF_ANOTHER:
        return due.filter(assignments__in=Assignment.objects.live().filter(user=user)).exists()
    return telling.moderates(row.learner) and due.filter(check_left_at__isnull=False).exists()


for one in KINDS:
    mail.check_before_sending(one, still_true)
