"""What a host fills in about a recording, notes or a file."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from events.models import Material

EXTENSIONS = ["mp4", "webm", "mp3", "ogg", "m4a", "pdf", "docx", "odt", "txt", "jpg", "jpeg", "png"]
LARGEST = 200 * 1024 * 1024  # bytes: about an hour of film as a meeting records it
LONGEST_TEXT = 20_000
CONTENTS = ("url", "file", "text")


class MaterialForm(forms.Form):
    """A chosen file is lost when a form comes back, so little else here can be wrong: a name is made if none is given.

    Exactly one of address, file and words is filled in.
    """

    kind = forms.ChoiceField(
        label=_("Что добавить"),
        choices=Material.Kind.choices,
        initial=Material.Kind.RECORDING,
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите, что это.")},
    )
    url = forms.URLField(
        label=_("Адрес в интернете"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Ссылка на VK Видео, RuTube или другую страницу."),
        error_messages={"invalid": _("Проверьте адрес. Он похож на такой: https://rutube.ru/video/…")},
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Или файл"),
        required=False,
        max_length=150,
        help_text=_("Видео MP4 или WebM, звук, PDF, текст или снимок. До 200 мегабайт."),
        validators=[
            FileExtensionValidator(EXTENSIONS, _("Такой файл не подойдёт. Нужны видео, звук, PDF, текст или снимок."))
        ],
        error_messages={"empty": _("Файл пустой. Выберите другой.")},
    )
    text = forms.CharField(
        label=_("Или слова"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Конспект или памятка, прямо здесь."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    title = forms.CharField(
        label=_("Название"),
        required=False,
        max_length=160,
        help_text=_("Например: «Как включить крупные буквы»."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    meant_for = forms.ChoiceField(
        label=_("Кто увидит"),
        choices=Material.MeantFor.choices,
        initial=Material.MeantFor.BOOKED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите, кто это увидит.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("Файл больше 200 мегабайт. Положите его на RuTube и дайте ссылку."))
        return file

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        given = [name for name in CONTENTS if data.get(name)]
        if not given and not self.errors.keys() & set(CONTENTS):
            self.add_error("url", _("Дайте ссылку, файл или слова: что-нибудь одно."))
        for name in given[1:]:
            self.add_error(name, _("Оставьте что-нибудь одно: ссылку, файл или слова."))
        return data

    @property
    def fields_given(self) -> dict[str, Any]:
        """For `materials.add`."""
        data = self.cleaned_data
        words = dict(Material.Kind.choices)[data["kind"]]
        title = " ".join(data["title"].split()) or str(words).capitalize()
        return {**data, "title": title, "file": data["file"] or ""}
