"""An editor's words for a letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.letters import Kind, wordings


class WordingForm(forms.Form):
    """What was typed is kept as it is, whatever is wrong with it: an editor mends it, not the form."""

    subject = forms.CharField(label=_("Тема"), required=False, strip=False, widget=forms.TextInput)
    text = forms.CharField(
        label=_("Текст"),
        required=False,
        strip=False,
        help_text=_(
            "Пустая строка начинает абзац. Слова с двоеточием и ссылка под ними — это кнопка. "
            "Здороваемся, прощаемся и предупреждаем об обмане мы сами."
        ),
        widget=forms.Textarea(attrs={"rows": 16}),
    )

    def __init__(self, letter: Kind, language: str, *args: Any, **kwargs: Any) -> None:
        self.letter, self.language = letter, language
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        subject, text = typed.get("subject", ""), typed.get("text", "")
        for problem in wordings.problems(self.letter, self.language, subject, text):
            self.add_error(problem.field, problem.message)
        return typed
