"""Courses and lessons as a learner sees them, and what a learner does in them.

Lessons are pages of the CMS: what is done in them arrives as a route of the page (`act`), so that its privacy holds.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import guests
from accounts.models import User
from accounts.requests import MemberRequest, Request
from content.text import quoted
from courses import body as bodies
from courses import checklists, feedback, markup, progress, standing
from courses import outline as outlines
from courses.forms import ChecklistForm, ConfidenceForm, PositionForm, UnderstoodForm
from courses.models import Confidence, Course, CoursePage, Lesson, LessonPage


def actor_of(request: Request) -> User | None:
    return request.user if request.user.is_authenticated else None


# --- seeing ----------------------------------------------------------------------------------------------------------


def course_context(page: CoursePage, request: Request) -> dict[str, Any]:
    """`course` is the learner's standing with its outline; `confidence` what they answered, by moment."""
    mine = standing.in_course(request.learner, outlines.of_course(page.path))
    return {
        "course": mine,
        "confidence": answers(request, page) if request.learner else {},
        "just_done": just_done(request, mine),
        "prerequisites": [row.course for row in page.prerequisites.select_related("course") if row.course.live],
        "json_ld": markup.course(page, mine.outline),
    }


def answers(request: Request, page: CoursePage) -> dict[str, int]:
    rows = Confidence.objects.filter(learner=request.learner, course=page.translation_key)
    return dict(rows.values_list("moment", "value"))


def lesson(request: Request, page: LessonPage, status: int = 200, form: Form | None = None) -> HttpResponse:
    """`status` and `form` come from an act that was refused: the page then says why."""
    outline = outlines.of_lesson(page)
    before, entry, after = outline.around(page.translation_key)
    if entry is None:
        raise Http404
    body = bodies.of_page(page)
    course = standing.in_course(request.learner, outline)
    context = {
        "page": page,
        "body": body,
        "course": course,
        "entry": entry,
        "before": before,
        "after": after,
        "section": outline.section_of(entry.key),
        "mine": standing.in_lesson(request.learner, entry, course),
        "ticked": checklists.ticked(request.learner, entry.key) if body.checklists else set(),
        "just_done": just_done(request, course),
        "form": form,
        "json_ld": markup.lesson(page, outline),
    }
    response = TemplateResponse(request, "courses/lesson.html", context, status=status)
    if body.frame_origins:
        response._csp_update = {"frame-src": body.frame_origins}  # type: ignore[attr-defined]  # django-csp's door
    return response


def just_done(request: Request, course: standing.CourseStanding) -> outlines.Entry | None:
    """The lesson that «Готово, дальше» led here from, by its number in the address; only if it really is done."""
    number = request.GET.get("done", "")
    return next(
        (entry for entry, state in course.entries if state == "completed" and str(entry.number) == number), None
    )


def lesson_preview(request: Request, page: LessonPage) -> HttpResponse:
    """A draft as a learner will see it: nothing is cached and nothing can be done in it."""
    page.body.get_prep_value()  # blocks that were only just added get their ids
    body = bodies.build(page)
    outline = outlines.preview(page)
    entry = outline.entries[0]
    course = standing.CourseStanding(outline)
    context = {
        "page": page,
        "body": body,
        "course": course,
        "entry": entry,
        "mine": standing.LessonStanding(entry.rule),
        "ticked": set(),
        "is_preview": True,
    }
    response = TemplateResponse(request, "courses/lesson.html", context)
    if body.frame_origins:
        response._csp_update = {"frame-src": body.frame_origins}  # type: ignore[attr-defined]  # django-csp's door
    return response


# --- doing -----------------------------------------------------------------------------------------------------------


def act(request: Request, page: LessonPage, name: str) -> HttpResponseBase:
    """`POST …/<lesson>/<name>/`. An unknown name is 404; reading an act is not offered."""
    if name not in ACTS:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    identity = get_object_or_404(Lesson.objects.select_related("course"), pk=page.translation_key)
    return ACTS[name](request, page, identity)


def complete(request: Request, page: LessonPage, identity: Lesson) -> HttpResponse:
    """«Готово, дальше»: on to the next lesson, or to the course after the last."""
    try:
        outcome = progress.complete_lesson(guests.ensure(request), identity, actor_of(request), timezone.now())
    except progress.ProgressError as error:
        return refused(request, page, error)
    outline = outlines.of_lesson(page)
    _before, entry, after = outline.around(page.translation_key)
    number = entry.number if entry else identity.number
    if outcome.progress.completed_at is None:
        return redirect(f"{page.url}?left=1#rule")
    return redirect(f"{after.url if after else outline.url}?done={number}")


