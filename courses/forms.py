"""What learners send from a lesson or a course. Browsers build these; bad values come from strangers only."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Confidence

SCALE = [(str(value), str(value)) for value in range(1, 6)]


class PositionForm(forms.Form):
    """The block that was in view."""

    position = forms.RegexField(r"^[0-9a-f-]{8,40}$", max_length=40)


class UnderstoodForm(forms.Form):
    understood = forms.ChoiceField(choices=[("yes", _("Да")), ("no", _("Не совсем"))])


class ConfidenceForm(forms.Form):
    moment = forms.ChoiceField(choices=Confidence.Moment.choices)
    value = forms.TypedChoiceField(choices=SCALE, coerce=int)


class ChecklistForm(forms.Form):
    """One checklist: its block and the items that are ticked; others are not."""

    block = forms.UUIDField()
    item = forms.TypedMultipleChoiceField(required=False, coerce=UUID)

    def __init__(self, data: Mapping[str, Any], items: list[UUID]) -> None:
        super().__init__(data)
        cast(forms.TypedMultipleChoiceField, self.fields["item"]).choices = [(str(item), str(item)) for item in items]
