"""Order: pointing out what is wrong, disagreeing, and the moderators' desk."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import Request
from questions import access, addresses
from questions.access import AnswererRequest
from questions.models import Answer, Flag, Picture, Question
from questions.order import (
    acts,
    answer_order,
    appeals,
    flagging,
    log,
    merging,
    moderation,
    order_forms,
    picture_order,
    releasing,
)
from questions.order import desk as lying
from questions.order.order_forms import ActForm, AppealForm, FlagForm
from questions.views import reading
from questions.visibility import Deed

OF_QUESTIONS: dict[str, Callable[..., Question]] = {
    order_forms.HIDE: moderation.hide,
    order_forms.RESTORE: moderation.restore,
    order_forms.LOCK: moderation.lock,
    order_forms.UNLOCK: moderation.unlock,
    order_forms.RELEASE: releasing.release,
    order_forms.HIDE_HELD: releasing.refuse,
}
OF_ANSWERS: dict[str, Callable[..., Answer]] = {
    order_forms.HIDE_ANSWER: answer_order.hide,
    order_forms.RESTORE_ANSWER: answer_order.restore,
}

OF_PICTURES: dict[str, Callable[..., Picture]] = {
    order_forms.HIDE_PICTURE: picture_order.hide,
    order_forms.RESTORE_PICTURE: picture_order.restore,
}

# --- everybody -------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.present
def flag(request: Request, question_id: int, slug: str) -> HttpResponse:
    """«Пожаловаться» on the question, or with `answer` on that one."""
    viewer = access.viewer_for(request, question_id)
    asked = access.seen(question_id, viewer)
    told = request.POST if request.method == "POST" else request.GET
    number, by = told.get("answer", ""), told.get("by", "")
    answer_id = int(number) if number.isdecimal() and len(number) < 10 else None
    if number and answer_id is None:
        raise Http404
    answer = access.allowed(Deed.FLAG_ANSWER if answer_id else Deed.FLAG, viewer, asked, answer_id)
    pictures = [] if answer else list(asked.pictures.seen().defer("webp"))
    has_name = answer is not None and answer.author_id is not None and not answer.nameless
    form = FlagForm(
        request.POST if request.method == "POST" else None,
        {"answer": number, "by": by},
        pictures=pictures,
        has_name=has_name,
    )
    if request.method != "POST" or not form.is_valid():
        context = {"question": asked, "answer": answer, "pictures": pictures, "form": form}
        return TemplateResponse(request, "questions/flag.html", context, status=400 if form.errors else 200)
    learner, said, now = reading.actor(request, viewer), form.cleaned_data, timezone.now()
    try:
        if said["reason"] == Flag.Reason.NAME and answer is not None and answer.author_id is not None:
            flagging.flag_name(answer.author_id, learner, said["words"], now=now)
        else:
            which = said.get("picture")
            flagging.flag(
                asked.pk, learner, said["reason"], said["words"], answer_id=answer_id, picture_id=which, now=now
            )
    except flagging.TooMany:
        form.add_error(None, _("Сегодня вы отметили много текстов. Продолжите завтра."))
        context = {"question": asked, "answer": answer, "pictures": pictures, "form": form}
        return TemplateResponse(request, "questions/flag.html", context, status=429)
    except flagging.NotTheirs as error:
        raise Http404 from error
    messages.success(request, _("Спасибо. Модератор посмотрит."))
    return reading.back_to(request, asked, f"answer-{answer_id}" if answer_id else "same")


@require_POST
@never_cache
@access.present
def appeal(request: Request, question_id: int, slug: str) -> HttpResponse:
    """«Не согласны?»: the asker's own words, once about the question and once about each picture."""
    viewer = access.viewer_for(request, question_id)
    asked = access.seen(question_id, viewer)
    if viewer.learner is None or not viewer.asked(asked):
        raise Http404
    form = AppealForm(request.POST)
    if not form.is_valid():
        context = {**reading.context_of(request, asked, viewer), "appeal_form": form, "appeal_key": form.key}
        return TemplateResponse(request, "questions/question.html", context, status=400)
    which = form.cleaned_data["picture"]
    try:
        appeals.appeal(asked.pk, viewer.learner, form.cleaned_data["words"], picture_id=which, now=timezone.now())
    except appeals.NotTheirs as error:
        raise Http404 from error
    messages.success(request, _("Записали. Решать будет другой модератор."))
    return reading.back_to(request, asked, f"picture-{which}" if which else "verdict")


