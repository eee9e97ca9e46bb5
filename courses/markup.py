"""schema.org descriptions of courses and lessons, for search engines and other programs (JSON-LD)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonPage
from courses.outline import Outline

CONTEXT = "https://schema.org"


def course(page: CoursePage, outline: Outline) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Course",
        "name": page.title,
        "description": page.summary,
        "url": page.full_url,
        "inLanguage": page.locale.language_code,
        "isAccessibleForFree": True,
        "timeRequired": duration(outline.minutes),
        "teaches": [str(block.value) for block in page.outcomes],
        "provider": {"@type": "Organization", "name": page.organisation.name if page.organisation else _("Просвет")},
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "online",
            "courseWorkload": duration(outline.minutes),
        },
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "RUB", "category": "Free"},
        "hasPart": [
            {"@type": "LearningResource", "name": entry.title, "url": settings.SITE_URL + entry.url}
            for entry in outline.entries
        ],
    }
    return described


def lesson(page: LessonPage, outline: Outline) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "LearningResource",
        "name": page.title,
        "description": page.summary,
        "url": page.full_url,
        "inLanguage": page.locale.language_code,
        "isAccessibleForFree": True,
        "learningResourceType": "lesson",
        "timeRequired": duration(page.minutes),
        "dateModified": page.last_published_at.isoformat() if page.last_published_at else None,
        "isPartOf": {"@type": "Course", "name": outline.title, "url": settings.SITE_URL + outline.url},
    }


def duration(minutes: int) -> str:
    """ISO 8601: PT90M."""
    return f"PT{minutes}M"
