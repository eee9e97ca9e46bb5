"""The last question before everything goes."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

DELETE, LEAVE = "delete", "leave"


class SureForm(forms.Form):
    """`has_rest`: something of theirs helps others, and they decide what becomes of it."""

    rest = forms.ChoiceField(
        label=_("Что делать с этими вопросами"),
        help_text=_("Без имени, почты и снимков. Номера и адреса мы уберём сами. Забрать их потом нельзя."),
        choices=[(DELETE, _("Удалить и их")), (LEAVE, _("Оставить мои вопросы без имени, они помогают другим"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите одно из двух."), "invalid_choice": _("Выберите одно из двух.")},
    )
    sure = forms.BooleanField(
        label=_("Да, удалить всё. Я понимаю, что вернуть нельзя"),
        error_messages={"required": _("Поставьте галочку, если решили удалить.")},
    )

    def __init__(self, data: QueryDict | None, has_rest: bool) -> None:
        super().__init__(data, initial={"rest": DELETE})
        if not has_rest:
            del self.fields["rest"]

    @property
    def leaves(self) -> bool:
        """In doubt everything goes."""
        return self.cleaned_data.get("rest") == LEAVE
