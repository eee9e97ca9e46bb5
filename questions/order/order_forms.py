"""What people fill in to point something out, to disagree, and to keep order."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.text import tidy
from courses.models import Topic
from events import tokens
from questions.models import Picture, Question
from questions.models.asked import OPEN
from questions.order.flagging import OF_A_NAME, REASONS

LONGEST_WORDS, LONGEST_APPEAL = 500, 2_000
HIDE, RESTORE, LOCK, UNLOCK, MERGE, MOVE, LEAVE = "hide", "restore", "lock", "unlock", "merge", "move", "leave"
HIDE_ANSWER, RESTORE_ANSWER, GRANT, REFUSE = "hide_answer", "restore_answer", "grant", "refuse"
RELEASE, HIDE_HELD = "release", "hide_held"
HIDE_PICTURE, RESTORE_PICTURE = "hide_picture", "restore_picture"
DEEDS = {
    RELEASE: gettext_lazy("Выпустить"),
    HIDE_HELD: gettext_lazy("Скрыть вопрос"),
    HIDE: gettext_lazy("Скрыть вопрос"),
    RESTORE: gettext_lazy("Вернуть вопрос"),
    LOCK: gettext_lazy("Закрыть для ответов"),
    UNLOCK: gettext_lazy("Открыть для ответов"),
    MERGE: gettext_lazy("Объединить с другим вопросом"),
    MOVE: gettext_lazy("Сменить тему"),
    LEAVE: gettext_lazy("Оставить как есть"),
    HIDE_ANSWER: gettext_lazy("Скрыть ответ"),
    RESTORE_ANSWER: gettext_lazy("Вернуть ответ"),
    HIDE_PICTURE: gettext_lazy("Скрыть снимок"),
    RESTORE_PICTURE: gettext_lazy("Вернуть снимок"),
    GRANT: gettext_lazy("Согласиться и вернуть"),
    REFUSE: gettext_lazy("Оставить решение"),
}
# Whoever wrote it is told why.
NEED_WHY = (HIDE, HIDE_HELD, LOCK, MERGE, HIDE_ANSWER, HIDE_PICTURE, REFUSE)
OF_A_NAME_DONE = {
    HIDE: gettext_lazy("Скрыть имя"),
    RESTORE: gettext_lazy("Вернуть имя"),
    LEAVE: DEEDS[LEAVE],
    GRANT: DEEDS[GRANT],
    REFUSE: DEEDS[REFUSE],
}
ADDRESS = re.compile(r"questions/(?P<pk>\d{1,9})(?:/|$)|(?:^|/n/|№)\s*(?P<number>\d{1,9})/?\s*$")


class FewWords(forms.CharField):
    """Somebody's own words, at most LONGEST_WORDS characters, tidied."""

    def __init__(self, *, error_messages: dict[str, Any] | None = None, **told: Any) -> None:
        too_long = {"max_length": gettext_lazy("Слишком длинно. Хватит 500 знаков.")}
        box = forms.Textarea(attrs={"rows": 3})
        messages = {**too_long, **(error_messages or {})}
        super().__init__(max_length=LONGEST_WORDS, widget=box, error_messages=messages, **told)

    def clean(self, value: Any) -> str:
        return str(super().clean(tidy(value or "")))


class FlagForm(forms.Form):
    """Where there are pictures it is asked of which; where a name stands, the name may be meant too."""

    picture = forms.ChoiceField(
        label=gettext_lazy("О чём речь"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Выберите из списка.")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Что не так"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Выберите, что не так."),
            "invalid_choice": gettext_lazy("Выберите из списка."),
        },
    )
    words = FewWords(label=gettext_lazy("Своими словами"), required=False)
    answer = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    by = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        initial: dict[str, Any] | None = None,
        *,
        pictures: Sequence[Picture] = (),
        has_name: bool = False,
    ) -> None:
        super().__init__(data, initial={"once": tokens.once(), "picture": "", **(initial or {})})
        if pictures or (data is not None and data.get("picture")):
            shown = [(str(one.pk), _("Снимок %(number)s") % {"number": at}) for at, one in enumerate(pictures, 1)]
            self.fields["picture"].choices = [("", _("Весь вопрос")), *shown]  # type: ignore[attr-defined]
        else:
            del self.fields["picture"]
        if has_name:
            self.fields["reason"].choices = [*REASONS[:-1], OF_A_NAME, REASONS[-1]]  # type: ignore[attr-defined]

    def clean_picture(self) -> UUID | None:
        chosen = self.cleaned_data["picture"]
        return UUID(chosen) if chosen else None


class NameFlagForm(forms.Form):
    """What is wrong with a name; which is known from the page."""

    words = FewWords(label=gettext_lazy("Что не так с именем"), required=False)
    once = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, initial={"once": tokens.once()})


