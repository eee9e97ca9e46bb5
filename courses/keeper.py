"""What the room of courses keeps about a learner, for merging, export and erasure."""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Learner
from accounts.personal_data import Keeper
from content.text import quoted
from courses import enrolment as enrolments
from courses.models import ChecklistTick, Confidence, CoursePage, Enrolment, Fulfilment, LessonProgress, Understanding
from courses.progress import routes_gone


def merge(guest: Learner, learner: Learner, now: datetime) -> None:
    """Both sides' work, as if one person had done it: the earliest beginnings and completions, the latest places."""
    merge_enrolments(guest, learner)
    merge_progress(guest, learner, now)
    merge_ticks(guest, learner)
    merge_latest(guest, learner, Understanding, ["lesson"])
    merge_latest(guest, learner, Confidence, ["course", "moment"])
    for enrolment in Enrolment.objects.filter(learner=learner):
        enrolments.recount(enrolment, now)


def merge_enrolments(guest: Learner, learner: Learner) -> None:
    own = {row.course_id: row for row in learner.enrolments.all()}
    for theirs in guest.enrolments.all():
        mine = own.get(theirs.course_id)
        if mine is None:
            Enrolment.objects.filter(pk=theirs.pk).update(learner=learner)
            continue
        if theirs.active_at > mine.active_at:
            mine.last_lesson_id = theirs.last_lesson_id
        mine.started_at = min(mine.started_at, theirs.started_at)
        mine.active_at = max(mine.active_at, theirs.active_at)
        mine.completed_at = earliest(mine.completed_at, theirs.completed_at)
        mine.save()
        theirs.delete()


def merge_progress(guest: Learner, learner: Learner, now: datetime) -> None:
    """What one side did of a lesson and what the other did may complete it together."""
    mine_of = learner.lesson_progress.select_related("lesson").prefetch_related("fulfilments")
    own = {row.lesson_id: row for row in mine_of}
    for theirs in guest.lesson_progress.prefetch_related("fulfilments"):
        mine = own.get(theirs.lesson_id)
        if mine is None:
            LessonProgress.objects.filter(pk=theirs.pk).update(learner=learner)
            continue
        merge_fulfilments(theirs, mine)
        theirs.reversals.update(progress=mine)
        if hasattr(theirs, "claim") and not hasattr(mine, "claim"):
            theirs.claim.progress = mine
            theirs.claim.save(update_fields=["progress"])
        if theirs.active_at > mine.active_at:
            mine.position = theirs.position
        mine.started_at = min(mine.started_at, theirs.started_at)
        mine.active_at = max(mine.active_at, theirs.active_at)
        mine.completed_at = earliest(mine.completed_at, theirs.completed_at)
        if mine.completed_at is None and mine.lesson.rule.is_met_by(routes_gone(mine)):
            mine.completed_at = now
        mine.save()
        theirs.delete()


def merge_fulfilments(theirs: LessonProgress, mine: LessonProgress) -> None:
    """The earlier fulfilment of each route stays."""
    own = {row.route: row for row in mine.fulfilments.all()}
    for row in theirs.fulfilments.all():
        if row.route in own and own[row.route].at <= row.at:
            continue
        if row.route in own:
            own[row.route].delete()
        Fulfilment.objects.filter(pk=row.pk).update(progress=mine)


def merge_ticks(guest: Learner, learner: Learner) -> None:
    own = set(learner.checklist_ticks.values_list("lesson", "block", "item"))
    for tick in guest.checklist_ticks.all():
        if (tick.lesson_id, tick.block, tick.item) not in own:
            ChecklistTick.objects.filter(pk=tick.pk).update(learner=learner)
    guest.checklist_ticks.all().delete()


def merge_latest(
    guest: Learner, learner: Learner, model: type[Understanding] | type[Confidence], subject: list[str]
) -> None:
    """Of two answers to the same question the later one stays."""
    for theirs in model.objects.filter(learner=guest):
        same = {name: getattr(theirs, name) for name in subject}
        mine = model.objects.filter(learner=learner, **same).first()
        if mine is not None and mine.at >= theirs.at:
            theirs.delete()
            continue
        if mine is not None:
            mine.delete()
        model.objects.filter(pk=theirs.pk).update(learner=learner)


def earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def export(learner: Learner) -> dict[str, Any]:
    courses = learner.enrolments.values(
        "started_at", "active_at", "completed_at", "done_count", "required_count", name=F("course__title")
    )
    lessons = learner.lesson_progress.values("started_at", "active_at", "completed_at", name=F("lesson__title"))
    how = Fulfilment.objects.filter(progress__learner=learner)
    taken_back = [
        {"lesson": row.progress.lesson.title, "at": row.at, "reason": row.reason}
        for progress in learner.lesson_progress.prefetch_related("reversals__progress__lesson")
        for row in progress.reversals.all()
    ]
    return {
        "courses": list(courses),
        "lessons": list(lessons),
        "how_completed": list(
            how.values("route", "at", lesson=F("progress__lesson__title"), on_word_of=F("actor__name"))
        ),
        "taken_back": taken_back,
        "claims": list(
            learner.lesson_progress.filter(claim__isnull=False).values(
                lesson_title=F("lesson__title"), made_at=F("claim__made_at"), confirmed=F("claim__confirmed")
            )
        ),
        "checklists": list(learner.checklist_ticks.values("at", "item", name=F("lesson__title"))),
        "understood": list(learner.understandings.values("understood", "at", name=F("lesson__title"))),
        "confident": list(learner.confidences.values("moment", "value", "at", name=F("course__title"))),
    }


def erase(learner: Learner) -> None:
    learner.lesson_progress.all().delete()
    learner.enrolments.all().delete()
    learner.checklist_ticks.all().delete()
    learner.understandings.all().delete()
    learner.confidences.all().delete()


def summary(learner: Learner) -> list[str]:
    """A line for each course, the latest first, named as the reader's language names it; one query."""
    read = CoursePage.objects.live().filter(
        translation_key=OuterRef("lesson__course"), locale__language_code=get_language()
    )
    courses = (
        learner.lesson_progress.values(
            "lesson__course", title=Coalesce(read.values("title")[:1], F("lesson__course__title"))
        )
        .annotate(done=Count("completed_at"), last=Max("active_at"))
        .order_by("-last")
    )
    return [tell(course["title"], course["done"]) for course in courses]


def tell(title: str, done: int) -> str:
    title = quoted(title)
    if not done:
        return _("курс «%(title)s»: начат") % {"title": title}
    told = ngettext("курс «%(title)s»: пройден %(count)d урок", "курс «%(title)s»: пройдено уроков: %(count)d", done)
    return told % {"title": title, "count": done}


keeper = Keeper(
    room="courses",
    models=frozenset({"Enrolment", "LessonProgress", "ChecklistTick", "Understanding", "Confidence"}),
    merge=merge,
    export=export,
    erase=erase,
    summary=summary,
)
