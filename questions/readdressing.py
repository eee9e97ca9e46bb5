"""A guest who mistyped their address corrects it while nobody has confirmed it: the old link dies, one letter goes to
the new address, and everything they wrote stays.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from accounts import personal_data
from accounts.models import Learner
from questions import telling
from questions.models import Question

# Of one question. More would be writing to strangers.
MOST_CORRECTIONS = 3


class ReaddressingError(Exception):
    """The address stays as it is."""


class NotTheirs(ReaddressingError):
    """There is no such question, it is somebody else's, or not a guest's."""


class AlreadyConfirmed(ReaddressingError):
    """Somebody has said that the address is theirs."""


class SameAddress(ReaddressingError):
    """Its letter has gone there already."""


class TooManyCorrections(ReaddressingError):
    """MOST_CORRECTIONS were made."""


def may_readdress(question: Question, learner: Learner | None) -> bool:
    """`learner`: the guest of this device, never whoever came by a link: the link may lie in a stranger's mailbox."""
    is_theirs = learner is not None and learner.is_guest and question.learner_id == learner.pk
    return is_theirs and question.state == Question.State.ASKED and question.link_series < MOST_CORRECTIONS


@transaction.atomic
def readdress(
    question_id: int, learner: Learner, email: str, *, now: datetime, allow: Callable[[], None] | None = None
) -> Question:
    """Whether anybody knows the address is told to nobody. `allow` is asked once the letter is about to be written, and
    raises what forbids it: a button pressed twice is counted once. Raises NotTheirs, AlreadyConfirmed, SameAddress,
    TooManyCorrections.
    """
    learner = personal_data.lock(learner)
    question = Question.objects.select_for_update(of=("self",)).filter(pk=question_id, learner=learner).first()
    if question is None or not learner.is_guest or question.state == Question.State.DRAFT:
        raise NotTheirs
    if question.state != Question.State.ASKED:
        raise AlreadyConfirmed
    if question.email == email:
        raise SameAddress
    if question.link_series >= MOST_CORRECTIONS:
        raise TooManyCorrections
    if allow is not None:
        allow()
    question.email, question.active_at = email, now
    question.link_series += 1
    question.save(update_fields=["email", "active_at", "link_series"])
    telling.ask_to_confirm(question, now)
    return question
