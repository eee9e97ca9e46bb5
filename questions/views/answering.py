"""The experts' side: the queue, the form, drafts, handing over."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from content import text
from questions import access, addresses, answering, checking, claiming, routing, similar
from questions.access import AnswererRequest, answerers
from questions.forms import AnswerForm, NoteForm
from questions.models import Answer, Assignment, Draft, Question
from questions.order import hidden
from questions.queue import read
from questions.visibility import Deed


@require_safe
@answerers
def queue(request: AnswererRequest) -> HttpResponse:
    context = {
        "queue": read(member(request), request.viewer, timezone.now()),
        "has_hidden": hidden.anything_of(member(request)),
    }
    return TemplateResponse(request, "questions/queue.html", context)


def member(request: AnswererRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # `answerers` has seen to it
    return request.user


def answerable(request: AnswererRequest, question_id: int) -> Question:
    question = access.seen(question_id, request.viewer)
    access.allowed(Deed.ANSWER, request.viewer, question)
    return question


@require_POST
@answerers
def claim(request: AnswererRequest, question_id: int, slug: str) -> HttpResponse:
    """«Ответить»: from here on nobody else begins."""
    question = answerable(request, question_id)
    try:
        claiming.claim(question.pk, member(request), now=timezone.now())
    except claiming.ClaimError as error:
        messages.warning(request, why(error))
        return redirect("questions_queue")
    return redirect("answer", question.pk, question.slug)


def why(error: Exception) -> str:
    if isinstance(error, claiming.Taken):
        until = date_format(timezone.localtime(error.until), "H:i")
        told = {"who": error.who, "until": until}
        return _("Сейчас отвечает %(who)s, до %(until)s. Выберите другой вопрос.") % told
    return _("На этот вопрос больше не отвечают.")


@answerers
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: AnswererRequest, question_id: int, slug: str) -> HttpResponse:
    """The form of an answer; `do` says what its button means: answer, preview, later."""
    question = answerable(request, question_id)
    now, user = timezone.now(), member(request)
    draft = Draft.objects.filter(question=question, user=user).first()
    if request.method != "POST":
        held = claiming.holder(question, now)
        if held is None or held.user_id != user.pk:
            messages.info(request, _("Нажмите «Ответить», чтобы взять вопрос."))
            return redirect(addresses.path_of(question))
        return form_page(request, question, AnswerForm(None, {"source": draft.source if draft else ""}), now)
    answering.save_draft(question.pk, user, request.POST.get("source", ""), now=now)
    if request.POST.get("do") == "later":
        claiming.release(question.pk, user, now=now)
        messages.success(request, _("Черновик сохранён. Вопрос могут взять и другие."))
        return redirect("questions_queue")
    form = AnswerForm(request.POST)
    if not form.is_valid() or request.POST.get("do") == "preview":
        return form_page(request, question, form, now, status=400 if form.errors else 200)
    return given(request, question, form, now)


def given(request: AnswererRequest, question: Question, form: AnswerForm, now: datetime) -> HttpResponse:
    key = form.cleaned_data["key"] or uuid4()
    try:
        made = answering.answer(question.pk, member(request), form.written, key=key, now=now)
    except claiming.Taken as error:
        messages.error(request, why(error))
        return form_page(request, question, form, now, status=409)
    except answering.AnsweringError:
        messages.error(request, _("На этот вопрос больше не отвечают."))
        return form_page(request, question, form, now, status=409)
    messages.success(request, _("Ответ опубликован. Мы написали тому, кто спросил."))
    return redirect(f"{addresses.path_of(question)}#answer-{made.pk}")


def form_page(
    request: AnswererRequest,
    question: Question,
    form: AnswerForm,
    now: datetime,
    *,
    changed: Answer | None = None,
    status: int = 200,
) -> HttpResponse:
    """`changed`: an answer that is being mended instead of a new one."""
    source = form.data.get("source", "") if form.is_bound else ""
    context: dict[str, Any] = {
        "question": question,
        "form": form,
        "changed": changed,
        "pictures": question.pictures.seen().defer("webp"),
        "preview": text.render_markdown(source) if source and form.data.get("do") == "preview" else "",
        "ready": similar.ready_answers(question, member(request).pk) if changed is None else [],
        "said": question.reactions.exclude(why="").order_by("-at")[:5],
        "handed_over": Assignment.objects.with_note().filter(question=question)[:5],
        "held": claiming.holder(question, now),
    }
    return TemplateResponse(request, "questions/answer.html", context, status=status)


@answerers
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AnswererRequest, question_id: int, slug: str, answer_id: int) -> HttpResponse:
    """One's own answer, mended or only checked again."""
    question = access.seen(question_id, request.viewer)
    found = access.allowed(Deed.CHANGE, request.viewer, question, answer_id)
    if found is None:
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        told = {"source": found.source, "applies_to": found.applies_to}
        return form_page(request, question, AnswerForm(None, told), now, changed=found)
    form = AnswerForm(request.POST)
    if not form.is_valid() or request.POST.get("do") == "preview":
        return form_page(request, question, form, now, changed=found, status=400 if form.errors else 200)
    try:
        answering.change(found.pk, member(request), form.written, now=now)
    except answering.AnsweringError as error:
        raise Http404 from error
    messages.success(request, _("Сохранено. Сегодня ответ проверен."))
    return redirect(f"{addresses.path_of(question)}#answer-{found.pk}")


@require_POST
@answerers
def save_draft(request: AnswererRequest, question_id: int, slug: str) -> HttpResponse:
    """Sent by the form's script as somebody types."""
    question = answerable(request, question_id)
    answering.save_draft(question.pk, member(request), request.POST.get("source", ""), now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@answerers
def preview(request: AnswererRequest) -> HttpResponse:
    """What the form's script shows beside the text: the same cleaner as when it is published."""
    html = text.render_markdown(request.POST.get("source", ""))
    return TemplateResponse(request, "components/answer_text.html", {"html": html})


@require_POST
@answerers
def hand_over(request: AnswererRequest, question_id: int, slug: str) -> HttpResponse:
    """«Не моё»."""
    question = answerable(request, question_id)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    routing.hand_over(question.pk, member(request), now=timezone.now(), note=note)
    messages.success(request, _("Хорошо. Вопрос передан дальше."))
    return redirect("questions_queue")


@require_POST
@answerers
def hand_check_over(request: AnswererRequest, question_id: int, slug: str, answer_id: int) -> HttpResponse:
    """«Не моё», said of an answer that was laid here to be checked."""
    question = access.seen(question_id, request.viewer)
    access.allowed(Deed.CONFIRM, request.viewer, question, answer_id)
    try:
        checking.hand_over(answer_id, member(request), now=timezone.now())
    except answering.AnsweringError as error:
        raise Http404 from error
    messages.success(request, _("Хорошо. Проверит кто-то другой."))
    return redirect("questions_queue")


@require_POST
@answerers
def confirm(request: AnswererRequest, question_id: int, slug: str, answer_id: int) -> HttpResponse:
    """«Проверено экспертом»; with `undo` not any more."""
    question = access.seen(question_id, request.viewer)
    access.allowed(Deed.CONFIRM, request.viewer, question, answer_id)
    agrees = not request.POST.get("undo")
    act = checking.confirm if agrees else checking.take_back
    try:
        act(answer_id, member(request), now=timezone.now())
    except answering.AnsweringError as error:
        raise Http404 from error
    messages.success(request, _("Отмечено: проверено экспертом.") if agrees else _("Вернули, как было."))
    return redirect(f"{addresses.path_of(question)}#answer-{answer_id}")