class AppealForm(forms.Form):
    """About the whole question, or about what is named: a picture of it, an answer; on one's own page else the name."""

    words = forms.CharField(
        label=gettext_lazy("Почему вы не согласны"),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Напишите, почему вы не согласны."),
            "max_length": gettext_lazy("Слишком длинно. Хватит 2000 знаков."),
        },
    )
    answer = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    picture = forms.UUIDField(required=False, widget=forms.HiddenInput)
    by = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean_words(self) -> str:
        return tidy(self.cleaned_data["words"])

    @property
    def key(self) -> str:
        """What it is about, as `hidden.Hidden.key` names it; empty for the question or the name of the page."""
        for what in ("answer", "picture"):
            if self.data.get(what):
                return f"{what}-{self.data[what]}"
        return ""


class ActForm(forms.Form):
    """One act of a moderator. Offered is what makes sense for the question as it stands, and what was pressed."""

    do = forms.ChoiceField(
        label=gettext_lazy("Что сделать"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Выберите, что сделать."),
            "invalid_choice": gettext_lazy("Выберите из списка."),
        },
    )
    why = FewWords(
        label=gettext_lazy("Почему"),
        help_text=gettext_lazy("Это прочитает автор. Пишите просто и вежливо."),
        required=False,
    )
    into = forms.CharField(
        label=gettext_lazy("С каким вопросом объединить"),
        help_text=gettext_lazy("Короткий номер или адрес страницы."),
        max_length=300,
        required=False,
        error_messages={"max_length": gettext_lazy("Слишком длинно. Хватит номера.")},
    )
    topic = forms.ModelChoiceField(
        label=gettext_lazy("Новая тема"),
        queryset=Topic.objects.none(),
        required=False,
        empty_label=gettext_lazy("Выберите тему"),
        error_messages={"invalid_choice": gettext_lazy("Выберите тему из списка.")},
    )
    answer = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    picture = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, question: Question) -> None:
        super().__init__(data)
        topics = Topic.objects.filter(locale__language_code=question.language)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]
        posted = data.get("do", "") if data is not None else ""
        choices = offered(question)
        if posted in DEEDS and posted not in dict(choices):
            choices.append((posted, DEEDS[posted]))
        self.fields["do"].choices = choices  # type: ignore[attr-defined]
        acts = {name for name, _words in choices}
        if acts.intersection(NEED_WHY):
            self.fields["why"].help_text = _("Это прочитает автор. Скрыть, закрыть или объединить без этого нельзя.")
        for act, name in ((MERGE, "into"), (MOVE, "topic")):
            if act not in acts:
                del self.fields[name]
        if len(acts) == 1:
            self.initial["do"] = acts.pop()

    def clean_into(self) -> int | None:
        """The key of the question that was named."""
        named = ADDRESS.search(self.cleaned_data["into"].strip())
        if named is None:
            return None
        found = {"pk": named["pk"]} if named["pk"] else {"number": named["number"]}
        return Question.objects.filter(**found).values_list("pk", flat=True).first()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        do = told.get("do")
        if do in NEED_WHY and not told.get("why") and "why" not in self.errors:
            self.add_error("why", _("Напишите почему. Это увидит автор."))
        if do == MERGE and told.get("into") is None and "into" not in self.errors:
            self.add_error("into", _("Не нашли такой вопрос. Проверьте номер или адрес."))
        if do == MOVE and told.get("topic") is None and "topic" not in self.errors:
            self.add_error("topic", _("Выберите новую тему."))
        if do in (HIDE_ANSWER, RESTORE_ANSWER) and not told.get("answer"):
            self.add_error("do", _("Выберите из списка."))
        if do in (HIDE_PICTURE, RESTORE_PICTURE) and not told.get("picture"):
            self.add_error("do", _("Выберите из списка."))
        return told


class NameActForm(forms.Form):
    """One act of a moderator on a name. Which makes sense is said by the buttons of the page."""

    do = forms.ChoiceField(
        choices=list(OF_A_NAME_DONE.items()),
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Выберите, что сделать."),
            "invalid_choice": gettext_lazy("Выберите из списка."),
        },
    )
    why = FewWords(
        label=gettext_lazy("Почему"),
        help_text=gettext_lazy("Это прочитает тот, чьё имя. Пишите просто и вежливо."),
        error_messages={"required": gettext_lazy("Напишите почему. Это увидит тот, чьё имя.")},
    )

    def __init__(self, data: QueryDict | None, *, is_hidden: bool) -> None:
        super().__init__(data)
        next_act = RESTORE if is_hidden else HIDE
        self.fields["why"].required = (data.get("do") if data is not None else next_act) in NEED_WHY


def offered(question: Question) -> list[tuple[str, Any]]:
    """What makes sense as it stands."""
    names = []
    if question.state == Question.State.HIDDEN:
        names = [RESTORE]
    elif question.state == Question.State.HELD:
        names = [RELEASE, HIDE_HELD]
    elif question.state in (*OPEN, Question.State.CLOSED):
        names = [HIDE, MERGE, MOVE]
    if question.state in OPEN:
        names.append(UNLOCK if question.locked_at else LOCK)
    return [(name, DEEDS[name]) for name in names]
