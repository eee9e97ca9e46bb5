"""The field for an e-mail address: the same words and the same spelling wherever somebody types one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 254  # RFC 5321, 4.5.3.1.3, without the brackets
LOOKS_WRONG = _("Проверьте почту. Она похожа на такую: nina@example.ru")


class AddressField(forms.EmailField):
    """Gives small letters back: people type their address now so and now so."""

    default_error_messages = {
        "required": _("Напишите вашу почту."),
        "invalid": LOOKS_WRONG,
        "max_length": LOOKS_WRONG,
    }

    def __init__(self, **told: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        super().__init__(**{"label": _("Электронная почта"), "max_length": LONGEST, "widget": widget, **told})

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()
