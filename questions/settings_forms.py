"""What people set for themselves: how often they are written to, when and how much they are asked."""

from datetime import time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy

from questions.availability import Pace
from questions.followers import news
from questions.followers.news import Choice
from questions.models import Expert, NewsChoice

CHOOSE = {
    "required": gettext_lazy("Выберите из списка."),
    "invalid_choice": gettext_lazy("Выберите из списка."),
}
DAY = {
    "required": gettext_lazy("Напишите день."),
    "invalid": gettext_lazy("Такого дня нет. Например: 24.11.2026."),
}


def hours(*more: int) -> list[tuple[int, str]]:
    """By day; `more` are those that somebody has chosen before."""
    return [(hour, time_format(time(hour), "H:i")) for hour in sorted({*news.HOURS, *more})]


class NewsForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Как часто писать о темах и уроках"),
        choices=[(one.value, one.label) for one in (NewsChoice.Rhythm.DAILY, NewsChoice.Rhythm.WEEKLY)],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    hour = forms.TypedChoiceField(label=gettext_lazy("В котором часу"), coerce=int, error_messages=CHOOSE)

    def __init__(self, data: QueryDict | None, choice: Choice) -> None:
        super().__init__(data, initial=choice._asdict())
        self.fields["hour"].choices = hours()  # type: ignore[attr-defined]

    @property
    def choice(self) -> Choice:
        return Choice(self.cleaned_data["rhythm"], self.cleaned_data["hour"])


class PaceForm(forms.Form):
    weekly_limit = forms.IntegerField(
        label=gettext_lazy("Сколько вопросов в неделю"),
        min_value=1,
        max_value=200,
        error_messages={
            "required": gettext_lazy("Напишите число."),
            "invalid": gettext_lazy("Напишите число, например 10."),
            "min_value": gettext_lazy("Хотя бы один. Совсем не нужно? Нажмите «Пока не присылать»."),
            "max_value": gettext_lazy("Больше 200 мы не пришлём."),
        },
    )
    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("В котором часу писать"),
        help_text=gettext_lazy("Не больше одного письма в день."),
        coerce=int,
        error_messages=CHOOSE,
    )
    do = forms.CharField(widget=forms.HiddenInput(attrs={"id": "do_pace"}), initial="pace", required=False)

    def __init__(self, data: QueryDict | None, expert: Expert) -> None:
        about: dict[str, Any] = {"weekly_limit": expert.weekly_limit, "digest_hour": expert.digest_hour}
        super().__init__(data, initial={"do": "pace", **about})
        self.fields["digest_hour"].choices = hours(expert.digest_hour)  # type: ignore[attr-defined]

    @property
    def pace(self) -> Pace:
        return Pace(self.cleaned_data["weekly_limit"], self.cleaned_data["digest_hour"])


class AbsenceForm(forms.Form):
    starts_on = forms.DateField(
        label=gettext_lazy("С какого дня"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY,
    )
    ends_on = forms.DateField(
        label=gettext_lazy("По какой день"),
        help_text=gettext_lazy("В этот день вас тоже ещё нет."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY,
    )
    do = forms.CharField(widget=forms.HiddenInput(attrs={"id": "do_away"}), initial="away", required=False)
