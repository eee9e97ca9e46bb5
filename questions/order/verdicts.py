"""Letters about order: to whoever wrote, sent or is called what a moderator judged, and to nobody else."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts import mail
from accounts.letters import NAME, compose
from accounts.models import Mail, User
from questions import addresses, telling
from questions.letters import ANSWER_HIDDEN, HIDDEN, LOCKED, MERGED, REFUSED, REOPENED
from questions.models import Act, Answer, Appeal, HiddenName, Picture, Question
from questions.models.asked import LISTED
from questions.order.holding_letters import RELEASED
from questions.order.order_letters import NAME_HIDDEN, NAME_SHOWN, NAME_STAYS_HIDDEN, PICTURE_HIDDEN, STAYS_HIDDEN

ABOUT_NAMES = (NAME_HIDDEN, NAME_SHOWN, NAME_STAYS_HIDDEN)
KINDS = (HIDDEN, ANSWER_HIDDEN, PICTURE_HIDDEN, LOCKED, MERGED, RELEASED, REOPENED, REFUSED, STAYS_HIDDEN)
State = Question.State
# Where people see what was hidden of theirs.
OWN = "hidden_of_mine"


def tell_of_hiding(act: Act, now: datetime) -> None:
    if act.answer is not None:
        tell_writer(ANSWER_HIDDEN, act.answer, act.why, now, key=f"{ANSWER_HIDDEN}:{act.pk}")
    else:
        kind = PICTURE_HIDDEN if act.picture_id else HIDDEN
        tell_asker(kind, asked_in(act), act.why, now, key=f"{kind}:{act.pk}", picture=act.picture)


def tell_of_locking(act: Act, now: datetime) -> None:
    tell_asker(LOCKED, asked_in(act), act.why, now, key=f"{LOCKED}:{act.pk}")


def tell_of_merging(act: Act, now: datetime) -> None:
    """The link leads to where the answer is."""
    tell_asker(MERGED, asked_in(act), act.why, now, key=f"{MERGED}:{act.pk}", target=act.target)


def tell_of_reopening(act: Act, now: datetime) -> None:
    key = f"{REOPENED}:{act.pk}"
    if act.answer is not None:
        tell_writer(REOPENED, act.answer, act.why, now, key=key)
    else:
        tell_asker(REOPENED, asked_in(act), act.why, now, key=key, picture=act.picture)


def tell_of_refusal(appeal: Appeal, now: datetime) -> None:
    kind = STAYS_HIDDEN if appeal.answer_id or appeal.picture_id else REFUSED
    key = f"{kind}:{appeal.pk}"
    if appeal.whose is not None:
        tell_called(NAME_STAYS_HIDDEN, appeal.whose, appeal.reply, now, key=f"{NAME_STAYS_HIDDEN}:{appeal.pk}")
    elif appeal.answer is not None:
        tell_writer(kind, appeal.answer, appeal.reply, now, key=key)
    elif appeal.question is not None:
        tell_asker(kind, appeal.question, appeal.reply, now, key=key, picture=appeal.picture)


def tell_of_hidden_name(act: Act, now: datetime) -> None:
    if act.whose is not None:
        tell_called(NAME_HIDDEN, act.whose, act.why, now, key=f"{NAME_HIDDEN}:{act.pk}")


def tell_of_shown_name(act: Act, now: datetime) -> None:
    if act.whose is not None:
        tell_called(NAME_SHOWN, act.whose, act.why, now, key=f"{NAME_SHOWN}:{act.pk}")


def asked_in(act: Act) -> Question:
    assert act.question is not None  # noqa: S101  # only acts on names have none
    return act.question


def tell_of_release(act: Act, now: datetime) -> None:
    tell_asker(RELEASED, asked_in(act), act.why, now, key=f"{RELEASED}:{act.pk}")


def tell_asker(
    kind: str,
    question: Question,
    why: str,
    now: datetime,
    *,
    key: str,
    target: Question | None = None,
    picture: Picture | None = None,
) -> None:
    address = telling.address_of_asker(question)
    if address:
        path = partial(addresses.path_of, target) if target else partial(telling.path_for_asker, question)
        telling.write(kind, question, address, question.learner, path, now, key=key, why=why, picture=picture)


def tell_writer(kind: str, answer: Answer, why: str, now: datetime, *, key: str) -> None:
    """The link leads to where its author sees it, whatever becomes of the question."""
    writer = answer.author
    address = mail.address_of(writer.learner) if writer else None
    if writer is not None and address:
        path = partial(telling.path_of, answer.question, answer) if kind == REOPENED else partial(reverse, OWN)
        telling.write(kind, answer.question, address, writer.learner, path, now, key=key, why=why, answer=answer)


def tell_called(kind: str, whose: User, why: str, now: datetime, *, key: str) -> None:
    """Whose name it is."""
    learner = whose.learner
    address = mail.address_of(learner)
    if not address:
        return
    with translation.override(learner.language):
        page = reverse("questions" if kind == NAME_SHOWN else OWN)
        facts = {NAME: learner.called, "why": why, "link": settings.SITE_URL + page}
    composed = compose(kind, learner.language, facts)
    mail.post(
        kind=kind,
        to=address,
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        learner=learner,
        about={"whose": whose.pk},
        key=key,
        now=now,
    )


def still_true(row: Mail, now: datetime) -> bool:
    """Before it goes: what it tells is still so."""
    question = Question.objects.filter(pk=row.about.get("question")).first()
    if question is None:
        return False
    answer = Answer.objects.filter(pk=row.about.get("answer") or 0).first()
    picture = question.pictures.filter(pk=row.about.get("picture") or UUID(int=0)).defer("webp").first()
    if row.kind == ANSWER_HIDDEN:
        return answer is not None and answer.hidden_at is not None
    if row.kind == PICTURE_HIDDEN:
        return picture is not None and picture.hidden_at is not None
    if row.kind == HIDDEN:
        return question.state == State.HIDDEN
    if row.kind == LOCKED:
        return question.locked_at is not None
    if row.kind == MERGED:
        return question.state == State.MERGED
    if row.kind in (REFUSED, STAYS_HIDDEN):
        return True
    shown = (one for one in (answer, picture) if one is not None)
    return question.state in LISTED and all(one.hidden_at is None for one in shown)


def still_called(row: Mail, now: datetime) -> bool:
    """The same for letters about names."""
    is_hidden = HiddenName.objects.filter(user=row.about.get("whose") or 0).exists()
    return row.kind == NAME_STAYS_HIDDEN or is_hidden == (row.kind == NAME_HIDDEN)


def register() -> None:
    """When the room is ready: the process that sends letters reads no addresses, and so none of the acts."""
    for kind in KINDS:
        mail.check_before_sending(kind, still_true)
    for kind in ABOUT_NAMES:
        mail.check_before_sending(kind, still_called)
