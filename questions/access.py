"""What views begin with: who looks, and the question they may see. What they may not see is 404."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from accounts.requests import Request
from questions import tokens
from questions.models import Answer, Question
from questions.visibility import Deed, Viewer, may, viewer_of

View = Callable[..., HttpResponse]


class AnswererRequest(Request):
    """An expert or a vouched helper is signed in."""

    viewer: Viewer


def viewer_for(request: Request, question_id: int) -> Viewer:
    """Who looks at this question. The link of a letter (`by`) makes its reader the asker of that one question."""
    viewer = viewer_of(request)
    token = request.POST.get("by") or request.GET.get("by")
    if not token:
        return viewer
    try:
        link = tokens.read(token)
    except tokens.NoSuchLink:
        return viewer
    of_link = Question.objects.filter(pk=question_id, key=link.key, link_series=link.series, learner__isnull=False)
    asked = of_link.select_related("learner__user").first()
    return replace(viewer, learner=asked.learner) if asked else viewer


def seen(question_id: int, viewer: Viewer) -> Question:
    """Raises Http404."""
    questions = Question.objects.visible_to(viewer).select_related(
        "lesson", "occurrence__series__workshop", "learner__user"
    )
    return get_object_or_404(questions, pk=question_id)


def allowed(deed: Deed, viewer: Viewer, question: Question, answer_id: int | None = None) -> Answer | None:
    """The answer in question. Raises Http404 for what this person may not do: not even its being there is told."""
    answer = None
    if answer_id is not None:
        answer = get_object_or_404(Answer.objects.seen(), pk=answer_id, question=question)
    if not may(viewer, deed, question, answer):
        raise Http404
    return answer


def present(view: View) -> View:
    """A question that goes while somebody acts on it (its asker erases everything) is not found."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except Question.DoesNotExist as error:
            raise Http404 from error

    return checked


def answerers(view: View) -> View:
    """Opens to those who answer. Never kept by a browser."""

    @wraps(view)
    @never_cache
    @present
    def checked(request: AnswererRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.viewer = viewer_of(request)
        if not (request.viewer.answers or request.viewer.is_moderator):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def moderators(view: View) -> View:
    """Opens to those who keep order. Never kept by a browser."""

    @wraps(view)
    @never_cache
    @present
    def checked(request: AnswererRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.viewer = viewer_of(request)
        if not request.viewer.is_moderator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
