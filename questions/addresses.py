"""Where a question is read."""

from uuid import UUID

from django.urls import reverse
from django.utils import translation

from questions.models import Question

QUESTION = "question"


def path_of(question: Question) -> str:
    """In the reader's language; the question itself stays in the language it was asked in."""
    return reverse("question", args=[question.pk, question.slug])


def find_question(key: UUID, language: str) -> str | None:
    """Where a short address leads: to public questions only. A merged one leads to where it went."""
    question = Question.objects.filter(key=key).select_related("merged_into").first()
    if question is not None and question.state == Question.State.MERGED and question.is_public:
        question = question.merged_into
    if question is None or not Question.objects.public().filter(pk=question.pk).exists():
        return None
    with translation.override(language):
        return path_of(question)