# --- moderators ------------------------------------------------------------------------------------------------------


@require_safe
@access.moderators
def desk(request: AnswererRequest) -> HttpResponse:
    return TemplateResponse(request, "questions/order.html", {"desk": lying.read(request.viewer, timezone.now())})


@require_safe
@access.moderators
def done(request: AnswererRequest) -> HttpResponse:
    """«Что сделано»: the whole log."""
    return TemplateResponse(request, "questions/order_log.html", {"log": log.read(request.GET)})


@access.moderators
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: AnswererRequest, question_id: int) -> HttpResponse:
    """One question with all that was said of it and done to it; the act is what is posted."""
    visible = Question.objects.visible_to(request.viewer).select_related("learner", "merged_into")
    question = get_object_or_404(visible, pk=question_id)
    form = ActForm(request.POST if request.method == "POST" else None, question)
    if request.method != "POST":
        return order_page(request, question, form)
    if not form.is_valid():
        return order_page(request, question, form, status=400)
    assert isinstance(request.user, User)  # noqa: S101  # `moderators` has seen to it
    try:
        act(form, question.pk, request.user, timezone.now())
    except acts.NotAModerator as error:
        raise PermissionDenied from error
    except acts.OrderError as error:
        form.add_error("into" if isinstance(error, merging.NotTogether) else None, words_of(error))
        return order_page(request, question, form, status=409)
    messages.success(request, _("Готово. Записали, кто и почему."))
    return redirect("questions_order") if request.POST.get("from") == "desk" else redirect(request.path)


def act(form: ActForm, question_id: int, actor: User, now: datetime) -> None:
    """Raises acts.OrderError."""
    told = form.cleaned_data
    do, why, answer_id, picture_id = told["do"], told["why"], told["answer"], told["picture"]
    if do in OF_QUESTIONS:
        OF_QUESTIONS[do](question_id, actor, why, now=now)
    elif do in OF_ANSWERS:
        OF_ANSWERS[do](question_id, answer_id, actor, why, now=now)
    elif do in OF_PICTURES:
        OF_PICTURES[do](question_id, picture_id, actor, why, now=now)
    elif do == order_forms.MERGE:
        merging.merge(question_id, told["into"], actor, why, now=now)
    elif do == order_forms.MOVE:
        moderation.move_topic(question_id, actor, told["topic"], why, now=now)
    elif do == order_forms.LEAVE:
        moderation.leave(question_id, actor, answer_id=answer_id, picture_id=picture_id, now=now)
    else:
        agrees = do == order_forms.GRANT
        about = {"answer_id": answer_id, "picture_id": picture_id}
        appeals.decide(question_id, actor, agrees=agrees, words=why, **about, now=now)


def words_of(error: acts.OrderError) -> str:
    if isinstance(error, merging.NotTogether):
        return _("С этим вопросом объединить нельзя. Нужен другой вопрос, открытый для всех.")
    if isinstance(error, appeals.SameModerator):
        return _("Это решали вы. Пересмотрит другой модератор.")
    if isinstance(error, acts.OwnCase):
        return _("Это написали вы. Решать будет другой модератор.")
    return _("Сейчас этого сделать нельзя. Посмотрите, что с вопросом стало.")


def order_page(request: AnswererRequest, question: Question, form: ActForm, status: int = 200) -> HttpResponse:
    context = {
        "question": question,
        "form": form,
        "topics": list(question.topics.all()),
        "pictures": question.pictures.defer("webp"),
        "answers": question.answers.order_by("made_at"),
        "flags": question.flags.filter(answer=None).order_by("made_at"),
        "acts": question.acts.select_related("actor", *log.SHOWN_WITH).order_by("-at", "-pk"),
        "is_own": lying.is_own(request.viewer, question),
        "question_url": addresses.path_of(question),
    }
    return TemplateResponse(request, "questions/order_one.html", context, status=status)
