"""«Мне помогают» and «Я помогаю»."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import bookmarks, guests, helping, limits
from accounts.addresses import home_path
from accounts.forms.words import WordsForm
from accounts.models import Helping
from accounts.requests import MemberRequest, Request
from accounts.views.own import own, posts


@own
def my_helping(request: Request) -> HttpResponse:
    return show(request, WordsForm())


def show(
    request: Request, form: WordsForm, *, words: list[str] | None = None, status: int = 200, minutes: int = 0
) -> HttpResponse:
    """`words` of an invitation just made; `minutes` to wait after too many wrong guesses."""
    learner = guests.own_learner(request)
    now = timezone.now()
    context = {
        "form": form,
        "words": words,
        "minutes": minutes,
        "helpers": learner.helped_by.live().select_related("helper") if learner else [],
        "invitation": learner.helped_by.invited(now).first() if learner else None,
        "helped": Helping.objects.of_helper(request.user) if request.user.is_authenticated else [],
    }
    response = render(request, "accounts/helping.html", context, status=status)
    if minutes:
        response["Retry-After"] = str(minutes * 60)
    return response


@posts(back="helping")
@own
def invite(request: Request) -> HttpResponse:
    """Four words for one helper, shown this once."""
    words = helping.invite(guests.own_learner(request) or guests.ensure(request), timezone.now())
    return show(request, WordsForm(), words=words)


@posts(back="helping")
@login_required
@own
def accept(request: MemberRequest) -> HttpResponse:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return show(request, form, status=400)
    try:
        with limits.wrong_guesses(request, "invitation", helping.NoSuchInvitation):
            accepted = helping.accept(request.user, form.cleaned_data["words"], timezone.now())
    except (bookmarks.UnreadableWords, helping.HelpingError) as error:
        form.refuse(error)
        return show(request, form, status=400)
    except limits.TooManyTries as error:
        return show(request, form, status=429, minutes=error.minutes)
    messages.success(request, _("Теперь вы помогаете: %(name)s.") % {"name": accepted.learner})
    return redirect("helping")


@posts(back="helping")
@login_required
def begin(request: MemberRequest, helping_id: int) -> HttpResponse:
    """«Помогать сейчас»: from here on the pages are the learner's."""
    try:
        helping.begin_session(request, helping_id)
    except helping.NotHelping as error:
        raise Http404 from error
    return redirect(f"{home_path()}my/")


@posts(back="helping")
def stop(request: Request) -> HttpResponse:
    """«Закончить» for now; the help itself goes on another day."""
    helping.end_session(request)
    messages.success(request, _("Теперь вы снова на своей странице."))
    return redirect("helping")


@posts(back="helping")
@own
def end(request: Request, helping_id: int) -> HttpResponse:
    """The learner needs this helper, or this invitation, no longer."""
    learner = guests.own_learner(request)
    if learner is None:
        raise Http404
    try:
        helping.end_by_learner(learner, helping_id, timezone.now())
    except helping.NotHelping as error:
        raise Http404 from error
    messages.success(request, _("Готово. Этот человек больше не видит ваших занятий."))
    return redirect("helping")


@posts(back="helping")
@login_required
def leave(request: MemberRequest, helping_id: int) -> HttpResponse:
    """The helper helps this learner no longer."""
    try:
        helping.end_by_helper(request.user, helping_id, timezone.now())
    except helping.NotHelping as error:
        raise Http404 from error
    messages.success(request, _("Готово. Вы больше не помогаете этому человеку."))
    return redirect("helping")
