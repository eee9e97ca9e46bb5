"""Names: pointing one out, and the moderators' page of one."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import Request
from questions import access
from questions.access import AnswererRequest
from questions.models import Answer, Expert, HiddenName
from questions.order import acts, appeals, flagging, names, order_forms
from questions.order.order_forms import NameActForm, NameFlagForm
from questions.views import order, reading
from questions.visibility import viewer_of

ANSWERS_SHOWN = 5


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: Request, slug: str) -> HttpResponse:
    """«Пожаловаться» on the name of an expert, from their page."""
    viewer = viewer_of(request)
    expert = get_object_or_404(Expert.objects.answering().visible_to(viewer), slug=slug)
    form = NameFlagForm(request.POST if request.method == "POST" else None)
    context = {"expert": expert, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.errors else 200
        return TemplateResponse(request, "questions/flag_name.html", context, status=status)
    try:
        words = form.cleaned_data["words"]
        flagging.flag_name(expert.user_id, reading.actor(request, viewer), words, now=timezone.now())
    except flagging.TooMany:
        form.add_error(None, _("Сегодня вы отметили много текстов. Продолжите завтра."))
        return TemplateResponse(request, "questions/flag_name.html", context, status=429)
    except flagging.NotTheirs as error:
        raise Http404 from error
    messages.success(request, _("Спасибо. Модератор посмотрит."))
    return redirect("expert", expert.slug)


@access.moderators
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: AnswererRequest, user_id: int) -> HttpResponse:
    """One name with all that was said of it and done to it; the act is what is posted."""
    whose = get_object_or_404(User.objects.select_related("expert"), pk=user_id)
    if not names.is_public(whose):
        raise Http404
    is_hidden = HiddenName.objects.filter(user=whose).exists()
    form = NameActForm(request.POST if request.method == "POST" else None, is_hidden=is_hidden)
    if request.method != "POST":
        return name_page(request, whose, form)
    if not form.is_valid():
        return name_page(request, whose, form, status=400)
    assert isinstance(request.user, User)  # noqa: S101  # `moderators` has seen to it
    try:
        act(form, whose.pk, request.user, timezone.now())
    except acts.NotAModerator as error:
        raise PermissionDenied from error
    except acts.OrderError as error:
        form.add_error(None, order.words_of(error))
        return name_page(request, whose, form, status=409)
    messages.success(request, _("Готово. Записали, кто и почему."))
    return redirect("questions_order") if request.POST.get("from") == "desk" else redirect(request.path)


def act(form: NameActForm, user_id: int, actor: User, now: datetime) -> None:
    """Raises acts.OrderError."""
    do, why = form.cleaned_data["do"], form.cleaned_data["why"]
    if do == order_forms.HIDE:
        names.hide(user_id, actor, why, now=now)
    elif do == order_forms.RESTORE:
        names.restore(user_id, actor, why, now=now)
    elif do == order_forms.LEAVE:
        names.leave(user_id, actor, now=now)
    else:
        appeals.decide_name(user_id, actor, agrees=do == order_forms.GRANT, words=why, now=now)


def name_page(request: AnswererRequest, whose: User, form: NameActForm, status: int = 200) -> HttpResponse:
    answers = Answer.objects.filter(author=whose)
    context = {
        "whose": whose,
        "called": names.signed(whose),
        "expert": getattr(whose, "expert", None),
        "many": answers.count(),
        "answers": answers.select_related("question").order_by("-made_at", "-pk")[:ANSWERS_SHOWN],
        "is_hidden": HiddenName.objects.filter(user=whose).exists(),
        "is_own": whose.pk == request.user.pk,
        "flags": whose.name_flags.order_by("made_at"),
        "acts": whose.name_acts.select_related("actor", "whose").order_by("-at", "-pk"),
        "form": form,
    }
    return TemplateResponse(request, "questions/order_name.html", context, status=status)
