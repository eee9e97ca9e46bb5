"""What learners have done, made through the rules."""

from datetime import datetime

from accounts import helping
from accounts.models import Learner, User
from courses import progress
from courses.models import Lesson, LessonPage


def identity(page: LessonPage) -> Lesson:
    """The lesson as records know it."""
    return Lesson.objects.select_related("course").get(pk=page.translation_key)


def complete(learner: Learner, *pages: LessonPage, now: datetime) -> None:
    for page in pages:
        progress.complete_lesson(learner, identity(page), learner.user, now)


def help_learner(helper: User, learner: Learner, now: datetime) -> None:
    """`helper` helps `learner` from now on."""
    words = helping.invite(learner, now)
    helping.accept(helper, " ".join(words), now)
