"""What is filled in at the desk about people and single dates."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from events.forms import BookForm
from events.guest_booking import Contact
from events.models import Occurrence, Venue
from events.models.series import Place

OUTCOMES = [
    ("", _("— выберите —")),
    ("told", _("Поговорили, всё знает")),
    ("comes", _("Придёт")),
    ("not", _("Не придёт")),
    ("unreached", _("Не дозвонились, больше не звоним")),
]
PARTIES = [(1, _("Придёт один человек")), (2, _("Придут двое"))]
MOST_PLACES, LONGEST = 500, 600
EARLIEST, FURTHEST = date(2000, 1, 1), timedelta(days=366 * 2)


class HostField(forms.ModelMultipleChoiceField):
    """People who may host."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False, **kwargs)

    @staticmethod
    def people() -> Any:
        return User.objects.filter(is_active=True, groups__name=roles.HOSTS).order_by("name", "email").distinct()


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def near(day: date) -> date:
    """A day that somebody can mean; a slip of the finger gives the year 0206."""
    if not EARLIEST <= day <= timezone.localdate() + FURTHEST:
        raise forms.ValidationError(_("Проверьте год: до этого дня слишком далеко."))
    return day


class WalkInForm(forms.Form):
    name = forms.CharField(
        label=_("Добавить пришедшего"),
        help_text=_("Имя, как назвался. Больше ничего не нужно."),
        max_length=80,
        error_messages={"required": _("Напишите имя. Можно любое.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class CallerForm(forms.Form):
    """Asked aloud, typed by a dispatcher."""

    name = forms.CharField(
        label=_("Как обращаться"),
        max_length=80,
        error_messages={"required": _("Спросите имя. Можно любое.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Телефон"),
        max_length=40,
        error_messages={"required": _("Спросите номер. Иначе мы не сможем предупредить.")},
        help_text=_("По нему мы предупредим, если занятие перенесут."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    party = forms.TypedChoiceField(
        label=_("Сколько человек придёт"), choices=PARTIES, coerce=int, initial=1, widget=forms.RadioSelect
    )
    agrees = forms.BooleanField(
        label=_("Человек согласен, чтобы мы записали имя и номер"),
        error_messages={"required": _("Спросите согласие. Без него записать нельзя.")},
    )
    wait = forms.BooleanField(required=False, widget=forms.HiddenInput)

    clean_name, clean_phone = BookForm.clean_name, BookForm.clean_phone

    @property
    def contact(self) -> Contact:
        return Contact(self.cleaned_data["name"], "", self.cleaned_data["phone"], agrees=True)

    @property
    def party_size(self) -> int:
        return self.cleaned_data["party"]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Чем кончилось"),
        choices=OUTCOMES,
        error_messages={
            "required": _("Выберите, чем кончился звонок."),
            "invalid_choice": _("Выберите ответ из списка."),
        },
    )

    def clean_outcome(self) -> str:
        """The words themselves are kept: the list may change."""
        return str(dict(OUTCOMES)[self.cleaned_data["outcome"]])


# --- a single date ---------------------------------------------------------------------------------------------------


class LocalStart(forms.Form):
    """A day and a time on the wall of the city."""

    day = forms.DateField(label=_("День"), widget=day_input())
    time = forms.TimeField(label=_("Начало"), widget=time_input())

    def clean_day(self) -> date:
        """Near enough to be meant. The past itself is refused by the rules, with words of their own."""
        return near(self.cleaned_data["day"])

    @property
    def local_start(self) -> datetime:
        """Naive: the zone is that of the series."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])


class AddDateForm(LocalStart):
    pass


class MoveForm(LocalStart):
    minutes = forms.IntegerField(label=_("Сколько минут"), min_value=5, max_value=LONGEST)
    venue = forms.ModelChoiceField(Venue.objects.all(), label=_("Зал"), empty_label=None)

    def __init__(self, data: Any, occurrence: Occurrence, **kwargs: Any) -> None:
        local = occurrence.local_start
        initial = {
            "day": local.date(),
            "time": local.time(),
            "minutes": int((occurrence.ends_at - occurrence.starts_at).total_seconds() // 60),
            "venue": occurrence.room,
        }
        super().__init__(data, initial=initial, **kwargs)
        if occurrence.series.place == Place.ONLINE:
            del self.fields["venue"]


class PlacesForm(forms.Form):
    capacity = forms.IntegerField(label=_("Сколько мест"), min_value=1, max_value=MOST_PLACES)


class HostsForm(forms.Form):
    hosts = HostField(label=_("Кто ведёт в этот раз"), help_text=_("Никто не отмечен — ведут те, кто ведёт всю серию."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["hosts"].queryset = HostField.people()


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Почему занятия не будет"),
        max_length=200,
        help_text=_("Эти слова увидят все, кто записан. Например: «Заболел ведущий»."),
        error_messages={"required": _("Напишите причину: её увидят все, кто записан.")},
    )
