"""The address of a guest, corrected."""

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Learner
from questions.models import Question
from questions.readdressing import may_readdress


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Ваша электронная почта"),
        help_text=gettext_lazy("Ваш вопрос останется как есть."),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Напишите вашу почту. Иначе мы не сможем рассказать об ответе."),
            "invalid": gettext_lazy("Проверьте почту. Она похожа на такую: nina@example.ru"),
            "max_length": gettext_lazy("Проверьте почту. Она похожа на такую: nina@example.ru"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


def form_for(question: Question, learner: Learner | None) -> AddressForm | None:
    """With the address as it was typed: mostly one letter of it is wrong. None where nothing may be corrected."""
    return AddressForm(initial={"email": question.email}) if may_readdress(question, learner) else None
