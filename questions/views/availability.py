"""An expert's own settings: how many questions, at which hour, and on which days none."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from questions import availability
from questions.access import AnswererRequest, answerers
from questions.models import Expert
from questions.settings_forms import AbsenceForm, PaceForm
from questions.views.answering import member

DAY_AND_MONTH = "j\N{NO-BREAK SPACE}E"


@answerers
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: AnswererRequest) -> HttpResponse:
    """`do` says which of the forms and buttons was pressed."""
    user, now = member(request), timezone.now()
    try:
        expert = availability.expert_of(user)
    except availability.NotAnExpert as error:
        raise Http404 from error
    if request.method != "POST":
        return shown(request, expert, now)
    do = request.POST.get("do", "")
    if do == "pace":
        return set_pace(request, expert, now)
    if do == "away":
        return add_absence(request, expert, now)
    said = pressed(request, user, do, now)
    if not said:
        raise Http404
    messages.success(request, said)
    return redirect("expert_settings")


def shown(
    request: AnswererRequest,
    expert: Expert,
    now: datetime,
    pace: PaceForm | None = None,
    away: AbsenceForm | None = None,
) -> HttpResponse:
    today = timezone.localdate(now)
    context: dict[str, Any] = {
        "expert": expert,
        "pace": pace or PaceForm(None, expert),
        "away": away or AbsenceForm(),
        "absences": availability.to_come(expert, today),
        "today": today,
    }
    wrong = bool((pace and pace.errors) or (away and away.errors))
    return TemplateResponse(request, "questions/availability.html", context, status=400 if wrong else 200)


def set_pace(request: AnswererRequest, expert: Expert, now: datetime) -> HttpResponse:
    form = PaceForm(request.POST, expert)
    if not form.is_valid():
        return shown(request, expert, now, pace=form)
    availability.set_pace(member(request), form.pace)
    messages.success(request, _("Запомнили."))
    return redirect("expert_settings")


def add_absence(request: AnswererRequest, expert: Expert, now: datetime) -> HttpResponse:
    form = AbsenceForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            availability.add_absence(member(request), told["starts_on"], told["ends_on"], now=now)
        except availability.AvailabilityError as error:
            form.add_error(*why(error))
        else:
            messages.success(request, _("Записали. В эти дни вопросов не будет."))
            return redirect("expert_settings")
    return shown(request, expert, now, away=form)


def why(error: availability.AvailabilityError) -> tuple[str, str]:
    """The field and the words."""
    if isinstance(error, availability.Crossed):
        return "ends_on", _("Последний день раньше первого. Поменяйте дни местами.")
    if isinstance(error, availability.Past):
        return "starts_on", _("Этот день уже прошёл. Начните с сегодняшнего или позже.")
    if isinstance(error, availability.Overlaps):
        days = {
            "first": date_format(error.other.starts_on, DAY_AND_MONTH),
            "last": date_format(error.other.ends_on, DAY_AND_MONTH),
        }
        return "starts_on", _("Эти дни уже есть: с %(first)s по %(last)s. Сначала уберите их.") % days
    return "ends_on", _("Это больше года. Нажмите «Пока не присылать».")


def pressed(request: AnswererRequest, user: User, do: str, now: datetime) -> str:
    """What one press did, in words; nothing for what there is not."""
    if do == "pause":
        availability.pause(user, now=now)
        return _("Хорошо. Вопросов пока не будет.")
    if do == "resume":
        availability.resume(user)
        return _("Спасибо! Снова будем присылать.")
    number = request.POST.get("absence", "")
    if do == "back" and number.isdecimal() and len(number) < 19:
        return _("Убрали эти дни.") if availability.end_absence(user, int(number), now=now) else ""
    return ""
