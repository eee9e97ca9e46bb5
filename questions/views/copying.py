"""An open copy of a private question: its writer's page, and the page on which the asker decides."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Learner
from accounts.requests import Request
from content import text
from questions import access, addresses, screening
from questions.access import AnswererRequest, answerers
from questions.copies import anonymising, copying
from questions.copies.copy_forms import CopyForm, WordsForm, as_typed
from questions.models import Answer, Copy, Question
from questions.visibility import Deed

State = Copy.State
# What the asker decides on; before and after there is nothing to see.
OPEN = (State.OFFERED, State.AGREED, State.DECLINED, State.WITHDRAWN)


# --- who answered ----------------------------------------------------------------------------------------------------


@answerers
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: AnswererRequest, question_id: int, answer_id: int) -> HttpResponse:
    """Private on one side, open on the other. `do`: offer, look, later, keep (sent by the script), recall."""
    question = access.seen(question_id, request.viewer)
    answer = access.allowed(Deed.COPY, request.viewer, question, answer_id)
    if answer is None:
        raise Http404
    if request.method == "POST":
        try:
            return posted(request, question, answer, timezone.now())
        except copying.CopyingError:
            messages.warning(request, _("Так сейчас нельзя. Посмотрите, что стало с копией."))
            return redirect(addresses.path_of(question))
    copy = Copy.objects.filter(original=question).first()
    if copy is not None and (copy.state != State.DRAFT or copy.offered_by_id not in (None, answer.author_id)):
        return redirect(f"{addresses.path_of(question)}#open-copy")
    words = copying.words_of(copy) if copy else copying.prefilled(question, answer)
    return copy_page(request, question, answer, CopyForm(None, words), is_fresh=copy is None)


def posted(request: AnswererRequest, question: Question, answer: Answer, now: datetime) -> HttpResponse:
    """Raises copying.CopyingError."""
    do, back = request.POST.get("do", ""), redirect(f"{addresses.path_of(question)}#open-copy")
    if do == "recall":
        copying.recall(question.pk, answer.pk, request.viewer)
        return redirect(request.path)
    typed = as_typed(request.POST)
    form = CopyForm(request.POST, typed)
    if do == "offer" and form.is_valid():
        copying.offer(question.pk, answer.pk, request.viewer, form.words, now=now)
        messages.success(request, _("Отправлено. Решать будет тот, кто спросил."))
        return back
    copying.save(question.pk, answer.pk, request.viewer, typed, now=now)
    if do == "keep":
        return HttpResponse(status=204)
    if do == "later":
        messages.success(request, _("Черновик сохранён. Его видите только вы."))
        return back
    return copy_page(request, question, answer, form, status=400 if do == "offer" else 200)


def copy_page(
    request: AnswererRequest,
    question: Question,
    answer: Answer,
    form: CopyForm,
    *,
    is_fresh: bool = False,
    status: int = 200,
) -> HttpResponse:
    """`is_fresh`: nobody has typed anything yet, it is as we made it."""
    now_says = [str(form[name].value() or "") for name in ("title", "happened", "expected", "app", "reply")]
    context = {
        **sides(question, answer),
        "form": form,
        "is_fresh": is_fresh,
        "names": anonymising.likely_names(*now_says),
        "preview": text.render_markdown(now_says[-1]) if request.POST.get("do") == "look" else "",
    }
    return TemplateResponse(request, "questions/copy.html", context, status=status)


def sides(question: Question, answer: Answer | None) -> dict[str, object]:
    """The private side, with what screening finds in it marked."""
    found = {name: screening.screen(getattr(question, name)) for name in ("happened", "expected", "app")}
    marked = {name: screening.mark(getattr(question, name), findings) for name, findings in found.items()}
    has_found = any(found.values()) or bool(answer and screening.screen(answer.source))
    return {"question": question, "answer": answer, "has_found": has_found, "private": marked}


# --- the asker -------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.present
def decide(request: Request, question_id: int) -> HttpResponse:
    """Their own words beside what all would read. `do`: agree, look, decline, withdraw, again."""
    viewer = access.viewer_for(request, question_id)
    question = access.seen(question_id, viewer)
    copy = copying.of(question, viewer)
    if viewer.learner is None or not viewer.asked(question) or copy is None or copy.state not in OPEN:
        raise Http404
    if request.method != "POST":
        return decide_page(request, question, copy, WordsForm(None, copying.words_of(copy)))
    do = request.POST.get("do", "")
    form = WordsForm(request.POST, copying.words_of(copy))
    if do == "look" or (do == "agree" and not form.is_valid()):
        return decide_page(request, question, copy, form, status=400 if form.errors else 200)
    if do in ("agree", "again") and request.helping is not None:
        messages.error(request, _("Согласие даёт только сам человек, со своей страницы."))
        return decide_page(request, question, copy, form, status=403)
    try:
        messages.success(request, decided(do, question, viewer.learner, form, request.POST.get("read", "")))
    except copying.NotTheirs as error:
        raise Http404 from error
    except copying.Changed:
        messages.warning(request, _("Эксперт изменил текст. Прочитайте его ещё раз."))
        return decide_page(request, question, copy, WordsForm(None, copying.words_of(copy)), status=409)
    except copying.CopyingError:
        messages.warning(request, _("Так сейчас нельзя. Посмотрите, что стало с копией."))
    return redirect(with_token(request, reverse("copy_offered", args=[question.pk])))


def decided(do: str, question: Question, learner: Learner, form: WordsForm, read: str) -> str:
    """What to say. Raises copying.CopyingError."""
    now = timezone.now()
    if do == "agree":
        copying.agree(question.pk, learner, read=read, words=form.words, now=now)
        return _("Спасибо! Копию видят все, имени в ней нет.")
    if do == "decline":
        copying.decline(question.pk, learner, now=now)
        return _("Хорошо. Вопрос видите вы и эксперты.")
    if do == "withdraw":
        copying.withdraw(question.pk, learner, now=now)
        return _("Готово. Копию больше никто не видит.")
    if do == "again":
        copying.show_again(question.pk, learner, now=now)
        return _("Вернули. Копию снова видят все.")
    raise copying.NotNow


def decide_page(
    request: Request, question: Question, copy: Copy, form: WordsForm, *, status: int = 200
) -> HttpResponse:
    typed = {name: form[name].value() or "" for name in form.fields}
    context = {
        **sides(question, copy.answer),
        "copy": copy,
        "form": form,
        "typed": typed,
        "device": dict(Question.Device.choices).get(typed["device"], ""),
        "reply": text.render_markdown(copy.reply),
        "read": copying.seal(copying.words_of(copy)),
        "by": request.POST.get("by") or request.GET.get("by") or "",
        "is_helper": request.helping is not None,
        "has_pictures": question.pictures.exists(),
        "is_hidden": copy.public is not None and copy.public.state == Question.State.HIDDEN,
        "back": with_token(request, addresses.path_of(question)),
    }
    return TemplateResponse(request, "questions/copy_offered.html", context, status=status)


def with_token(request: Request, path: str) -> str:
    """A guest's link of the letter stays with them."""
    token = request.POST.get("by") or request.GET.get("by")
    return f"{path}?{urlencode({'by': token})}" if token else path
