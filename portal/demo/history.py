"""What the demo learner has done so far: through the rules, once."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Learner
from courses import checklists, feedback, progress
from courses.models import Confidence, CoursePage, Lesson, LessonPage
from portal.demo import bodies, people

COURSE = "ne-dat-sebya-obmanut"
COMPLETED = 3


def load() -> None:
    """Three lessons done, the fourth begun. Somebody who has begun already is left alone."""
    user = people.person("learner")
    learner = user.learner
    if learner.enrolments.exists():
        return
    learner.phone_system = Learner.PhoneSystem.ANDROID
    learner.save(update_fields=["phone_system"])
    course = CoursePage.objects.get(slug=COURSE)
    pages = list(LessonPage.objects.child_of(course).live().order_by("path")[: COMPLETED + 1])
    lessons = Lesson.objects.select_related("course").in_bulk([page.translation_key for page in pages])
    began = timezone.now() - timedelta(days=len(pages) + 1)
    feedback.confident(learner, lessons[pages[0].translation_key].course, Confidence.Moment.BEFORE, 2, began)
    for day, page in enumerate(pages):
        lesson, at = lessons[page.translation_key], began + timedelta(days=day, minutes=3)
        for block, items in bodies.checklists(page.body).items():
            done = items if day < COMPLETED - 1 else items[:2]
            checklists.save(learner, lesson, block, items, done, at + timedelta(minutes=page.minutes))
        if day < COMPLETED:
            progress.complete_lesson(learner, lesson, user, at + timedelta(minutes=page.minutes + 1))
            answer = "no" if day == COMPLETED - 1 else "yes"
            feedback.understood(learner, lesson, answer, at + timedelta(minutes=page.minutes + 2))
