"""What the room of questions keeps about a learner, for merging, export and erasure."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Learner
from accounts.personal_data import Keeper
from questions import asking, shelf
from questions.copies import anonymising
from questions.models import (
    Act,
    Copy,
    Flag,
    Follow,
    HiddenName,
    NewsChoice,
    Picture,
    Question,
    Reaction,
    Told,
)
from questions.models.asked import LONGEST_TITLE
from questions.models.order import ABOUT_A_QUESTION
from questions.order import merging

# «кв. 5» is shorter than what is put in its place.
LONGEST = {"title": LONGEST_TITLE, "happened": None, "expected": None, "app": 80}


def merge(guest: Learner, learner: Learner, now: datetime) -> None:
    """Questions move. Of two reactions to the same thing the learner's own stays, and of two choices theirs; nobody has
    the same trouble as themselves or follows their own question.
    """
    hold(guest)
    guest.questions.update(learner=learner)
    guest.appeals.update(learner=learner)
    guest.copies.update(learner=learner)
    merge_reactions(guest, learner)
    merge_follows(guest, learner)
    own_flags = learner.flags.all()
    guest.flags.filter(ABOUT_A_QUESTION, question__in=own_flags.filter(ABOUT_A_QUESTION).values("question")).delete()
    for what in ("answer", "picture", "whose"):
        guest.flags.filter(**{f"{what}__in": own_flags.exclude(**{what: None}).values(what)}).delete()
    Flag.objects.filter(learner=guest).update(learner=learner)


def hold(learner: Learner) -> None:
    """Lock all questions in which something is theirs, the lowest number first, before any row in them is touched:
    whoever answers holds the question and wants those rows.
    """
    theirs = Q(learner=learner) | Q(reactions__learner=learner) | Q(consent__learner=learner)
    theirs |= Q(merged_into__learner=learner)
    keys = Question.objects.filter(theirs).values("pk")
    list(
        Question.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)
    )


def merge_reactions(guest: Learner, learner: Learner) -> None:
    own = learner.reactions.all()
    own_trouble = learner.reactions.filter(kind="same", question__learner=learner)
    touched = {*guest.reactions.values_list("question", flat=True), *own_trouble.values_list("question", flat=True)}
    guest.reactions.filter(kind="same", question__in=own.filter(kind="same").values("question")).delete()
    guest.reactions.filter(answer__in=own.exclude(answer=None).values("answer")).delete()
    Reaction.objects.filter(learner=guest).update(learner=learner)
    own_trouble.all().delete()
    for question in Question.objects.filter(pk__in=touched):
        shelf.recount(question)


def merge_follows(guest: Learner, learner: Learner) -> None:
    for what in ("question", "topic", "lesson"):
        own = learner.follows.exclude(**{what: None}).values(what)
        guest.follows.filter(**{f"{what}__in": own}).delete()
    Follow.objects.filter(learner=guest).update(learner=learner)
    learner.follows.filter(question__learner=learner).delete()
    guest.told.filter(answer__in=learner.told.values("answer")).delete()
    Told.objects.filter(learner=guest).update(learner=learner)
    chosen = NewsChoice.objects.filter(learner=guest)
    if NewsChoice.objects.filter(learner=learner).exists():
        # Left with the guest it would be due for ever, and many such would keep everybody's letters waiting.
        chosen.delete()
    else:
        chosen.update(learner=learner)


def export(learner: Learner) -> dict[str, Any]:
    about = ("title", "happened", "expected", "device", "app", "visibility", "state", "email", "asked_at")
    of_copies = ("title", "happened", "expected", "app", "reply", "state", "offered_at", "agreed_at", "withdrawn_at")
    pictures = Picture.objects.filter(question__learner=learner)
    return {
        "questions": list(learner.questions.order_by("asked_at").values(*about)),
        "pictures": list(pictures.values("width", "height", "made_at", "hidden_at", asked=F("question__title"))),
        "reactions": list(learner.reactions.order_by("at").values("kind", "why", "at", to=F("question__title"))),
        "follows": list(
            learner.follows.order_by("made_at").values(
                "made_at", about=F("question__title"), of_topic=F("topic__title"), of_lesson=F("lesson__title")
            )
        ),
        "news": list(NewsChoice.objects.filter(learner=learner).values("rhythm", "hour", "changed_at")),
        "told": list(learner.told.order_by("at").values("at", about=F("answer__question__title"))),
        "flags": list(learner.flags.order_by("made_at").values("reason", "words", "made_at", to=F("question__title"))),
        "open_copies": list(learner.copies.exclude(state=Copy.State.DRAFT).order_by("offered_at").values(*of_copies)),
        "appeals": list(learner.appeals.values("words", "made_at", "decided_at", "reply", to=F("question__title"))),
        "hidden_name": list(HiddenName.objects.filter(user__learner=learner).values("hidden_at")),
    }


def erase(learner: Learner) -> None:
    """Questions go, with everything in them but what belongs to others whose questions were joined to them; open copies
    too, since nobody consents to them any more. What the learner left for others (`leave`) is not theirs by now.
    """
    hold(learner)
    touched = list(learner.reactions.values_list("question", flat=True))
    learner.reactions.all().delete()
    learner.follows.all().delete()
    learner.told.all().delete()
    NewsChoice.objects.filter(learner=learner).delete()
    learner.flags.all().delete()
    learner.appeals.all().delete()
    Question.objects.filter(consent__learner=learner).delete()
    for target in learner.questions.filter(merged__isnull=False).distinct():
        merging.pass_on(target)
    learner.questions.all().delete()
    learner.copies.all().delete()
    for question in Question.objects.filter(pk__in=touched):
        shelf.recount(question)
    shelf.changed()


def needed(learner: Learner) -> QuerySet[Question]:
    """What others have a use for: public questions that were answered."""
    return Question.objects.public().with_answer().filter(learner=learner)


def stays(learner: Learner) -> str:
    """One query."""
    many = needed(learner).count()
    told = ngettext(
        "На %(count)d ваш вопрос уже ответили. Он помогает другим.",
        "Ответили на ваши вопросы: %(count)d. Они помогают другим.",
        many,
    )
    return told % {"count": many} if many else ""


def leave(learner: Learner) -> None:
    """Answered public questions become nobody's: without pictures, addresses, numbers, the date they were asked on, and
    without the asker's words on what did not help.
    """
    hold(learner)
    for question in needed(learner):
        question.pictures.all().delete()
        question.acts.filter(kind=Act.Kind.REOPEN, actor=None).update(why="")
        for revision in question.revisions.all():
            revision.source = anonymising.without_findings(revision.source, question.language)
            revision.actor = None
            revision.save(update_fields=["source", "actor"])
        for name, longest in LONGEST.items():
            clean = anonymising.without_findings(getattr(question, name), question.language)
            setattr(question, name, clean[:longest])
        question.slug = asking.slug_of(question.title)
        question.learner = question.asked_by = question.occurrence = question.confirmed_at = None
        question.email = ""
        question.save()


def forget(learner: Learner) -> None:
    """Questions stay; nobody can be told of answers any more."""
    learner.questions.update(email="", confirmed_at=None)


def summary(learner: Learner) -> list[str]:
    """One query."""
    asked = Count("questions", filter=~Q(questions__state=Question.State.DRAFT), distinct=True)
    same = Exists(Reaction.objects.filter(learner=OuterRef("pk")))
    follows = Exists(Follow.objects.filter(learner=OuterRef("pk"), question=None))
    shown = Exists(Copy.objects.filter(learner=OuterRef("pk"), state=Copy.State.AGREED))
    about = (
        Learner.objects.filter(pk=learner.pk)
        .annotate(asked=asked, marked=same, hears=follows, copied=shown)
        .values("asked", "marked", "hears", "copied")
        .first()
    )
    if about is None:
        return []
    told = ngettext("задан %(count)d вопрос", "задано вопросов: %(count)d", about["asked"])
    lines = [told % {"count": about["asked"]}] if about["asked"] else []
    lines += [_("открытая копия вашего вопроса")] if about["copied"] else []
    lines += [_("вы отметили вопросы других")] if about["marked"] else []
    return [*lines, _("вы следите за темами или уроками")] if about["hears"] else lines


keeper = Keeper(
    room="questions",
    models=frozenset({"Question", "Reaction", "Follow", "Told", "NewsChoice", "Flag", "Appeal", "Copy"}),
    merge=merge,
    export=export,
    erase=erase,
    summary=summary,
    forget=forget,
    stays=stays,
    leave=leave,
)
