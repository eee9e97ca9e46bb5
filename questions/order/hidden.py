"""What moderators have hidden of somebody's own: why, and what they have said to that."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from questions.models import Act, Answer, Appeal, HiddenName, Picture, Question
from questions.visibility import Viewer


@dataclass(frozen=True)
class Hidden:
    """An answer, a picture, or (with neither) a name."""

    act: Act | None
    appeal: Appeal | None
    answer: Answer | None = None
    picture: Picture | None = None

    @property
    def key(self) -> str:
        """Names it on its page."""
        if self.answer is not None:
            return f"answer-{self.answer.pk}"
        return f"picture-{self.picture.pk}" if self.picture is not None else "name"


def pictures_of(question: Question, viewer: Viewer) -> list[Hidden]:
    """Those of one's own question. One query when nothing is hidden, else three."""
    if not viewer.asked(question):
        return []
    pictures = list(question.pictures.visible_to(viewer).filter(hidden_at__isnull=False).defer("webp"))
    acts, appeals = last_acts("picture", pictures), said("picture", pictures)
    return [Hidden(acts.get(one.pk), appeals.get(one.pk), picture=one) for one in pictures]


def answers_of(viewer: Viewer, question: Question | None = None) -> list[Hidden]:
    """One's own, the last first; to one question or to all. One query when nothing is hidden, else three."""
    if viewer.user is None:
        return []
    answers = Answer.objects.visible_to(viewer).filter(author=viewer.user, hidden_at__isnull=False)
    if question is not None:
        answers = answers.filter(question=question)
    found = list(answers.select_related("question").order_by("-hidden_at", "-pk"))
    acts, appeals = last_acts("answer", found), said("answer", found)
    return [Hidden(acts.get(one.pk), appeals.get(one.pk), answer=one) for one in found]


def name_of(user: User) -> Hidden | None:
    if not HiddenName.objects.filter(user=user).exists():
        return None
    return Hidden(last_acts("whose", [user]).get(user.pk), said("whose", [user]).get(user.pk))


def anything_of(user: User) -> bool:
    """Is there something to look at? For the door to that page."""
    answers = Answer.objects.filter(author=user, hidden_at__isnull=False)
    return HiddenName.objects.filter(user=user).exists() or answers.exists()


def last_acts(what: str, rows: Iterable[Answer | Picture | User]) -> dict[object, Act]:
    """By which each of them was hidden."""
    keys = [row.pk for row in rows]
    if not keys:
        return {}
    acts = Act.objects.filter(**{f"{what}__in": keys}, kind=Act.Kind.HIDE).order_by("at", "pk")
    return {getattr(act, f"{what}_id"): act for act in acts}


def said(what: str, rows: Iterable[Answer | Picture | User]) -> dict[object, Appeal]:
    keys = [row.pk for row in rows]
    appeals = Appeal.objects.filter(**{f"{what}__in": keys}) if keys else []
    return {getattr(appeal, f"{what}_id"): appeal for appeal in appeals}
