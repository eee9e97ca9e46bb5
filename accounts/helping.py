"""«Мне помогают»: a learner invites a helper, who then acts beside them. Nobody learns anybody's password.

The learner makes an invitation (four words, as of a bookmark), the helper types it on their own page: giving the words
away is the consent. Either side ends it at any time.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import bookmarks
from accounts.models import Helping, Learner, User
from accounts.requests import MemberRequest, Request

SESSION_KEY = "helping"


class HelpingError(Exception):
    """Helping cannot begin."""


class NoSuchInvitation(HelpingError):
    """Nobody is waiting for a helper with these words, or the invitation is too old."""


class OwnInvitation(HelpingError):
    """People cannot be their own helper."""


class AlreadyHelping(HelpingError):
    """This helper helps this learner already."""


class NotHelping(Exception):
    """There is no such help, or it is not theirs, or it has ended."""


@transaction.atomic
def invite(learner: Learner, now: datetime) -> list[str]:
    """Four words for one helper. An invitation that nobody accepted is replaced."""
    learner.helped_by.filter(helper__isnull=True, ended_at__isnull=True).update(ended_at=now, digest="")
    chosen = bookmarks.choose_words()
    Helping.objects.create(learner=learner, digest=digest_of(chosen), invited_at=now)
    return chosen


def digest_of(words: list[str]) -> str:
    return bookmarks.digest(["invitation", *words])


@transaction.atomic
def accept(helper: User, text: str, now: datetime) -> Helping:
    """Begin to help the learner who gave these words away.

    Raises an UnreadableWords or a HelpingError. The caller limits the guesses.
    """
    digest = digest_of(bookmarks.read_words(text))
    helping = (
        Helping.objects.invited(now)
        .select_for_update(of=("self",))
        .select_related("learner__user")
        .filter(digest=digest)
        .first()
    )
    if helping is None:
        raise NoSuchInvitation
    if helping.learner.user_id == helper.pk:
        raise OwnInvitation
    helping.helper, helping.agreed_at, helping.digest = helper, now, ""
    try:
        with transaction.atomic():
            helping.save(update_fields=["helper", "agreed_at", "digest"])
    except IntegrityError as error:
        raise AlreadyHelping from error
    return helping


def end_by_learner(learner: Learner, helping_id: int, now: datetime) -> None:
    """The learner needs this help (or this invitation) no longer. Raises NotHelping."""
    if not learner.helped_by.filter(pk=helping_id, ended_at__isnull=True).update(ended_at=now, digest=""):
        raise NotHelping


def end_by_helper(helper: User, helping_id: int, now: datetime) -> None:
    """The helper stops. Raises NotHelping."""
    if not helper.helps.filter(pk=helping_id, ended_at__isnull=True).update(ended_at=now):
        raise NotHelping


def begin_session(request: MemberRequest, helping_id: int) -> Learner:
    """From now on this session's `request.learner` is the learner helped. Raises NotHelping."""
    helping = Helping.objects.of_helper(request.user).filter(pk=helping_id).first()
    if helping is None:
        raise NotHelping
    request.session[SESSION_KEY] = helping.pk
    return helping.learner


def end_session(request: Request) -> None:
    request.session.pop(SESSION_KEY, None)


def of_session(request: Request) -> Helping | None:
    """The help given in this session; None as soon as either side has ended it. Reads only."""
    if not isinstance(request.user, User):
        return None
    helping_id = request.session.get(SESSION_KEY)
    if helping_id is None:
        return None
    return Helping.objects.of_helper(request.user).filter(pk=helping_id).first()


def confirmers(learner: Learner) -> list[User]:
    """Who may confirm what this learner did: their helpers."""
    return [helping.helper for helping in learner.helped_by.live().select_related("helper") if helping.helper]
