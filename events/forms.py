"""What people fill in to book a date."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import home_path
from accounts.forms.address import AddressField
from accounts.forms.entrance import consent_page
from accounts.models import Learner
from content.text import quoted
from events import guest_booking, sharing, tokens
from events.guest_booking import Contact
from events.models.bookings import LARGEST_PARTY
from events.reminders import Choice
from events.sharing import Sharing
from events.standing import DateStanding

# An emergency number is no number to call somebody back at; the longest in the world has fifteen digits.
FEWEST_DIGITS, MOST_DIGITS = 6, 15
PHONE = re.compile(r"\+?[\d\s().-]+", re.ASCII)
PARTIES = [(1, gettext_lazy("Приду один человек")), (LARGEST_PARTY, gettext_lazy("Придём вдвоём"))]


class BookForm(forms.Form):
    """For a guest: who they are and how to tell them. For everybody: how many come."""

    name = forms.CharField(
        label=gettext_lazy("Как к вам обращаться"),
        max_length=80,
        error_messages={"required": gettext_lazy("Напишите имя. Можно любое.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Телефон"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Хватит одного: телефона или почты. Напишем или позвоним, если занятие перенесут."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = AddressField(required=False)
    party = forms.TypedChoiceField(
        label=gettext_lazy("Сколько вас"),
        choices=PARTIES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Можно прийти одному или вдвоём.")},
    )
    agrees = forms.BooleanField(
        label=gettext_lazy("Я даю согласие на обработку моих данных"),
        error_messages={"required": gettext_lazy("Без согласия мы не можем записать имя и телефон.")},
    )
    shows_lesson = forms.BooleanField(label=gettext_lazy("Пусть ведущий видит, на каком я уроке"), required=False)
    wait = forms.BooleanField(required=False, widget=forms.HiddenInput)
    all = forms.BooleanField(required=False, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, standing: DateStanding, learner: Learner | None) -> None:
        last = guest_booking.last_contact(learner)
        if data is not None and not data.get("party"):
            data = data.copy()
            data["party"] = "1"
        told = {"name": last.name, "email": last.email, "phone": last.phone}
        super().__init__(data, initial={**told, "party": 1, "once": tokens.once()})
        if not guest_booking.asks_contact(learner):
            for name in ("name", "phone", "email"):
                del self.fields[name]
        if not guest_booking.asks_consent(learner):
            del self.fields["agrees"]
        else:
            document = f"{home_path()}{consent_page()}"
            self.fields["agrees"].help_text = format_html(
                '<a class="button-link" href="{}" target="_blank">{}</a>', document, _("Прочитать согласие")
            )
        if not standing.offers_pair:
            del self.fields["party"]
        self.ask_for_lesson(sharing.of(standing.occurrence, learner))

    def ask_for_lesson(self, shared: Sharing | None) -> None:
        """Only where the workshop has a course; never ticked beforehand."""
        if shared is None or shared.is_shown:
            del self.fields["shows_lesson"]
            return
        told = _("Увидит только номер урока курса «%(course)s». Передумаете — уберёте на странице записи.")
        self.fields["shows_lesson"].help_text = told % {"course": quoted(shared.course)}

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_phone(self) -> str:
        phone = " ".join(self.cleaned_data["phone"].split())
        digits = len(re.findall(r"\d", phone, re.ASCII))
        if phone and not (PHONE.fullmatch(phone) and FEWEST_DIGITS <= digits <= MOST_DIGITS):
            raise forms.ValidationError(_("Проверьте номер. Он похож на такой: 8 900 000-00-00"))
        return phone

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        told = data.get("phone") or data.get("email")
        if "phone" in self.fields and not told and not self.errors.keys() & {"phone", "email"}:
            self.add_error("phone", _("Напишите телефон или почту. Иначе мы не сможем предупредить вас."))
        return data

    @property
    def contact(self) -> Contact:
        told = self.cleaned_data
        email, agrees = told.get("email", ""), bool(told.get("agrees"))
        return Contact(told.get("name", ""), email, told.get("phone", ""), agrees)

    @property
    def party_size(self) -> int:
        return self.cleaned_data.get("party") or 1


class RemindersForm(forms.Form):
    day_before = forms.BooleanField(label=gettext_lazy("За день до занятия"), required=False)
    hour_before = forms.BooleanField(label=gettext_lazy("За час до занятия"), required=False)

    @property
    def choice(self) -> Choice:
        return Choice(self.cleaned_data["day_before"], self.cleaned_data["hour_before"])
