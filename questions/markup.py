"""schema.org description of a question, for search engines and other programs (JSON-LD)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from content import text
from questions import addresses
from questions.models import Answer, Question
from questions.models.asked import LISTED

CONTEXT = "https://schema.org"


def page(question: Question, answers: Sequence[Answer], many: int) -> dict[str, Any] | None:
    """None for what not everybody may read. The asker is never named. `answers` are those on the sheet, of `many`."""
    if not question.is_public or question.state not in LISTED or question.published_at is None:
        return None
    url = settings.SITE_URL + addresses.path_of(question)
    accepted = [described(answer, url) for answer in answers if answer.accepted_at or answer.confirmed_at]
    others = [described(answer, url) for answer in answers if not (answer.accepted_at or answer.confirmed_at)]
    about = {
        "@type": "Question",
        "name": question.title,
        "text": question.happened,
        "url": url,
        "datePublished": question.published_at.isoformat(),
        "answerCount": many,
        "upvoteCount": question.same_count,
        "acceptedAnswer": accepted or None,
        "suggestedAnswer": others or None,
    }
    told = {key: value for key, value in about.items() if value is not None}
    return {"@context": CONTEXT, "@type": "QAPage", "inLanguage": question.language, "mainEntity": told}


def described(answer: Answer, url: str) -> dict[str, Any]:
    organisation = {"@type": "Organization", "name": answer.organisation.name} if answer.organisation else None
    author = {"@type": "Person", "name": answer.who, "affiliation": organisation}
    return {
        "@type": "Answer",
        "text": text.words_of(answer.html),
        "url": f"{url}#answer-{answer.pk}",
        "datePublished": answer.made_at.isoformat(),
        "dateModified": (answer.changed_at or answer.made_at).isoformat(),
        "upvoteCount": answer.helped_count,
        "author": {key: value for key, value in author.items() if value is not None},
    }