def claim(request: Request, page: LessonPage, identity: Lesson) -> HttpResponse:
    """«У меня получилось»: to the helper, or at once the learner's own mark."""
    try:
        outcome = progress.claim(guests.ensure(request), identity, actor_of(request), timezone.now())
    except progress.ProgressError as error:
        return refused(request, page, error)
    if outcome.waits_for_helper:
        messages.success(request, _("Ваш помощник увидит это и подтвердит."))
    return redirect(f"{page.url}#rule")


def refused(request: Request, page: LessonPage, error: progress.ProgressError) -> HttpResponse:
    if isinstance(error, progress.LessonArchived):
        messages.error(request, _("Этот урок убрали из курса. То, что вы прошли, сохранено."))
    else:
        messages.error(request, _("Этот урок проходят иначе. Посмотрите ниже, что осталось сделать."))
    return lesson(request, page, status=409)


def position(request: Request, page: LessonPage, identity: Lesson) -> HttpResponse:
    """Sent by the page's script as the reader goes: remembers the block in view."""
    form = PositionForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    try:
        progress.touch(guests.ensure(request), identity, timezone.now(), position=form.cleaned_data["position"])
    except progress.LessonArchived:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


def checklist(request: Request, page: LessonPage, identity: Lesson) -> HttpResponse:
    known = bodies.of_page(page).checklists
    form = ChecklistForm(request.POST, items=[item for items in known.values() for item in items])
    if not form.is_valid() or form.cleaned_data["block"] not in known:
        messages.error(request, _("Этот список изменился, пока вы читали. Посмотрите его ещё раз."))
        return lesson(request, page, status=409, form=form)
    block = form.cleaned_data["block"]
    try:
        checklists.save(
            guests.ensure(request), identity, block, known[block], form.cleaned_data["item"], timezone.now()
        )
    except progress.LessonArchived as error:
        return refused(request, page, error)
    return redirect(f"{page.url}#{bodies.anchor_of(str(block))}")


def understood(request: Request, page: LessonPage, identity: Lesson) -> HttpResponse:
    form = UnderstoodForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Выберите один из ответов: «Да» или «Не совсем»."))
        return lesson(request, page, status=400, form=form)
    feedback.understood(guests.ensure(request), identity, form.cleaned_data["understood"], timezone.now())
    if form.cleaned_data["understood"] == "yes":
        messages.success(request, _("Спасибо! Рады, что понятно."))
    else:
        messages.success(request, _("Спасибо, что сказали. Урок можно перечитать в любое время."))
    return redirect(back_to(request, page))


def back_to(request: Request, page: LessonPage) -> str:
    """The answer may be given on the page of the next lesson, which is where the reader wants to stay."""
    outline = outlines.of_lesson(page)
    places = {entry.url for entry in outline.entries} | {outline.url}
    asked = request.POST.get("next", "")
    return asked if asked in places else page.url


ACTS: dict[str, Callable[[Request, LessonPage, Lesson], HttpResponse]] = {
    "complete": complete,
    "claim": claim,
    "position": position,
    "checklist": checklist,
    "understood": understood,
}


def confident(request: Request, page: CoursePage) -> HttpResponseBase:
    """`POST …/<course>/confident/`: «Справлюсь без помощи?» before or after the course."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    identity = get_object_or_404(Course, pk=page.translation_key)
    form = ConfidenceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Выберите число от 1 до 5."))
        return TemplateResponse(request, page.template, page.get_context(request), status=400)
    feedback.confident(
        guests.ensure(request), identity, form.cleaned_data["moment"], form.cleaned_data["value"], timezone.now()
    )
    messages.success(request, _("Спасибо! Ответ записан."))
    return redirect(f"{page.url}#confidence")


@login_required
@require_POST
def decide_claim(request: MemberRequest, claim_id: int) -> HttpResponse:
    """A helper's word on «у меня получилось»: `confirmed=yes`, or anything else for «Пока нет»."""
    try:
        decided = progress.decide_claim(claim_id, request.user, request.POST.get("confirmed") == "yes", timezone.now())
    except progress.NotYours as error:
        raise Http404 from error
    if decided.confirmed:
        messages.success(
            request, _("Отмечено: урок «%(lesson)s» пройден.") % {"lesson": quoted(decided.progress.lesson)}
        )
    else:
        messages.info(request, _("Хорошо. Можно попробовать ещё раз вместе."))
    return redirect(reverse("my"))
