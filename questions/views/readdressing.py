"""«Адрес с ошибкой? Исправьте его»: on the page of the question, in the browser that asked."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import guests, limits
from accounts.requests import Request
from questions import access, addresses, readdressing
from questions.address_forms import AddressForm
from questions.models import Question
from questions.views.reading import context_of
from questions.visibility import viewer_of

LIMIT = "readdress"
ALREADY = gettext_lazy("Почту уже подтвердили. Исправить её здесь нельзя.")
SENT = gettext_lazy("На этот адрес письмо уже ушло. Письма нет? Загляните в «Спам».")
TOO_MANY = gettext_lazy("Адрес исправляли уже три раза. Задайте вопрос заново.")
# Who presses the button twice has done nothing wrong.
REFUSALS: dict[type[Exception], tuple[int, Promise]] = {
    readdressing.AlreadyConfirmed: (messages.INFO, ALREADY),
    readdressing.SameAddress: (messages.INFO, SENT),
    readdressing.TooManyCorrections: (messages.ERROR, TOO_MANY),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def readdress(request: Request, question_id: int, slug: str) -> HttpResponse:
    """Read, it leads to the question: a wrong try leaves this address in the browser."""
    viewer, learner = viewer_of(request), guests.own_learner(request)
    asked = access.seen(question_id, viewer)
    if learner is None or asked.learner_id != learner.pk:
        raise Http404
    if request.method != "POST":
        return redirect(addresses.path_of(asked))
    form = AddressForm(request.POST)
    if not form.is_valid():
        return again(request, asked, form, status=400)
    email, allow = form.cleaned_data["email"], partial(limits.count, request, LIMIT)
    try:
        asked = readdressing.readdress(asked.pk, learner, email, now=timezone.now(), allow=allow)
    except readdressing.NotTheirs as error:
        raise Http404 from error
    except readdressing.ReaddressingError as error:
        level, words = REFUSALS[type(error)]
        messages.add_message(request, level, str(words))
    except limits.TooManyTries as error:
        form.add_error("email", wait(error.minutes))
        return again(request, asked, form, status=429)
    else:
        messages.success(request, _("Адрес исправлен. Письмо ушло на %(email)s.") % {"email": asked.email})
    return redirect(addresses.path_of(asked))


def again(request: Request, asked: Question, form: AddressForm, *, status: int) -> HttpResponse:
    """The page with what was typed."""
    if not readdressing.may_readdress(asked, guests.own_learner(request)):
        return redirect(addresses.path_of(asked))
    context = {**context_of(request, asked, viewer_of(request)), "readdress": form}
    return TemplateResponse(request, "questions/question.html", context, status=status)


def wait(minutes: int) -> str:
    words = ngettext(
        "Слишком много исправлений. Подождите %(minutes)d минуту.",
        "Слишком много исправлений. Подождите %(minutes)d минут.",
        minutes,
    )
    return words % {"minutes": minutes}
