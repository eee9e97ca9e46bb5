"""The way from a trouble to a sent question: write, look over, send. A guest then confirms by mail (`confirming`)."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from accounts.models import Learner, User
from accounts.requests import Request
from courses.models import Lesson
from events import guest_booking, workshops
from events.models import Occurrence
from questions import addresses, asking, routing, screening, similar, tokens
from questions.asking import Place, Told
from questions.forms import NO_ADDRESS, AskForm
from questions.models import Question
from questions.screening import Kind
from questions.visibility import viewer_of

LIMIT = "confirm_question"


def language() -> str:
    return get_language() or "ru"


def actor_of(request: Request) -> User | None:
    return request.user if request.user.is_authenticated else None


# --- writing ---------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """`/questions/ask/`: from anywhere, from a block (`?lesson=&block=`), from a date (`?date=`), or to go on writing
    (`?draft=`).
    """
    if request.method == "POST":
        return written(request)
    draft = own_draft(request, request.GET.get("draft", "")) if "draft" in request.GET else None
    if draft is not None:
        place = Place(draft.lesson, draft.block_id, draft.lesson_revision, draft.occurrence)
        return ask_page(request, AskForm(None, None, request.learner, typed_in(draft), has_place(place)), place, draft)
    asked = {name: request.GET.get(name, "")[:40] for name in ("lesson", "block", "date")}
    place = place_of(**asked)
    told = {**asked, **remembered(request), "happened": request.GET.get("q", "")[:200]}
    return ask_page(request, AskForm(None, None, request.learner, told, has_place(place)), place)


def ask_page(request: Request, form: AskForm, place: Place, draft: Question | None = None) -> HttpResponse:
    context = {
        "form": form,
        "place": place,
        "pictures": draft.pictures.defer("webp") if draft else [],
        "days": routing.days_of(routing.promise(timezone.now())),
    }
    return TemplateResponse(request, "questions/ask.html", context, status=400 if form.errors else 200)


def written(request: Request) -> HttpResponse:
    now = timezone.now()
    asked = {name: request.POST.get(name, "")[:40] for name in ("lesson", "block", "date")}
    place = place_of(**asked)
    form = AskForm(request.POST, request.FILES, request.learner, has_place=has_place(place))
    if not form.is_valid():
        return ask_page(request, form, place, own_draft(request, request.POST.get("key", ""), or_none=True))
    learner = guest_booking.ensure(request, form.cleaned_data["once"])
    guest_booking.introduce(learner, form.contact, now)
    key = form.cleaned_data["key"] or uuid4()
    shots = [form.shot] if form.shot else []
    try:
        question = asking.write(learner, told(form, place, now), key=key, actor=actor_of(request), now=now, shots=shots)
    except asking.AlreadySent as error:
        return redirect(addresses.path_of(error.question))
    except asking.NotTheirs as error:
        raise Http404 from error
    return redirect("check_question", question.key)


def told(form: AskForm, place: Place, now: datetime) -> Told:
    """Whoever brings no word of ours about when the form was shown begins now."""
    typed = form.cleaned_data
    return Told(
        happened=typed["happened"],
        expected=typed["expected"],
        device=typed["device"],
        app=typed["app"],
        visibility=typed["visibility"],
        email=form.contact.email,
        language=language(),
        topics=[typed["topic"]] if typed.get("topic") else [],
        place=place,
        begun_at=min(tokens.read_begun(typed["begun"]) or now, now),
        trapped=bool(typed["site"]),
    )


def place_of(lesson: str, block: str, date: str) -> Place:
    """What an address names, as far as it exists."""
    if (key := uuid_of(lesson)) and (found := Lesson.objects.filter(pk=key, archived_at=None).first()):
        return asking.place_in_lesson(found, block, language())
    if key := uuid_of(date):
        dates = Occurrence.objects.for_lists().exclude(series__workshop__in=workshops.private_keys(language()))
        return Place(occurrence=dates.filter(pk=key).first())
    return Place()


def has_place(place: Place) -> bool:
    """Then nobody is asked what it is about."""
    return place.lesson is not None


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def own_draft(request: Request, text: str, *, or_none: bool = False) -> Question | None:
    """A question of this learner that was not sent yet. Raises Http404."""
    learner, key = viewer_of(request).learner, uuid_of(text)
    found = None
    if learner is not None and key is not None:
        drafts = Question.objects.filter(key=key, learner=learner, state=Question.State.DRAFT)
        found = drafts.select_related("lesson", "occurrence__series__workshop").first()
    if found is None and not or_none:
        raise Http404
    return found


def typed_in(draft: Question) -> dict[str, Any]:
    topic = draft.topics.first()
    about = ("key", "happened", "expected", "device", "app", "visibility", "email")
    place = {
        "lesson": draft.lesson_id or "",
        "block": f"b-{draft.block_id[:8]}" if draft.block_id else "",
        "date": draft.occurrence_id or "",
    }
    return {**{name: getattr(draft, name) for name in about}, **place, "topic": topic.slug if topic else None}


def remembered(request: Request) -> dict[str, str]:
    """What was told of the telephone before, so that nobody chooses it twice."""
    learner = viewer_of(request).learner
    if learner is None:
        return {}
    last = learner.questions.order_by("-asked_at").first()
    told = {"device": (last.device if last else "") or learner.phone_system}
    return {**told, "email": last.email} if last and last.email else told


@require_safe
def similar_questions(request: Request) -> HttpResponse:
    """What the script of the form shows while somebody writes; the same as the next page shows without it."""
    found = similar.known(request.GET.get("q", ""), language())
    return TemplateResponse(request, "components/known.html", {"known": found})


# --- looking over, sending -------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, key: UUID) -> HttpResponse:
    """«Перед отправкой проверьте»: what will be seen, by whom, and what better were not."""
    learner = viewer_of(request).learner
    questions = Question.objects.select_related("lesson", "occurrence__series__workshop")
    question = get_object_or_404(questions, key=key, learner=learner) if learner else None
    if learner is None or question is None:
        raise Http404
    if question.state != Question.State.DRAFT:
        return redirect(addresses.path_of(question))
    return sent(request, question, learner) if request.method == "POST" else check_page(request, question)


def check_page(request: Request, question: Question, *, status: int = 200) -> HttpResponse:
    found = {name: screening.screen(getattr(question, name)) for name in ("happened", "expected", "app")}
    kinds = {one.kind for findings in found.values() for one in findings}
    context = {
        "question": question,
        "pictures": question.pictures.defer("webp"),
        "happened": screening.mark(question.happened, found["happened"]),
        "expected": screening.mark(question.expected, found["expected"]),
        "app": screening.mark(question.app, found["app"]),
        "has_code": Kind.CODE in kinds,
        "warns": [kind for kind in Kind if kind in kinds and kind is not Kind.CODE] if question.is_public else [],
        "known": similar.known(f"{question.title} {question.happened}", question.language, question.pk),
        "edit_query": urlencode({"draft": str(question.key)}),
    }
    return TemplateResponse(request, "questions/check.html", context, status=status)


def sent(request: Request, question: Question, learner: Learner) -> HttpResponse:
    try:
        made = asking.send(question.key, learner, now=timezone.now(), allow=partial(limits.count, request, LIMIT))
    except asking.NoAddress:
        messages.error(request, str(NO_ADDRESS))
        return redirect(f"{request.path}../?{urlencode({'draft': str(question.key)})}")
    except limits.TooManyTries as error:
        messages.error(request, wait(error.minutes))
        return check_page(request, question, status=429)
    except asking.NotTheirs as error:
        raise Http404 from error
    if made.state == Question.State.ASKED:
        messages.success(request, _("Остался один шаг. Письмо ушло на %(email)s.") % {"email": made.email})
    elif made.state == Question.State.HELD:
        messages.success(request, held_words())
    else:
        messages.success(request, _("Вопрос отправлен. Ответ появится на этой странице."))
    return redirect(addresses.path_of(made))


def wait(minutes: int) -> str:
    words = ngettext(
        "Сейчас мы отправляем слишком много писем. Ваш вопрос сохранён. Нажмите «Отправить» через %(minutes)d минуту.",
        "Сейчас мы отправляем слишком много писем. Ваш вопрос сохранён. Нажмите «Отправить» через %(minutes)d минут.",
        minutes,
    )
    return words % {"minutes": minutes}


def held_words() -> str:
    return _("Спасибо, вопрос получили. Сначала его посмотрит модератор.")
