"""Pages are what editors write; records are what learners did. Records never point at pages."""

from courses.models.lessons import LessonPage, SectionPage
from courses.models.pages import CataloguePage, CourseCompetence, CoursePage, CoursePrerequisite, CourseTeacher
from courses.models.records import (
    ChecklistTick,
    Claim,
    Confidence,
    Course,
    Enrolment,
    Fulfilment,
    Lesson,
    LessonProgress,
    Reversal,
    Understanding,
)
from courses.models.topics import Topic

__all__ = [
    "CataloguePage",
    "ChecklistTick",
    "Claim",
    "Confidence",
    "Course",
    "CourseCompetence",
    "CoursePage",
    "CoursePrerequisite",
    "CourseTeacher",
    "Enrolment",
    "Fulfilment",
    "Lesson",
    "LessonPage",
    "LessonProgress",
    "Reversal",
    "SectionPage",
    "Topic",
    "Understanding",
]
