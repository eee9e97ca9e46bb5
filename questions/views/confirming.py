"""«Это ваша почта?»: where the one letter to an unconfirmed address leads."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import Request
from questions import addresses, asking, tokens
from questions.models import Question
from questions.views.asking import held_words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request, token: str) -> HttpResponse:
    """«Это моя почта»: only from the link that the letter brought. A dead one says what to do."""
    try:
        link = tokens.read(token)
    except tokens.NoSuchLink as error:
        raise Http404 from error
    sent_ones = Question.objects.exclude(state=Question.State.DRAFT)
    question = sent_ones.filter(key=link.key, link_series=link.series).first()
    if question is None:
        return dead_link(request)
    address = f"{addresses.path_of(question)}?{urlencode({'by': token})}"
    if question.state != Question.State.ASKED:
        return redirect(address)
    if request.method == "POST":
        return confirmed(request, link, address)
    asked = Question.objects.unconfirmed_with(question)
    return TemplateResponse(request, "questions/confirm.html", {"question": question, "asked": asked})


def confirmed(request: Request, link: tokens.Link, address: str) -> HttpResponse:
    try:
        made = asking.confirm(link.key, now=timezone.now(), series=link.series)
    except asking.NotTheirs:
        return dead_link(request)
    is_held = made.state == Question.State.HELD
    messages.success(request, held_words() if is_held else _("Спасибо. Вопрос отправлен экспертам."))
    return redirect(address)


def dead_link(request: Request) -> HttpResponse:
    """The address was corrected since, or the question went: nobody had confirmed it."""
    return TemplateResponse(request, "questions/dead_link.html", status=404)
