"""«Мне помогают»: a learner invites a helper, who then acts beside them. Nobody learns anybody's password.

The learner makes an invitation (four words, as of a bookmark), the helper types it on their own page: giving the words
away is the consent. Either side ends it at any time.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts import bookmarks
from accounts.models import Helping, Learner, User

SESSION_KEY = "helping"


class HelpingError(Exception):
    """Helping cannot begin."""


class NoSuchInvitation(HelpingError):
    """Nobody is waiting for a helper with these words, or the invitation is too old."""


class OwnInvitation(HelpingError):
    """People cannot be their own helper."""


class AlreadyHelping(HelpingError):
    """This helper helps this learner already."""


@transaction.atomic
def invite(learner: Learner, now: datetime) -> list[str]:
    """Four words for one helper. An invitation that nobody accepted is replaced."""
    learner.helped_by.filter(helper__isnull=True, ended_at__isnull=True).update(ended_at=now, digest="")
    chosen = bookmarks.choose_words()
    Helping.objects.create(learner=learner, digest=bookmarks.digest(["invitation", *chosen]), invited_at=now)
    return chosen


def accept(helper: User, text: str, now: datetime) -> Helping:
    """Begin to help. Raises a BookmarkError for words that cannot be read, else a HelpingError."""
    digest = bookmarks.digest(["invitation", *bookmarks.read_words(text)])
    with transaction.atomic():
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
                helping.save()
        except IntegrityError as error:
            raise AlreadyHelping from error
    return helping


def end_by_learner(learner: Learner, helping_id: int, now: datetime) -> bool:
    return bool(learner.helped_by.filter(pk=helping_id, ended_at__isnull=True).update(ended_at=now, digest=""))


def end_by_helper(helper: User, helping_id: int, now: datetime) -> bool:
    return bool(helper.helps.filter(pk=helping_id, ended_at__isnull=True).update(ended_at=now))


def begin_session(request: HttpRequest, helping_id: int) -> Learner | None:
    """From now on this session's `request.learner` is the learner helped. None when it is not theirs to help."""
    helping = Helping.objects.of_helper(request.user).filter(pk=helping_id).first()
    if helping is None:
        return None
    request.session[SESSION_KEY] = helping.pk
    return helping.learner


def end_session(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def learner_in_session(request: HttpRequest) -> Learner | None:
    """The learner being helped in this session; None as soon as the learner has ended it."""
    helping_id = request.session.get(SESSION_KEY)
    if helping_id is None:
        return None
    helping = Helping.objects.of_helper(request.user).filter(pk=helping_id).first()
    if helping is None:
        end_session(request)
        return None
    return helping.learner


def confirmers(learner: Learner) -> list[User]:
    """Who may confirm what this learner did: their helpers."""
    return [helping.helper for helping in learner.helped_by.live().select_related("helper") if helping.helper]
