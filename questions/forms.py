"""What people fill in to ask and to answer."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.addresses import home_path
from accounts.forms.address import AddressField
from accounts.forms.entrance import consent_page
from accounts.models import Learner
from content.text import tidy
from courses.models import Topic
from events import guest_booking, tokens
from events.guest_booking import Contact
from questions import pictures
from questions.answering import CHECKED_EVERY, Written
from questions.models import Question
from questions.pictures import Shot
from questions.tokens import begun

SHORTEST_STORY, LONGEST_STORY, LONGEST_APP, LONGEST_ANSWER, LONGEST_WHY = 15, 4_000, 80, 20_000, 1_000
NO_ADDRESS = gettext_lazy("Напишите вашу почту. Иначе мы не сможем рассказать об ответе.")
CHECK_AGAIN = [
    (90, gettext_lazy("через 3 месяца")),
    (180, gettext_lazy("через полгода")),
    (365, gettext_lazy("через год")),
]


class StoryForm(forms.Form):
    """What somebody tells of their trouble: asked for when they ask, and again for an open copy."""

    happened = forms.CharField(
        label=gettext_lazy("Что случилось"),
        help_text=gettext_lazy("Своими словами. Например: «Нажала „обновить“, и пропали значки»."),
        min_length=SHORTEST_STORY,
        max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": gettext_lazy("Напишите, что случилось."),
            "min_length": gettext_lazy("Напишите чуть подробнее: одну-две фразы."),
            "max_length": gettext_lazy("Слишком длинно. Оставьте самое важное: до 4000 знаков."),
        },
    )
    expected = forms.CharField(
        label=gettext_lazy("Что должно было случиться"),
        max_length=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": gettext_lazy("Слишком длинно. Оставьте самое важное: до 4000 знаков.")},
    )
    device = forms.ChoiceField(
        label=gettext_lazy("На чём это было"),
        choices=[("", gettext_lazy("Не знаю")), *Question.Device.choices],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Выберите из списка.")},
    )
    app = forms.CharField(
        label=gettext_lazy("В какой программе"),
        max_length=LONGEST_APP,
        required=False,
        error_messages={"max_length": gettext_lazy("Слишком длинно. Хватит названия.")},
    )

    def clean_happened(self) -> str:
        return tidy(self.cleaned_data["happened"])

    def clean_expected(self) -> str:
        return tidy(self.cleaned_data["expected"])

    def clean_app(self) -> str:
        return " ".join(tidy(self.cleaned_data["app"]).split())


class AskForm(StoryForm):
    """For everybody: what happened. For guests besides: where to write to. The rest may be left out."""

    visibility = forms.ChoiceField(
        label=gettext_lazy("Кто увидит вопрос"),
        choices=[
            (Question.Visibility.PUBLIC, gettext_lazy("Все, без вашего имени. Ответ поможет и другим")),
            (Question.Visibility.PRIVATE, gettext_lazy("Только эксперты")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Выберите, кто увидит вопрос.")},
    )
    email = AddressField(
        help_text=gettext_lazy("Сюда напишем, когда ответят. Её никто не увидит."),
        error_messages={"required": NO_ADDRESS},
    )
    agrees = forms.BooleanField(
        label=gettext_lazy("Я даю согласие на обработку моих данных"),
        error_messages={"required": gettext_lazy("Без согласия мы не можем записать почту.")},
    )
    topic = forms.ModelChoiceField(
        label=gettext_lazy("О чём вопрос"),
        queryset=Topic.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("Не знаю"),
        error_messages={"invalid_choice": gettext_lazy("Выберите тему из списка.")},
    )
    picture = forms.FileField(
        label=gettext_lazy("Снимок экрана или фото"),
        help_text=gettext_lazy("До 10 мегабайт. Закройте чужие имена и номера."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        error_messages={"empty": gettext_lazy("Этот файл пустой. Выберите другой.")},
    )
    # Out of sight: programs fill in whatever is called so (`holding`).
    site = forms.CharField(required=False, label=gettext_lazy("Не пишите сюда ничего"))
    begun = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    lesson = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    block = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    date = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    field_order = ("happened", "visibility", "email", "agrees", "expected", "topic", "device", "app", "picture")
    shot: Shot | None = None

    def __init__(
        self,
        data: QueryDict | None,
        files: "MultiValueDict[str, UploadedFile] | None",
        learner: Learner | None,
        initial: dict[str, Any] | None = None,
        has_place: bool = False,
    ) -> None:
        fresh = {
            "key": uuid4(),
            "once": tokens.once(),
            "begun": begun(timezone.now()),
            "visibility": Question.Visibility.PUBLIC,
        }
        super().__init__(data, files, initial={**fresh, **(initial or {})})
        if not guest_booking.asks_contact(learner):
            del self.fields["email"]
        if not guest_booking.asks_consent(learner):
            del self.fields["agrees"]
        else:
            self.fields["agrees"].help_text = format_html(
                '<a class="button-link" href="{}" target="_blank">{}</a>',
                f"{home_path()}{consent_page()}",
                _("Прочитать согласие"),
            )
        if has_place:
            del self.fields["topic"]
        else:
            topics = Topic.objects.filter(locale__language_code=get_language() or "ru")
            self.fields["topic"].queryset = topics  # type: ignore[attr-defined]

    def clean_picture(self) -> None:
        sent = self.cleaned_data["picture"]
        if not sent:
            return
        try:
            self.shot = pictures.remake(sent, sent.size)
        except pictures.TooLarge as error:
            raise forms.ValidationError(_("Файл слишком большой. Нужно не больше 10 мегабайт.")) from error
        except pictures.NotAPicture as error:
            raise forms.ValidationError(_("Это не картинка, или она испорчена. Подойдут JPEG и PNG.")) from error

    @property
    def contact(self) -> Contact:
        return Contact("", self.cleaned_data.get("email", ""), "", bool(self.cleaned_data.get("agrees")))

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("happened", "visibility", "email", "agrees") if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        names = ("topic", "device", "app", "expected", "picture")
        return [self[name] for name in names if name in self.fields]

    @property
    def has_more(self) -> bool:
        """Something was told there, or has to be mended there."""
        return any(field.errors or (field.name != "device" and field.value()) for field in self.more_fields)


class AnswerForm(forms.Form):
    source = forms.CharField(
        label=gettext_lazy("Ваш ответ"),
        help_text=gettext_lazy("Шаги по одному, с глагола: «1. Откройте настройки». Без кодов и чужих ссылок."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={
            "required": gettext_lazy("Напишите ответ."),
            "max_length": gettext_lazy("Слишком длинно. Оставьте самое важное: до 20 000 знаков."),
        },
    )
    applies_to = forms.CharField(
        label=gettext_lazy("Для какой версии"),
        help_text=gettext_lazy("Например: «Андроид 14», «Госуслуги, осень 2026»."),
        max_length=120,
        required=False,
        error_messages={"max_length": gettext_lazy("Слишком длинно. Хватит названия.")},
    )
    check_again = forms.TypedChoiceField(
        label=gettext_lazy("Когда проверить снова"),
        choices=CHECK_AGAIN,
        coerce=int,
        error_messages={
            "invalid_choice": gettext_lazy("Выберите из списка."),
            "required": gettext_lazy("Выберите из списка."),
        },
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": uuid4(), "check_again": CHECKED_EVERY.days, **(initial or {})})

    @property
    def written(self) -> Written:
        told = self.cleaned_data
        day = timezone.localdate() + timedelta(days=told["check_again"])
        return Written(told["source"], " ".join(tidy(told["applies_to"]).split()), day)


class WhyForm(forms.Form):
    """«Помогло» or «Не помогло», and what went wrong."""

    helped = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no"), ("undo", "undo")])
    why = forms.CharField(required=False, max_length=LONGEST_WHY)

    def clean_why(self) -> str:
        return tidy(self.cleaned_data["why"])


class NoteForm(forms.Form):
    """«Не моё»: a word for whoever gets it next."""

    note = forms.CharField(required=False, max_length=200)

    def clean_note(self) -> str:
        return " ".join(tidy(self.cleaned_data["note"]).split())
