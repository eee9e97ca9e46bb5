"""Four words, however they were typed: of a bookmark, of an invitation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import bookmarks, helping, whose


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Четыре слова"),
        max_length=200,
        help_text=gettext_lazy("Например: липа чайник среда лодка. Запятые и большие буквы не важны."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "lang": "ru"}
        ),
        error_messages={
            "required": gettext_lazy("Напишите четыре слова."),
            "max_length": gettext_lazy("Это слишком длинно. Нужны только четыре слова."),
        },
    )

    def refuse(self, error: Exception) -> None:
        """Say at the field why these words lead nowhere."""
        self.add_error("words", why(error))


def why(error: Exception) -> str:
    if isinstance(error, bookmarks.WrongNumberOfWords):
        return ngettext(
            "Нужно четыре слова, а здесь %(count)d слово.", "Нужно четыре слова, а здесь слов: %(count)d.", error.given
        ) % {"count": error.given}
    if isinstance(error, bookmarks.UnknownWord):
        return why_unknown(error)
    told: dict[type[Exception], Any] = {
        bookmarks.NoSuchBookmark: _("Такой закладки нет. Проверьте слова и их порядок. Или её отменили."),
        helping.NoSuchInvitation: _("Такого приглашения нет. Проверьте слова. Приглашение действует неделю."),
        helping.OwnInvitation: _("Это ваше приглашение. Передайте слова тому, кто вам помогает."),
        whose.SomebodyElses: _("Это закладка другого человека, у него своя страница. Сначала выйдите из вашей."),
        whose.StillHelping: _("Вы сейчас помогаете другому человеку. Сначала закончите помогать."),
        helping.AlreadyHelping: _("Вы уже помогаете этому человеку. Он есть в списке ниже."),
    }
    return str(told[type(error)])


def why_unknown(error: bookmarks.UnknownWord) -> str:
    if error.similar is None:
        return _("Слова «%(word)s» нет среди наших слов. Проверьте его.") % {"word": error.word}
    return _("Слова «%(word)s» у нас нет. Может быть, «%(similar)s»?") % {"word": error.word, "similar": error.similar}
