"""Who may see a question, and what each may do with it. Lists go through `QuestionQuerySet.visible_to`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts import guests, roles
from accounts.models import Learner, User
from accounts.requests import Request
from questions.models import Answer, Expert, Question, Vouching
from questions.models.asked import LISTED

State = Question.State


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks. `learner`: whose questions are theirs; `user`: who acts.

    Experts (checked by the portal) and helpers (an organisation vouches) answer; only experts read private questions.
    """

    user: User | None = None
    learner: Learner | None = None
    is_expert: bool = False
    is_vouched: bool = False
    is_moderator: bool = False

    @property
    def answers(self) -> bool:
        return self.is_expert or self.is_vouched

    def asked(self, question: Question) -> bool:
        return self.learner is not None and question.learner_id == self.learner.pk

    def wrote(self, answer: Answer) -> bool:
        return self.user is not None and answer.author_id == self.user.pk


def viewer_of(request: Request) -> Viewer:
    """One query for somebody signed in, none for a guest. A device that a registered person's bookmark led to does not
    show their questions.
    """
    learner = learner_of(request)
    user = request.user if isinstance(request.user, User) else None
    return viewer(user, learner)


def learner_of(request: Request) -> Learner | None:
    """Whose questions this request may show as their own. No query."""
    return request.learner if request.helping is not None else guests.own_learner(request)


def viewer(user: User | None, learner: Learner | None) -> Viewer:
    if user is None or not user.is_active:
        return Viewer(learner=learner)
    of_user = {"user": OuterRef("pk")}
    moderators = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=roles.MODERATORS)
    about = (
        User.objects.filter(pk=user.pk)
        .annotate(
            expert_now=Exists(Expert.objects.answering().filter(**of_user)),
            vouched_now=Exists(Vouching.objects.live(timezone.localdate()).filter(**of_user)),
            moderates=Exists(moderators),
        )
        .values("expert_now", "vouched_now", "moderates")
        .get()
    )
    is_moderator = about["moderates"] or user.is_superuser
    return Viewer(user, learner, about["expert_now"], about["vouched_now"], is_moderator)


class Deed(StrEnum):
    """What can be done with a question or one of its answers."""

    SEE = "see"
    SAME = "same"
    FOLLOW = "follow"
    FLAG = "flag"
    FLAG_ANSWER = "flag_answer"
    ANSWER = "answer"
    ACCEPT = "accept"
    REACT = "react"
    CONFIRM = "confirm"
    CHANGE = "change"
    COPY = "copy"


def sees(viewer: Viewer, question: Question) -> bool:
    """The same as being in `visible_to(viewer)`, for one question at hand. A test compares the two."""
    if viewer.asked(question):
        return True
    if question.state in LISTED and (question.is_public or viewer.is_expert):
        return True
    return viewer.is_moderator and question.state not in (State.DRAFT, State.ASKED)


def may(viewer: Viewer, deed: Deed, question: Question, answer: Answer | None = None) -> bool:
    """May this person do that? Nobody does anything with what they do not see, or with what is not open."""
    if not sees(viewer, question):
        return False
    if deed is Deed.SEE:
        return True
    if question.state not in LISTED:
        return False
    if deed in ABOUT_QUESTIONS:
        return ABOUT_QUESTIONS[deed](viewer, question)
    return answer is not None and answer.hidden_at is None and ABOUT_ANSWERS[deed](viewer, question, answer)


def joins_in(viewer: Viewer, question: Question) -> bool:
    return question.is_public and not viewer.asked(question)


ABOUT_QUESTIONS: dict[Deed, Callable[[Viewer, Question], bool]] = {
    Deed.SAME: joins_in,
    Deed.FOLLOW: joins_in,
    Deed.FLAG: joins_in,
    Deed.ANSWER: lambda viewer, question: question.is_open and viewer.answers and not viewer.asked(question),
}
ABOUT_ANSWERS: dict[Deed, Callable[[Viewer, Question, Answer], bool]] = {
    Deed.ACCEPT: lambda viewer, question, answer: viewer.asked(question),
    Deed.REACT: lambda viewer, question, answer: (
        (question.is_public or viewer.asked(question)) and not viewer.wrote(answer)
    ),
    Deed.CONFIRM: lambda viewer, question, answer: (
        viewer.is_expert and not viewer.wrote(answer) and not viewer.asked(question)
    ),
    Deed.FLAG_ANSWER: lambda viewer, question, answer: not viewer.wrote(answer),
    Deed.CHANGE: lambda viewer, question, answer: viewer.wrote(answer) and viewer.answers,
    Deed.COPY: lambda viewer, question, answer: (
        not question.is_public and viewer.is_expert and viewer.wrote(answer) and not viewer.asked(question)
    ),
}
