"""What was hidden of one's own answers and name, why, and «Не согласны?»."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from questions.order import appeals, hidden
from questions.order.order_forms import AppealForm
from questions.visibility import viewer_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hidden_of_mine(request: MemberRequest) -> HttpResponse:
    """Also for who no longer answers. Posted with `answer` it is about that one, else about the name."""
    if request.method != "POST":
        return page(request)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return page(request, form)
    words, answer_id, now = form.cleaned_data["words"], form.cleaned_data["answer"], timezone.now()
    try:
        if answer_id:
            appeals.appeal_answer(answer_id, request.user, words, now=now)
        else:
            appeals.appeal_name(request.user, words, now=now)
    except appeals.NotTheirs as error:
        raise Http404 from error
    messages.success(request, _("Записали. Решать будет другой модератор."))
    return redirect(f"{request.path}#{f'answer-{answer_id}' if answer_id else 'name'}")


def page(request: MemberRequest, form: AppealForm | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "name": hidden.name_of(request.user),
        "answers": hidden.answers_of(viewer),
        "appeal_form": form,
        "appeal_key": form.key if form else "",
    }
    return TemplateResponse(request, "questions/hidden.html", context, status=400 if form else 200)
