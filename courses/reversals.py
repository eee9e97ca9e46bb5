"""The manager's place for taking a completion back: whose, which lesson, why; and the list of all that was taken."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import permission_required

from accounts.forms.address import AddressField
from accounts.models import Learner, User
from content.text import quoted
from courses import progress
from courses.models import LessonProgress, Reversal

PERMISSION = "courses.add_reversal"
ON_PAGE = 30


class PersonForm(forms.Form):
    email = AddressField(label=gettext_lazy("Электронная почта ученика"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Почему снимаете отметку"),
        help_text=gettext_lazy("Ученик прочтёт это в своих данных."),
        max_length=300,
        error_messages={"required": gettext_lazy("Напишите, почему: без причины отметку не снимают.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@permission_required(PERMISSION)
def index(request: HttpRequest) -> HttpResponse:
    """Everything that was ever taken back, newest first; with `?email=`, what one person has completed."""
    form = PersonForm(request.GET if "email" in request.GET else None)
    learner = find_learner(form.cleaned_data["email"]) if form.is_valid() else None
    rows = Reversal.objects.select_related("actor", "progress__lesson", "progress__learner__user").order_by("-at")
    context = {
        "form": form,
        "was_sought": form.is_bound and form.is_valid(),
        "person": learner,
        "completed": completed_by(learner) if learner else [],
        "reversals": Paginator(rows, ON_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "courses/admin/reversals.html", context, status=400 if form.errors else 200)


def find_learner(email: str) -> Learner | None:
    return Learner.objects.select_related("user").filter(user__email=email.strip().lower()).first()


def completed_by(learner: Learner) -> list[LessonProgress]:
    done = LessonProgress.objects.completed().filter(learner=learner).select_related("lesson__course")
    return list(done.prefetch_related("fulfilments").order_by("lesson__course__title", "completed_at"))


@permission_required(PERMISSION)
def take_back(request: HttpRequest, progress_id: int) -> HttpResponse:
    rows = LessonProgress.objects.completed().select_related("learner__user", "lesson__course")
    row = get_object_or_404(rows, pk=progress_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        progress.reverse(row, cast(User, request.user), form.cleaned_data["reason"], timezone.now())
        messages.success(request, _("Отметка снята: «%(lesson)s».") % {"lesson": quoted(row.lesson.title)})
        return redirect(f"{reverse('reversals')}?{urlencode({'email': email_of(row.learner)})}")
    context: dict[str, Any] = {"form": form, "row": row, "back": reverse("reversals")}
    return render(request, "courses/admin/reversal.html", context, status=400 if form.errors else 200)


def email_of(learner: Learner) -> str:
    return learner.user.email if learner.user else ""


urlpatterns = [
    path("progress/reversals/", index, name="reversals"),
    path("progress/reversals/<int:progress_id>/", take_back, name="reversal"),
]
