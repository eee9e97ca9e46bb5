"""«Мои данные»: what is kept, a copy of it, taking consent back, erasure."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import consents, destruction, guests, personal_data
from accounts.forms.erasing import SureForm
from accounts.models import Erasure
from accounts.requests import MemberRequest, Request
from accounts.views.own import own, posts


@own
def my_data(request: Request) -> HttpResponse:
    learner = guests.own_learner(request)
    context = {
        "own": learner,
        "done": personal_data.summary(learner) if learner else [],
        "consents": learner.consents.filter(document=consents.DOCUMENT).order_by("-given_at") if learner else [],
    }
    return render(request, "accounts/data.html", context)


@posts(back="my_data")
@own
def export(request: Request) -> HttpResponse:
    """All that is kept about the learner, as one file."""
    learner = guests.own_learner(request)
    if learner is None:
        messages.info(request, _("Мы о вас пока ничего не храним."))
        return redirect("my_data")
    kept = {"written_at": timezone.now(), **personal_data.export(learner)}
    response = JsonResponse(kept, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="prosvet.json"'
    return response


@own
def erase(request: Request) -> HttpResponse:
    """GET asks once more; POST erases everything and signs out."""
    learner = guests.own_learner(request)
    if learner is None:
        return redirect("my_data")
    stays = personal_data.stays(learner)
    form = SureForm(request.POST if request.method == "POST" else None, has_rest=bool(stays))
    if not form.is_valid():
        context = {"form": form, "own": learner, "done": personal_data.summary(learner), "stays": stays}
        return render(request, "accounts/erase.html", context, status=400 if form.is_bound else 200)
    done = personal_data.erase(learner, timezone.now(), leaves=form.leaves)
    logout(request)
    guests.forget(request)
    messages.success(request, _("Готово. Мы удалили ваши занятия, закладки и всё, что знали о вас."))
    return redirect("erasure_act", done.pk)


@login_required
@own
def withdraw(request: MemberRequest) -> HttpResponse:
    """Consent is taken back: the name and the address go, the lessons stay with a guest of this device."""
    learner = request.user.learner
    if request.method != "POST":
        return render(request, "accounts/withdraw.html", {"own": learner})
    done = personal_data.forget_name(learner, timezone.now())
    logout(request)
    guests.remember(request, learner)
    messages.success(request, _("Готово. Имя и почту мы удалили. Ваши уроки остались на этом устройстве."))
    return redirect("erasure_act", done.pk)


@never_cache
def act(request: Request, key: UUID) -> HttpResponse:
    """The act of destruction, to be printed. It names nobody; only who erased their data has its address."""
    found = get_object_or_404(Erasure, pk=key)
    return render(request, "accounts/act.html", {"act": found, "lines": destruction.lines(found)})
