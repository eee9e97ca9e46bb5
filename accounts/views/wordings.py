"""«Письма» in the admin: every letter with its words, how it will look, and other words for it."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from accounts import letters, mail
from accounts.forms.wordings import WordingForm
from accounts.letters import Composed, Kind, wordings
from accounts.letters.composing import draw
from accounts.letters.drawing import for_preview
from accounts.models import User, Wording

PERMISSION = "accounts.change_wording"
TRIAL = "trial"
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Row:
    """One letter of the list; `languages` are (code, name, whether an editor's words are sent)."""

    letter: Kind
    languages: list[tuple[str, str, bool]]


@permission_required(PERMISSION)
def index(request: HttpRequest) -> HttpResponse:
    """Every letter that the portal sends. One query for the words."""
    own = set(Wording.objects.values_list("kind", "language"))
    rows = [
        Row(letter, [(code, name, (letter.kind, code) in own) for code, name in LANGUAGES.items()])
        for letter in letters.everything()
    ]
    return render(request, "accounts/admin/letters.html", {"rows": rows, "languages": settings.LANGUAGES})


@permission_required(PERMISSION)
def edit(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """GET: the words and how they look. POST `act`: «save», «look» at what is typed, or «send» it to oneself."""
    letter = letter_or_404(kind, language)
    form = WordingForm(letter, language, request.POST or None, initial=words_of(letter, language))
    if request.method == "POST" and form.is_valid():
        act, typed = request.POST.get("act", "save"), form.cleaned_data
        if act == "save":
            wordings.write(letter, language, typed["subject"], typed["text"], actor_of(request), timezone.now())
            messages.success(request, _("Сохранено. Письма теперь уходят с вашими словами."))
            return redirect("letter", kind, language)
        if act == "send":
            send_trial(request, preview(letter, language, typed["subject"], typed["text"]))
    seen = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    composed = preview(letter, language, seen["subject"], seen["text"])
    context: dict[str, Any] = {
        "form": form,
        "letter": letter,
        "language": language,
        "language_name": LANGUAGES[language],
        "others": [(code, name) for code, name in LANGUAGES.items() if code != language],
        "own": Wording.objects.filter(kind=kind, language=language).select_related("changed_by").first(),
        "placeholders": [(wordings.name_of(letter, language, one.key), one) for one in letter.placeholders],
        "composed": composed,
        "html": for_preview(composed.html),
    }
    return render(request, "accounts/admin/letter.html", context, status=400 if form.errors else 200)


@permission_required(PERMISSION)
@require_POST
def drop(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """«Вернуть слова портала»."""
    wordings.drop(letter_or_404(kind, language), language, actor_of(request))
    messages.success(request, _("Готово: письмо снова говорит словами портала. Ваши слова остались в истории."))
    return redirect("letter", kind, language)


def letter_or_404(kind: str, language: str) -> Kind:
    if language not in LANGUAGES:
        raise Http404
    try:
        return letters.find(kind)
    except letters.UnknownKind as error:
        raise Http404 from error


def actor_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def words_of(letter: Kind, language: str) -> dict[str, str]:
    """The editor's words, else the portal's, as editors read them."""
    with translation.override(language):
        row = wordings.of(letter, language) or letter
        subject, text = str(row.subject), str(row.text)
    return {
        "subject": wordings.with_names(letter, language, subject),
        "text": wordings.with_names(letter, language, text),
    }


def preview(letter: Kind, language: str, subject: str, text: str) -> Composed:
    """These words with the facts of an example."""
    subject, text = (wordings.with_keys(letter, language, words) for words in (subject, text))
    with translation.override(language):
        return draw(letter, subject, text, letter.sample())


def send_trial(request: HttpRequest, composed: Composed) -> None:
    """To the editor's own confirmed address, through the one door."""
    learner = actor_of(request).learner
    address = mail.address_of(learner)
    if address is None:
        messages.error(request, _("Письмо послать некуда: сначала подтвердите свою почту."))
        return
    subject = _("Проба: %(subject)s") % {"subject": composed.subject}
    mail.post(kind=TRIAL, to=address, subject=subject, text=composed.text, html=composed.html, learner=learner)
    messages.success(request, _("Пробное письмо скоро придёт на %(address)s.") % {"address": address})


urlpatterns = [
    path("letters/", index, name="letters"),
    path("letters/<slug:kind>/<slug:language>/", edit, name="letter"),
    path("letters/<slug:kind>/<slug:language>/drop/", drop, name="drop_wording"),
]
