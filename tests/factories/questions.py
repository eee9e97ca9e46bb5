"""Experts, helpers with a word for them, and questions, made through the rules."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from accounts import mailboxes, roles
from accounts.models import Learner, Organisation, User
from courses.models import Topic
from questions import answering, asking
from questions.answering import Written
from questions.asking import Told
from questions.models import Answer, Expert, Question, Vouching
from tests.factories.people import make_user

CHECKED_ON = date(2026, 9, 1)


def make_expert(email: str = "expert@example.org", name: str = "Андрей Белов", **fields: Any) -> Expert:
    """Checked, with a confirmed address, unless told otherwise."""
    user = make_user(email, roles.EXPERTS, name=name)
    mailboxes.replace_address(user, user.email, is_verified=True)
    topics = fields.pop("topics", [])
    defaults = {"name": name, "slug": email.split("@")[0], "checked_on": CHECKED_ON}
    expert = Expert.objects.create(user=user, **{**defaults, **fields})
    expert.topics.set(topics)
    expert.save()
    return expert


def make_vouched(email: str = "volunteer@example.org", name: str = "Ольга", **fields: Any) -> User:
    user = make_user(email, name=name)
    organisation = Organisation.objects.get_or_create(name="Волонтёры «Рядом»")[0]
    Vouching.objects.create(**{"user": user, "organisation": organisation, "vouched_on": CHECKED_ON, **fields})
    return user


def make_topic(locale: Any, title: str = "Обман", slug: str = "obman") -> Topic:
    return Topic.objects.create(title=title, slug=slug, locale=locale)


def write_question(
    learner: Learner, now: datetime, happened: str = "Память заполнена, фото не снимаются.", **told: Any
) -> Question:
    """Written, not sent yet."""
    return asking.write(learner, Told(happened, **told), key=uuid4(), actor=learner.user, now=now)


def ask(
    learner: Learner, now: datetime, happened: str = "Память заполнена, фото не снимаются.", **told: Any
) -> Question:
    """Sent; a guest has confirmed their address."""
    if learner.is_guest:
        told.setdefault("email", "guest@example.org")
    question = asking.send(write_question(learner, now, happened, **told).key, learner, now=now)
    return asking.confirm(question.key, now=now)


def give_answer(
    question: Question, user: User, now: datetime, source: str = "Удалите **лишнее**.", **written: Any
) -> Answer:
    return answering.answer(question.pk, user, Written(source, **written), key=uuid4(), now=now)
