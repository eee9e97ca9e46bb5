"""A series on one page: what, how often, when, where, how many."""

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from events.desk.forms import LONGEST, MOST_PLACES, HostField, day_input, near, time_input
from events.models import Occurrence, Series, Workshop
from events.models.series import Place
from events.recurrence import local_time
from events.rights import Reach
from events.rule_fields import RuleField
from events.series import day_of

# What `events.changes` compares; the people who host are set beside it.
OTHER = {"hosts", "since"}
ALL = "all"


class SeriesForm(forms.ModelForm):
    rule = RuleField(label=_("Как часто"))
    hosts = HostField(label=_("Кто ведёт"))
    since = forms.TypedChoiceField(
        label=_("Что меняем"),
        coerce=lambda said: None if said == ALL else date.fromisoformat(said),
        help_text=_("Если выбрать день, с него начнётся новая серия. Записи людей останутся."),
    )

    class Meta:
        model = Series
        fields: ClassVar[list[str]] = [
            "workshop", "rule", "starts_on", "starts_at", "minutes", "ends_on", "skips_holidays",
            "place", "venue", "capacity", "slot_minutes", "hosts", "organisation",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "starts_on": day_input(),
            "ends_on": day_input(),
            "starts_at": time_input(),
            "place": forms.RadioSelect,
        }
        labels: ClassVar[dict[str, Any]] = {
            "workshop": _("Какое занятие"),
            "minutes": _("Сколько минут идёт"),
            "ends_on": _("Последний день"),
            "starts_on": _("Первый день"),
            "skips_holidays": _("Не проводить в праздники"),
            "venue": _("Зал"),
            "capacity": _("Сколько мест"),
            "slot_minutes": _("Сколько минут на человека"),
            "organisation": _("От какой организации"),
        }

        help_texts: ClassVar[dict[str, Any]] = {
            "venue": _("Нужен, если занятие в зале."),
            "slot_minutes": _("Только для личных консультаций: время разделим на всех поровну."),
        }

    def __init__(self, data: Any, reach: Reach, now: datetime, since: str = "", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.now, self.reach = now, reach
        fields: dict[str, Any] = self.fields
        fields["minutes"].widget.attrs.update(min=5, max=LONGEST)
        fields["capacity"].widget.attrs.update(min=1, max=MOST_PLACES)
        fields["place"].choices = Place.choices
        fields["hosts"].queryset = HostField.people()
        fields["venue"].empty_label = _("— выберите —")
        self.offer_organisations()
        if self.instance.pk:
            self.offer_dates(since)
        else:
            fields["workshop"].empty_label = _("— выберите —")
            fields["workshop"].queryset = Workshop.objects.filter(archived_at__isnull=True).order_by("title")
            self.initial.setdefault("hosts", [reach.user])
            del fields["since"]

    def offer_organisations(self) -> None:
        """Those of the person who plans, and the one that the series has."""
        field: Any = self.fields["organisation"]
        field.queryset = self.reach.organisations()
        if self.instance.organisation_id:
            own = Organisation.objects.filter(pk=self.instance.organisation_id)
            field.queryset = (field.queryset | own).distinct()
        if not field.queryset.exists():
            del self.fields["organisation"]

    def offer_dates(self, since: str) -> None:
        """What was there from the beginning stays: the workshop, and whether it is for all or for one by one."""
        del self.fields["workshop"]
        if self.instance.is_consultation:
            self.fields["slot_minutes"].required = True
        else:
            del self.fields["slot_minutes"]
        coming = Occurrence.objects.planned().filter(series=self.instance, starts_at__gt=self.now, is_one_off=False)
        days = sorted({day_of(key) for key in coming.values_list("recurrence_id", flat=True)})
        field: Any = self.fields["since"]
        field.choices = [(ALL, _("все будущие даты")), *((day.isoformat(), since_words(day)) for day in days[1:])]
        self.initial["since"] = since or ALL
        self.order_fields(["since", *self.fields])

    def clean_starts_on(self) -> date:
        day = near(self.cleaned_data["starts_on"])
        is_new = not self.instance.pk
        if is_new and day < local_time(self.now, self.instance.zone_info).date():
            raise forms.ValidationError(_("Этот день прошёл. Выберите сегодня или позже."))
        return day

    def clean_ends_on(self) -> date | None:
        day = self.cleaned_data["ends_on"]
        return near(day) if day else None

    def clean(self) -> dict[str, Any]:
        super().clean()
        data: dict[str, Any] = self.cleaned_data
        if data.get("place") in (Place.ROOM, Place.BOTH) and not data.get("venue") and "venue" not in self.errors:
            self.add_error("venue", _("Выберите зал или отметьте, что занятие по видео."))
        if data.get("ends_on") and data.get("starts_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("Последний день раньше первого."))
        for name, least, most in (("minutes", 5, LONGEST), ("capacity", 1, MOST_PLACES)):
            if data.get(name) and not least <= data[name] <= most:
                self.add_error(name, _("Напишите число от %(least)d до %(most)d.") % {"least": least, "most": most})
        slot = data.get("slot_minutes")
        if slot is not None and not 5 <= slot <= (data.get("minutes") or LONGEST):
            self.add_error("slot_minutes", _("Одна консультация: от 5 минут и не дольше всего приёма."))
        if data.get("place") == Place.ONLINE:
            data["venue"] = None
        return data

    @property
    def wanted(self) -> dict[str, Any]:
        """The fields of the series that are to be other than they are."""
        changed = [name for name in self.changed_data if name not in OTHER and name in self.fields]
        wanted = {name: self.cleaned_data[name] for name in changed}
        if "place" in wanted or "venue" in wanted:
            wanted["venue"] = self.cleaned_data["venue"]
        return wanted


def since_words(day: date) -> str:
    return str(_("с %(day)s и дальше")) % {"day": formats.date_format(day, "j E")}
