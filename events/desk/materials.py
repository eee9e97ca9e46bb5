"""After a date: its host adds a recording, notes, files; removes them, and puts them back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from events import materials
from events.desk.access import DeskRequest, acts, desk, seen_date
from events.desk.material_forms import MaterialForm
from events.models import Material, Occurrence


@desk
def listed(request: DeskRequest, key: UUID) -> HttpResponse:
    return show(request, seen_date(request, key), MaterialForm())


def show(request: DeskRequest, occurrence: Occurrence, form: MaterialForm, status: int = 200) -> HttpResponse:
    every = list(Material.objects.filter(occurrence=occurrence))
    context = {
        "occurrence": occurrence,
        "form": form,
        "kept": [one for one in every if one.removed_at is None],
        "removed": [one for one in every if one.removed_at is not None],
        "is_open": occurrence.has_begun(timezone.now()) and not occurrence.is_cancelled,
    }
    return render(request, "events/desk/materials.html", context, status=status)


@acts
def add(request: DeskRequest, key: UUID) -> HttpResponse:
    occurrence = seen_date(request, key)
    form = MaterialForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, occurrence, form, status=400)
    try:
        materials.add(occurrence.pk, request.user, timezone.now(), **form.fields_given)
    except materials.NotYet:
        form.add_error(None, _("Занятие ещё не началось. Добавить можно после начала."))
        return show(request, occurrence, form, status=409)
    except materials.DateWasCancelled:
        form.add_error(None, _("Этого занятия не будет: добавлять нечего."))
        return show(request, occurrence, form, status=409)
    messages.success(request, _("Добавили. Это видно на странице занятия."))
    return redirect("desk_materials", occurrence.pk)


@acts
def remove(request: DeskRequest, key: UUID, material: int) -> HttpResponse:
    materials.remove(of_date(request, key, material), request.user, timezone.now())
    messages.success(request, _("Убрали. Вернуть можно 30 дней."))
    return redirect("desk_materials", key)


@acts
def put_back(request: DeskRequest, key: UUID, material: int) -> HttpResponse:
    materials.put_back(of_date(request, key, material), request.user)
    messages.success(request, _("Вернули."))
    return redirect("desk_materials", key)


def of_date(request: DeskRequest, key: UUID, material: int) -> Material:
    return get_object_or_404(Material, pk=material, occurrence=seen_date(request, key))
