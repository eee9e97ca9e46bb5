"""The public page of somebody who answers."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import Request
from questions.models import Answer, Expert, Question
from questions.order import names
from questions.visibility import viewer_of

ANSWERS_OF_AN_EXPERT = 20


@require_safe
@never_cache
def expert(request: Request, slug: str) -> HttpResponse:
    """Topics, who stands behind them, what they answered."""
    viewer = viewer_of(request)
    found = get_object_or_404(
        Expert.objects.answering()
        .visible_to(viewer)
        .select_related("organisation", "checked_by__hidden_name", "user__hidden_name")
        .prefetch_related("topics"),
        slug=slug,
    )
    public: Any = Question.objects.public().filter(language=get_language() or "ru")
    own = Answer.objects.seen().filter(author=found.user)
    answered = public.filter(Exists(own.filter(question=OuterRef("pk"))))
    context = {
        "expert": found,
        "many": public.filter(pk__in=own.values("question")).count(),
        "questions": answered.for_lists().last_answered_first()[:ANSWERS_OF_AN_EXPERT],
        "viewer": viewer,
        "is_own": viewer.user == found.user,
        "is_nameless": hasattr(found.user, "hidden_name"),
        "checker": names.shown(found.checked_by),
    }
    return TemplateResponse(request, "questions/expert.html", context)
