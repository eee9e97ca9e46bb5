"""Letters about order: to whoever wrote the text that a moderator judged, and to nobody else."""

from datetime import datetime
from functools import partial

from accounts import mail
from accounts.models import Mail
from questions import addresses, telling, tokens
from questions.letters import ANSWER_HIDDEN, HIDDEN, LOCKED, MERGED, REFUSED, RELEASED, REOPENED
from questions.models import Act, Answer, Appeal, Question
from questions.models.asked import LISTED

KINDS = (HIDDEN, ANSWER_HIDDEN, LOCKED, MERGED, REOPENED, REFUSED, RELEASED)
State = Question.State


def tell_of_hiding(act: Act, now: datetime) -> None:
    if act.answer is not None:
        tell_writer(ANSWER_HIDDEN, act, now)
    else:
        tell_asker(HIDDEN, act.question, act.why, now, key=f"{HIDDEN}:{act.pk}")


def tell_of_locking(act: Act, now: datetime) -> None:
    tell_asker(LOCKED, act.question, act.why, now, key=f"{LOCKED}:{act.pk}")


def tell_of_merging(act: Act, now: datetime) -> None:
    """The link leads to where the answer is."""
    tell_asker(MERGED, act.question, act.why, now, key=f"{MERGED}:{act.pk}", target=act.target)


def tell_of_reopening(act: Act, now: datetime) -> None:
    if act.answer is not None:
        tell_writer(REOPENED, act, now)
    else:
        tell_asker(REOPENED, act.question, act.why, now, key=f"{REOPENED}:{act.pk}")


def tell_of_refusal(appeal: Appeal, now: datetime) -> None:
    tell_asker(REFUSED, appeal.question, appeal.answer, now, key=f"{REFUSED}:{appeal.pk}")


def tell_of_release(act: Act, now: datetime) -> None:
    tell_asker(RELEASED, act.question, act.why, now, key=f"{RELEASED}:{act.pk}")


def tell_asker(
    kind: str, question: Question, why: str, now: datetime, *, key: str, target: Question | None = None
) -> None:
    address = telling.address_of_asker(question)
    if address:
        path = partial(addresses.path_of, target) if target else partial(path_for_asker, question)
        telling.write(kind, question, address, question.learner, path, now, key=key, why=why)


def tell_writer(kind: str, act: Act, now: datetime) -> None:
    writer = act.answer.author if act.answer else None
    address = mail.address_of(writer.learner) if writer else None
    if writer is not None and address:
        path = partial(addresses.path_of, act.question)
        key = f"{kind}:{act.pk}"
        telling.write(kind, act.question, address, writer.learner, path, now, key=key, why=act.why, answer=act.answer)


def path_for_asker(question: Question) -> str:
    """Guests come back by a link that knows them: nobody else sees a hidden question."""
    if question.learner is None or not question.learner.is_guest:
        return addresses.path_of(question)
    return f"{addresses.path_of(question)}?by={tokens.of(question)}"


def still_true(row: Mail, now: datetime) -> bool:
    """Before it goes: what it tells is still so."""
    question = Question.objects.filter(pk=row.about.get("question")).first()
    if question is None:
        return False
    answer = Answer.objects.filter(pk=row.about.get("answer") or 0).first()
    if row.kind == ANSWER_HIDDEN:
        return answer is not None and answer.hidden_at is not None
    if row.kind == HIDDEN:
        return question.state == State.HIDDEN
    if row.kind == LOCKED:
        return question.locked_at is not None
    if row.kind == MERGED:
        return question.state == State.MERGED
    if row.kind == REFUSED:
        return True
    return question.state in LISTED and (answer is None or answer.hidden_at is None)


def register() -> None:
    """When the room is ready: the process that sends letters reads no addresses, and so none of the acts."""
    for kind in KINDS:
        mail.check_before_sending(kind, still_true)
