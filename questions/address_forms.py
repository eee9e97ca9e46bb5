"""The address of a guest, corrected."""

from django import forms
from django.utils.translation import gettext_lazy

from accounts.forms.address import AddressField
from accounts.models import Learner
from questions.forms import NO_ADDRESS
from questions.models import Question
from questions.readdressing import may_readdress


class AddressForm(forms.Form):
    email = AddressField(
        label=gettext_lazy("Ваша электронная почта"),
        help_text=gettext_lazy("Ваш вопрос останется как есть."),
        error_messages={"required": NO_ADDRESS},
    )


def form_for(question: Question, learner: Learner | None) -> AddressForm | None:
    """With the address as it was typed: mostly one letter of it is wrong. None where nothing may be corrected."""
    return AddressForm(initial={"email": question.email}) if may_readdress(question, learner) else None
