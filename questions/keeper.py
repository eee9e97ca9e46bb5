"""What the room of questions keeps about a learner, for merging, export and erasure."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Learner
from accounts.personal_data import Keeper
from questions import shelf
from questions.models import Flag, Follow, NewsChoice, Picture, Question, Reaction, Told


def merge(guest: Learner, learner: Learner, now: datetime) -> None:
    """Questions move. Of two reactions to the same thing the learner's own stays; nobody has the same trouble as
    themselves.
    """
    guest.questions.update(learner=learner)
    guest.appeals.update(learner=learner)
    merge_reactions(guest, learner)
    merge_follows(guest, learner)
    own_flags = learner.flags.all()
    guest.flags.filter(
        answer__isnull=True, question__in=own_flags.filter(answer__isnull=True).values("question")
    ).delete()
    guest.flags.filter(answer__in=own_flags.exclude(answer=None).values("answer")).delete()
    Flag.objects.filter(learner=guest).update(learner=learner)


def merge_reactions(guest: Learner, learner: Learner) -> None:
    own = learner.reactions.all()
    touched = list(guest.reactions.values_list("question", flat=True))
    guest.reactions.filter(kind="same", question__in=own.filter(kind="same").values("question")).delete()
    guest.reactions.filter(answer__in=own.exclude(answer=None).values("answer")).delete()
    Reaction.objects.filter(learner=guest).update(learner=learner)
    learner.reactions.filter(kind="same", question__learner=learner).delete()
    for question in Question.objects.filter(pk__in=touched):
        shelf.recount(question)


def merge_follows(guest: Learner, learner: Learner) -> None:
    for what in ("question", "topic", "lesson"):
        own = learner.follows.exclude(**{what: None}).values(what)
        guest.follows.filter(**{f"{what}__in": own}).delete()
    Follow.objects.filter(learner=guest).update(learner=learner)
    guest.told.filter(answer__in=learner.told.values("answer")).delete()
    Told.objects.filter(learner=guest).update(learner=learner)
    if not NewsChoice.objects.filter(learner=learner).exists():
        NewsChoice.objects.filter(learner=guest).update(learner=learner)


def export(learner: Learner) -> dict[str, Any]:
    about = ("title", "happened", "expected", "device", "app", "visibility", "state", "email", "asked_at")
    pictures = Picture.objects.filter(question__learner=learner)
    return {
        "questions": list(learner.questions.order_by("asked_at").values(*about)),
        "pictures": list(pictures.values("width", "height", "made_at", asked=F("question__title"))),
        "reactions": list(learner.reactions.order_by("at").values("kind", "why", "at", to=F("question__title"))),
        "follows": list(
            learner.follows.order_by("made_at").values(
                "made_at", about=F("question__title"), of_topic=F("topic__title"), of_lesson=F("lesson__title")
            )
        ),
        "news": list(NewsChoice.objects.filter(learner=learner).values("rhythm", "hour", "changed_at")),
        "told": list(learner.told.order_by("at").values("at", about=F("answer__question__title"))),
        "flags": list(learner.flags.order_by("made_at").values("reason", "words", "made_at", to=F("question__title"))),
        "appeals": list(learner.appeals.values("words", "made_at", "decided_at", "answer", to=F("question__title"))),
    }


def erase(learner: Learner) -> None:
    """Questions go, with everything in them. A public one that was answered stays for those who have the same trouble:
    nobody's, without its picture, its address and the words about who follows it.
    """
    touched = list(learner.reactions.values_list("question", flat=True))
    learner.reactions.all().delete()
    learner.follows.all().delete()
    learner.told.all().delete()
    NewsChoice.objects.filter(learner=learner).delete()
    learner.flags.all().delete()
    learner.appeals.all().delete()
    needed = Question.objects.public().with_answer().filter(learner=learner)
    Picture.objects.filter(question__in=needed).delete()
    needed.update(learner=None, asked_by=None, email="", confirmed_at=None)
    learner.questions.all().delete()
    for question in Question.objects.filter(pk__in=touched):
        shelf.recount(question)
    shelf.changed()


def forget(learner: Learner) -> None:
    """Questions stay; nobody can be told of answers any more."""
    learner.questions.update(email="", confirmed_at=None)


def summary(learner: Learner) -> list[str]:
    """One query."""
    asked = Count("questions", filter=~Q(questions__state=Question.State.DRAFT), distinct=True)
    same = Exists(Reaction.objects.filter(learner=OuterRef("pk")))
    follows = Exists(Follow.objects.filter(learner=OuterRef("pk"), question=None))
    about = (
        Learner.objects.filter(pk=learner.pk)
        .annotate(asked=asked, marked=same, hears=follows)
        .values("asked", "marked", "hears")
        .first()
    )
    if about is None:
        return []
    told = ngettext("задан %(count)d вопрос", "задано вопросов: %(count)d", about["asked"])
    lines = [told % {"count": about["asked"]}] if about["asked"] else []
    lines += [_("вы отметили вопросы других")] if about["marked"] else []
    return [*lines, _("вы следите за темами или уроками")] if about["hears"] else lines


keeper = Keeper(
    room="questions",
    models=frozenset({"Question", "Reaction", "Follow", "Told", "NewsChoice", "Flag", "Appeal"}),
    merge=merge,
    export=export,
    erase=erase,
    summary=summary,
    forget=forget,
)
