"""What an answer says is found by the search under its question: whenever an answer changes, so does the index."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.search import index

from questions.models import Answer, Question

FOUND_BY = {"question", "html", "hidden_at"}


@receiver(post_save, sender=Answer)
def answer_saved(instance: Answer, update_fields: frozenset[str] | None, **kwargs: Any) -> None:
    if update_fields is None or FOUND_BY & update_fields:
        index.insert_or_update_object(Question.objects.get(pk=instance.question_id))
