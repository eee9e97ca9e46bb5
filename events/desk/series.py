"""`/desk/series/`: a host who is no editor plans here. What a change does to people is shown before it is done."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from events import changes, dates, planning, previews, sentences, words
from events import series as rules
from events.desk.access import DeskRequest, acts, planned_series, planners
from events.desk.forms import AddDateForm
from events.desk.series_forms import SeriesForm
from events.models import Occurrence, Series

FORM = "events/desk/series_form.html"


@planners
def listed(request: DeskRequest) -> HttpResponse:
    to_come = Count("occurrences", filter=Q(occurrences__starts_at__gt=timezone.now(), occurrences__state="planned"))
    rows = request.reach.series().annotate(to_come=to_come).order_by("workshop__title", "starts_on")
    context = {"rows": [(one, sentences.of_series(one)) for one in rows]}
    return render(request, "events/desk/series_list.html", context)


@planners
def make(request: DeskRequest, template: str = FORM) -> HttpResponse:
    now = timezone.now()
    form = SeriesForm(request.POST or None, request.reach, now)
    if request.method != "POST":
        return show_form(request, form, template=template)
    if not form.is_valid():
        return show_form(request, form, template=template, status=400)
    if "preview" in request.POST:
        return show_form(request, form, template=template, preview=previews.of_series(form.instance, now))
    try:
        made = planning.make(form.instance, form.cleaned_data["hosts"], request.user, now)
    except rules.RoomTaken as error:
        form.instance.pk = None
        form.add_error(None, words.of_refusal(error))
        preview = previews.of_series(form.instance, now)
        return show_form(request, form, template=template, preview=preview, status=409)
    messages.success(request, made_words(made))
    return redirect("desk_one_series", form.instance.pk)


def made_words(made: list[Occurrence]) -> str:
    if not made:
        return _("Серия готова. В ближайшие полгода дат у неё нет.")
    return _("Серия готова. Первое занятие: %(date)s.") % {"date": words.name_of(made[0])}


@planners
def one(request: DeskRequest, key: int) -> HttpResponse:
    return show_series(request, planned_series(request, key), AddDateForm())


def show_series(request: DeskRequest, row: Series, form: AddDateForm, status: int = 200) -> HttpResponse:
    coming = Occurrence.objects.for_lists().filter(series=row, ends_at__gt=timezone.now()).with_people()
    context = {
        "series": row,
        "sentence": sentences.of_series(row),
        "hosts": row.hosts.all(),
        "dates": coming.order_by("starts_at", "slot"),
        "form": form,
    }
    return render(request, "events/desk/series.html", context, status=status)


@acts
def add_date(request: DeskRequest, key: int) -> HttpResponse:
    row = planned_series(request, key)
    form = AddDateForm(request.POST)
    if not form.is_valid():
        return show_series(request, row, form, status=400)
    try:
        made = dates.add(row.pk, form.local_start, timezone.now(), actor=request.user)
    except (dates.DateError, rules.RoomTaken) as error:
        form.add_error(None, words.of_refusal(error))
        return show_series(request, row, form, status=409)
    messages.success(request, _("Добавили: %(date)s.") % {"date": words.name_of(made)})
    return redirect("desk_one_series", row.pk)


@planners
def edit(request: DeskRequest, key: int) -> HttpResponse:
    """Three buttons of one form: «Показать даты», «Сохранить» (shows the human cost, if any), «Да, изменить».

    The last carries the fingerprint of the cost that was shown: what has changed since is shown first.
    """
    now, row = timezone.now(), planned_series(request, key)
    since_day = request.GET.get("since", "")
    # The form writes into its series before anything is decided: it gets a copy of its own.
    form = SeriesForm(request.POST or None, request.reach, now, since_day, instance=planned_series(request, key))
    if request.method != "POST":
        return show_form(request, form)
    if not form.is_valid():
        return show_form(request, form, status=400)
    if "preview" in request.POST:
        return show_form(request, form, preview=previews.of_series(form.instance, now))
    since = form.cleaned_data["since"]
    try:
        plan = planning.plan(row, form.wanted, since, now)
        if touches_dates(plan) and request.POST.get("confirm") != planning.fingerprint(plan):
            return show_form(request, form, plan=plan)
        planning.change(
            row,
            form.wanted,
            since,
            now,
            hosts=form.cleaned_data["hosts"],
            actor=request.user,
            orphans=request.POST.get("orphans", ""),
        )
    except changes.AnswerNeeded as asked:
        return show_form(request, form, plan=asked.plan, unanswered=True, status=409)
    except (rules.SeriesError, dates.DateError) as error:
        form.add_error(None, words.of_refusal(error))
        return show_form(request, form, status=409)
    messages.success(request, _("Серию изменили. Все, кого это касается, узнают об этом."))
    return redirect("desk_series")


def touches_dates(plan: changes.Plan) -> bool:
    return bool(plan.moved or plan.added or plan.dropped or plan.orphaned)


def show_form(
    request: DeskRequest,
    form: SeriesForm,
    *,
    preview: previews.Preview | None = None,
    plan: changes.Plan | None = None,
    unanswered: bool = False,
    template: str = FORM,
    status: int = 200,
) -> HttpResponse:
    """`plan`: what would become of the dates, to be confirmed; `unanswered`: nobody has said what to do with people."""
    context = {
        "form": form,
        "preview": preview,
        "plan": plan,
        "fingerprint": planning.fingerprint(plan) if plan else "",
        "unanswered": unanswered,
        "answers": changes.Orphans.choices,
        "answer": request.POST.get("orphans", ""),
        "is_new": form.instance.pk is None,
    }
    return render(request, template, context, status=status)
