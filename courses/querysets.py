"""Questions asked of courses and of what learners did."""

from typing import TYPE_CHECKING, Self

from django.db import models
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from accounts.models import Learner
    from courses.models import Course, Enrolment, Lesson, LessonProgress  # noqa: F401


class CoursePageQuerySet(PageQuerySet):
    def for_cards(self) -> Self:
        """With everything a card shows: topics, picture and its file, organisation."""
        return self.select_related("picture", "organisation", "locale").prefetch_related("topics")


CoursePageManager = PageManager.from_queryset(CoursePageQuerySet)


class LessonPageQuerySet(PageQuerySet):
    def of_lesson(self, key: object) -> Self:
        return self.live().filter(translation_key=key).select_related("locale")


LessonPageManager = PageManager.from_queryset(LessonPageQuerySet)


class LessonQuerySet(models.QuerySet["Lesson"]):
    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def that_count(self) -> Self:
        """Those in the denominator: «5 из 8 уроков»."""
        return self.live().filter(required=True)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, learner: "Learner") -> Self:
        return self.filter(learner=learner).select_related("course", "last_lesson").order_by("-active_at")

    def resumable(self) -> Self:
        return self.filter(completed_at__isnull=True, course__archived_at__isnull=True)


class LessonProgressQuerySet(models.QuerySet["LessonProgress"]):
    def completed(self) -> Self:
        return self.filter(completed_at__isnull=False)

    def of_course(self, course: "Course") -> Self:
        return self.filter(lesson__course=course)
