"""Holding: what looks as if a program had sent it waits for a moderator before anybody else sees it.

By the rules of `HoldingRules`. A held question is shown to its asker and to moderators, laid on no desk and promised
nothing; it has no number yet. The asker is told why in plain words. `releasing` is what moderators do with it.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy

from questions.models import Act, HoldingRules, Question
from questions.models.asked import LISTED
from questions.order import signs
from questions.order.signs import STRONG, Sent, Sign

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# More of a day's questions than these are not compared with.
MOST_COMPARED = 200

State, First = Question.State, HoldingRules.First
# The asker and the moderator read the same.
WORDS = {
    Sign.TRAP: gettext_lazy("Заполнено поле, которого люди не видят."),
    Sign.SPEED: gettext_lazy("Вопрос отправлен быстрее, чем можно набрать."),
    Sign.REPETITION: gettext_lazy("Такой же текст сегодня уже присылали."),
    Sign.NUMBER: gettext_lazy("Подряд пришло много вопросов."),
    Sign.LINKS: gettext_lazy("В тексте несколько ссылок."),
    Sign.FIRST: gettext_lazy("Первые вопросы новых людей мы сначала читаем."),
}


def hold_if_needed(question: Question, now: datetime) -> bool:
    """Under its lock, before it is published. Is it held now?"""
    found = reasons(question)
    if found:
        hold(question, found, now)
    return bool(found)


def hold(question: Question, found: list[Sign], now: datetime) -> None:
    with translation.override(question.language):
        why = " ".join(str(WORDS[sign]) for sign in found)
    before = question.state
    question.state, question.active_at = State.HELD, now
    question.save()
    Act.objects.create(question=question, kind=Act.Kind.HOLD, why=why, before=before, at=now)


def reasons(question: Question) -> list[Sign]:
    """Why it has to wait; empty: it need not. At most four queries, whatever was asked before."""
    rules = HoldingRules.in_force()
    sent = sent_as(question, rules)
    found = signs.read(sent, rules, own_hosts())
    if not question.is_public or not sent.is_new or rules.first == First.NONE:
        return [sign for sign in found if sign in STRONG]
    return found or ([Sign.FIRST] if rules.first == First.ALL else [])


def sent_as(question: Question, rules: HoldingRules) -> Sent:
    """As of the moment it was sent: how long a letter to confirm it lay unread says nothing."""
    at = question.asked_at
    known = Question.objects.filter(learner=question.learner_id).exclude(pk=question.pk)
    sent = Q(asked_at__gt=at - DAY, asked_at__lte=at) & ~Q(state=State.DRAFT)
    counts = known.aggregate(
        published=Count("pk", filter=Q(state__in=(*LISTED, State.MERGED))),
        in_hour=Count("pk", filter=sent & Q(asked_at__gt=at - HOUR)),
        in_day=Count("pk", filter=sent),
    )
    lately = Question.objects.filter(sent).exclude(pk=question.pk).order_by("-asked_at")
    own = lately.filter(learner=question.learner_id) if rules.checks_repetition else lately.none()
    is_new = counts["published"] < rules.first_count
    others = lately.exclude(learner=question.learner_id) if rules.checks_repetition and is_new else lately.none()
    return Sent(
        text=f"{question.happened}\n{question.expected}",
        is_new=is_new,
        took=at - question.begun_at if question.begun_at else None,
        is_trapped=question.trapped,
        own=texts(own),
        others=texts(others),
        in_hour=counts["in_hour"],
        in_day=counts["in_day"],
    )


def texts(questions: QuerySet[Question]) -> list[str]:
    rows = questions.values_list("happened", "expected")[:MOST_COMPARED]
    return [f"{happened}\n{expected}" for happened, expected in rows]


def own_hosts() -> set[str]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    return {host, f"www.{host}"}


def why_held(question: Question) -> Act | None:
    """What the rule said. One query for a held question, none for any other."""
    if question.state != State.HELD:
        return None
    return question.acts.filter(kind=Act.Kind.HOLD).order_by("at", "pk").last()
