"""Names of those who answer, as everybody reads them; and a name hidden and brought back, by moderators.

While a name is hidden, «Эксперт» or «Помощник» stands in its place wherever it would be read. What was signed stays in
the rows as a record. Those who ask are named nowhere.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from questions import shelf, telling
from questions.models import Act, Answer, Expert, HiddenName
from questions.order import acts, verdicts

Kind = Act.Kind
Nameless = Answer.Nameless


@transaction.atomic
def hide(user_id: int, actor: User, why: str, *, now: datetime) -> bool:
    """Nobody but this person and moderators reads it from now on. False if that is so already.

    Raises NotAModerator, OwnCase, NeedsWhy, NotNow of `acts`.
    """
    whose = taken_up(user_id, actor)
    why = acts.reasoned(why)
    if not HiddenName.objects.get_or_create(user=whose, defaults={"hidden_at": now})[1]:
        return False
    act = acts.note(None, Kind.HIDE, actor, why, now, whose=whose)
    sign_anew(whose, standing(whose))
    acts.settle_flags(None, actor, now, upheld=True, whose=whose)
    verdicts.tell_of_hidden_name(act, now)
    return True


@transaction.atomic
def restore(user_id: int, actor: User, why: str = "", *, now: datetime) -> bool:
    """As signed. False if it is not hidden. Raises NotAModerator, OwnCase, NotNow of `acts`."""
    whose = taken_up(user_id, actor)
    if not HiddenName.objects.filter(user=whose).delete()[0]:
        return False
    act = acts.note(None, Kind.RESTORE, actor, why, now, whose=whose)
    sign_anew(whose, "")
    acts.grant_appeal(None, actor, why, now, whose=whose)
    verdicts.tell_of_shown_name(act, now)
    return True


@transaction.atomic
def leave(user_id: int, actor: User, *, now: datetime) -> int:
    """Nothing is wrong with the name: what people pointed out is settled; how much of it there was.

    Raises NotAModerator, OwnCase, NotNow of `acts`.
    """
    whose = taken_up(user_id, actor)
    return acts.settle_flags(None, actor, now, upheld=False, whose=whose)


def taken_up(user_id: int, actor: User) -> User:
    """The one who is called so, locked, for another moderator. Raises NotAModerator, OwnCase, NotNow."""
    if not actor.has_perm(acts.PERMISSION):
        raise acts.NotAModerator
    if user_id == actor.pk:
        raise acts.OwnCase
    whose = lock(user_id)
    if whose is None or not is_public(whose):
        raise acts.NotNow
    return whose


def lock(user_id: int) -> User | None:
    """Held while a name is hidden and while an answer is signed: no answer slips in between with the name on it. Rows
    that only point at this person may be written meanwhile.
    """
    held = User.objects.select_for_update(of=("self",), no_key=True).select_related("learner")
    return held.filter(pk=user_id).first()


def is_public(user: User) -> bool:
    """Has it ever stood where everybody reads it?"""
    return Expert.objects.filter(user=user).exists() or Answer.objects.filter(author=user).exists()


def standing(user: User) -> Nameless:
    """What is read in place of the name."""
    return Nameless.EXPERT if Expert.objects.filter(user=user).exists() else Nameless.HELPER


def instead(user: User) -> str:
    """For an answer that is just being signed: what stands in place of the name; empty for a name that may be read."""
    lock(user.pk)
    return standing(user) if HiddenName.objects.filter(user=user).exists() else ""


def sign_anew(whose: User, nameless: str) -> None:
    """All answers of this person, and letters about them that have not gone yet."""
    Answer.objects.filter(author=whose).update(nameless=nameless)
    telling.write_again(Answer.objects.filter(author=whose))
    shelf.changed()


def signed(user: User) -> str:
    """The name itself, for moderators: of the page of an expert, else as it was signed last."""
    expert = Expert.objects.filter(user=user).values_list("name", flat=True).first()
    last = Answer.objects.filter(author=user).order_by("made_at", "pk").values_list("signed", flat=True).last()
    return expert or last or user.name


def shown(user: User | None) -> str:
    """Of somebody who checked an expert: as they call themselves, never their address; empty for a hidden name."""
    return "" if user is None or hasattr(user, "hidden_name") else user.name
