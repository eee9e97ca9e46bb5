"""The last question before everything goes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SureForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Да, удалить всё. Я понимаю, что вернуть нельзя"),
        error_messages={"required": _("Поставьте галочку, если решили удалить.")},
    )
