"""Pictures of questions."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from accounts.requests import Request
from questions import access
from questions.models import Picture, Question
from questions.models.asked import LISTED


@require_safe
def picture(request: Request, picture_id: UUID) -> HttpResponse:
    """Who sees the question sees its picture, but for a hidden one. No cache keeps it: it may be hidden."""
    known = get_object_or_404(Picture.objects.defer("webp"), pk=picture_id)
    viewer = access.viewer_for(request, known.question_id)
    found = get_object_or_404(Picture.objects.visible_to(viewer), pk=picture_id)
    question = Question.objects.visible_to(viewer).filter(pk=found.question_id).first()
    if question is None:
        raise Http404
    response = HttpResponse(bytes(found.webp), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    is_everybodys = question.is_public and question.state in LISTED and found.hidden_at is None
    response["Cache-Control"] = "public, no-cache" if is_everybodys else "private, no-store"
    response["ETag"] = quote_etag(found.pk.hex)
    if not is_everybodys:
        return response
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
