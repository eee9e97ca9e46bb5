"""What an expert and the asker fill in for an open copy."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from content.text import MAX_CHARACTERS, tidy
from questions import screening
from questions.copies.copying import Words
from questions.forms import LONGEST_ANSWER, StoryForm
from questions.models import Question
from questions.models.asked import LONGEST_TITLE
from questions.screening import Kind

LEFT = {
    Kind.PHONE: gettext_lazy("Здесь остался номер телефона: {words}. Уберите его."),
    Kind.CARD: gettext_lazy("Здесь остался номер карты: {words}. Уберите его."),
    Kind.CODE: gettext_lazy("Здесь остался код: {words}. Уберите его."),
    Kind.ADDRESS: gettext_lazy("Здесь остался адрес: {words}. Уберите его."),
    Kind.EMAIL: gettext_lazy("Здесь осталась почта: {words}. Уберите её."),
}


class WordsForm(StoryForm):
    """The question as everybody will read it: for the asker, who may change the words before they agree."""

    title = forms.CharField(
        label=gettext_lazy("Заголовок"),
        max_length=LONGEST_TITLE,
        error_messages={
            "required": gettext_lazy("Напишите заголовок."),
            "max_length": gettext_lazy("Слишком длинно. Хватит одной фразы."),
        },
    )

    field_order = ("title",)

    def __init__(self, data: QueryDict | None, words: Words) -> None:
        super().__init__(data, initial=asdict(words))
        # They have told it once: no example, and all of it in sight.
        self.fields["happened"].help_text = ""
        self.fields["happened"].widget.attrs["rows"] = 7

    def clean_title(self) -> str:
        return " ".join(tidy(self.cleaned_data["title"]).split())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in list(told):
            for one in screening.screen(told[name]):
                self.add_error(name, str(LEFT[one.kind]).format(words=one.words))
        return told

    @property
    def words(self) -> Words:
        return Words(**self.cleaned_data)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Those of the question, without the answer."""
        return [self[name] for name in self.fields if name in WordsForm.base_fields]


class CopyForm(WordsForm):
    """For the expert: the answer too."""

    reply = forms.CharField(
        label=gettext_lazy("Ответ"),
        help_text=gettext_lazy("Без имён и без того, что узнают только близкие."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={
            "required": gettext_lazy("Напишите ответ."),
            "max_length": gettext_lazy("Слишком длинно. Оставьте самое важное: до 20 000 знаков."),
        },
    )


def as_typed(data: QueryDict) -> Words:
    """What was typed, right or wrong: a draft keeps it."""
    typed = {name: data.get(name, "")[:MAX_CHARACTERS] for name in CopyForm.base_fields}
    if typed["device"] not in Question.Device:
        typed["device"] = ""
    return Words(**typed)
