"""Questions as people read them, and what they say about them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import guests
from accounts.models import Learner
from accounts.requests import Request
from courses.addresses import find_lesson
from courses.body import ANCHOR_CHARACTERS
from courses.models import Lesson, Topic
from events import guest_booking, tokens
from questions import access, addresses, answering, claiming, listing, markup, routing
from questions import history as changes
from questions.address_forms import form_for
from questions.copies import copying
from questions.followers import following
from questions.forms import WhyForm
from questions.models import Answer, Copy, Question, Reaction
from questions.order import appeals, merging
from questions.order import hidden as taken_away
from questions.order.holding import why_held
from questions.visibility import Deed, Viewer, may, viewer_of

ANSWERS_ON_A_SHEET = 20


@dataclass(frozen=True)
class Shown:
    """An answer with what this viewer may do about it and has said."""

    answer: Answer
    said: Reaction | None
    may_react: bool
    may_confirm: bool
    may_unconfirm: bool
    may_change: bool
    may_flag: bool
    may_copy: bool

    @property
    def says(self) -> str:
        return self.said.kind if self.said else ""

    @property
    def asks_why(self) -> bool:
        return self.says == Reaction.Kind.NOT_HELPED and self.said is not None and not self.said.why


@dataclass(frozen=True)
class Offer:
    """The topic or lesson of a list, to be told of its news."""

    kind: str
    key: str
    title: str
    is_followed: bool


@require_safe
@never_cache
def questions(request: Request) -> HttpResponse:
    viewer = viewer_of(request)
    found = listing.read(request.GET, viewer, get_language() or "ru")
    context = {
        "listing": found,
        "viewer": viewer,
        "days": routing.days_of(routing.promise(timezone.now())),
        "lesson_url": find_lesson(found.lesson.pk, get_language() or "ru") if found.lesson else None,
        "offer": offer_of(found.lesson, request.GET.get("topic", ""), viewer),
        "once": tokens.once() if viewer.learner is None else "",
    }
    return TemplateResponse(request, "questions/list.html", context)


def offer_of(lesson: Lesson | None, slug: str, viewer: Viewer) -> Offer | None:
    """Of a list narrowed by both it is the lesson."""
    if lesson is not None:
        return Offer("lesson", str(lesson.pk), lesson.title, following.follows(viewer.learner, lesson=lesson))
    topic = Topic.objects.filter(slug=slug, locale__language_code=get_language()).first() if slug else None
    if topic is None:
        return None
    return Offer("topic", topic.slug, topic.title, following.follows(viewer.learner, topic=topic))


@require_safe
@never_cache
def question(request: Request, question_id: int, slug: str = "") -> HttpResponse:
    """One question. Under another slug, or merged into another, it leads to where it is."""
    viewer = access.viewer_for(request, question_id)
    try:
        asked = access.seen(question_id, viewer)
    except Http404:
        target = merging.target_of(question_id)
        if target is None:
            raise
        return redirect(addresses.path_of(target))
    if asked.state == Question.State.DRAFT:
        return redirect("check_question", asked.key)
    if asked.state == Question.State.MERGED and asked.merged_into_id and not viewer.is_moderator:
        return redirect(addresses.path_of(access.seen(asked.merged_into_id, viewer)))
    if slug != asked.slug:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{addresses.path_of(asked)}{query}")
    return TemplateResponse(request, "questions/question.html", context_of(request, asked, viewer))


def context_of(request: Request, asked: Question, viewer: Viewer) -> dict[str, object]:
    now = timezone.now()
    answers = (
        asked.answers.seen()
        .best_first()
        .select_related("organisation", "author__expert", "confirmed_by__expert", "confirmed_by__hidden_name")
    )
    sheet = Paginator(answers, ANSWERS_ON_A_SHEET).get_page(request.GET.get("page", ""))
    said = reactions(asked, viewer.learner)
    writing = claiming.holder(asked, now) if viewer.answers else None
    copy = copying.of(asked, viewer)
    return {
        "question": asked,
        "viewer": viewer,
        "is_mine": viewer.asked(asked),
        "once": tokens.once() if viewer.learner is None else "",
        "by": (request.GET.get("by") or "") if viewer.asked(asked) else "",
        "pictures": asked.pictures.seen().defer("webp"),
        "hidden_pictures": taken_away.pictures_of(asked, viewer),
        "hidden_answers": taken_away.answers_of(viewer, asked),
        "topics": list(asked.topics.all()),
        "sheet": sheet,
        "answers": [shown(answer, asked, viewer, said, copy) for answer in sheet],
        "copy": copy,
        "has_same": None in said,
        "may_same": may(viewer, Deed.SAME, asked),
        "may_answer": may(viewer, Deed.ANSWER, asked),
        "writing": writing,
        "has_answered": any(viewer.wrote(answer) for answer in sheet),
        "is_writing": writing is not None and writing.user_id == request.user.pk,
        "place_url": place_of(asked),
        "days": routing.days_of(routing.promise(now)) if asked.waits else 0,
        "is_overdue": asked.is_overdue(now),
        "may_flag": may(viewer, Deed.FLAG, asked),
        "verdict": appeals.verdict(asked) if viewer.asked(asked) or viewer.is_moderator else None,
        "held": why_held(asked),
        "json_ld": markup.page(asked, list(sheet), sheet.paginator.count),
        "readdress": form_for(asked, guests.own_learner(request)),
    }


def reactions(asked: Question, learner: Learner | None) -> dict[int | None, Reaction]:
    """What this learner has said here, by answer; under None «У меня так же»."""
    if learner is None:
        return {}
    return {row.answer_id: row for row in Reaction.objects.filter(question=asked, learner=learner)}


def shown(
    answer: Answer, asked: Question, viewer: Viewer, said: dict[int | None, Reaction], copy: Copy | None
) -> Shown:
    judges = may(viewer, Deed.CONFIRM, asked, answer)
    is_confirmed = answer.confirmed_at is not None
    return Shown(
        answer,
        said.get(answer.pk),
        may_react=may(viewer, Deed.REACT, asked, answer),
        may_confirm=judges and (not is_confirmed or answer.is_due(timezone.localdate())),
        may_unconfirm=judges and is_confirmed,
        may_change=may(viewer, Deed.CHANGE, asked, answer),
        may_flag=may(viewer, Deed.FLAG_ANSWER, asked, answer),
        may_copy=(copy is None or copy.state == Copy.State.DRAFT) and may(viewer, Deed.COPY, asked, answer),
    )


def place_of(asked: Question) -> str:
    """Where it was asked, if that can still be read."""
    if asked.lesson_id is None:
        return ""
    path = find_lesson(asked.lesson_id, get_language() or "ru")
    return f"{path}#b-{asked.block_id[:ANCHOR_CHARACTERS]}" if path and asked.block_id else path or ""


@require_safe
@never_cache
def history(request: Request, question_id: int, slug: str, answer_id: int) -> HttpResponse:
    """How an answer was changed: for whoever sees it."""
    viewer = access.viewer_for(request, question_id)
    asked = access.seen(question_id, viewer)
    answer = get_object_or_404(Answer.objects.seen(), pk=answer_id, question=asked)
    context = {"question": asked, "answer": answer, "changes": changes.of_answer(answer)}
    return TemplateResponse(request, "questions/history.html", context)


# --- saying ----------------------------------------------------------------------------------------------------------


def actor(request: Request, viewer: Viewer) -> Learner:
    """Whose word it is: the asker by the link of a letter, else whoever is here; a newcomer's row is made now."""
    if viewer.learner is not None:
        return viewer.learner
    if request.learner is not None:
        # Came by the bookmark of a registered person: the device is not theirs to speak from.
        raise Http404
    return guest_booking.ensure(request, request.POST.get("once", ""))


def back_to(request: Request, asked: Question, anchor: str) -> HttpResponse:
    token = request.POST.get("by", "")
    query = f"?{urlencode({'by': token})}" if token else ""
    return redirect(f"{addresses.path_of(asked)}{query}#{anchor}")


@require_POST
@access.present
def same(request: Request, question_id: int, slug: str) -> HttpResponse:
    """«У меня так же», or with `undo` «Вернуть»."""
    viewer = access.viewer_for(request, question_id)
    asked = access.seen(question_id, viewer)
    access.allowed(Deed.SAME, viewer, asked)
    learner = actor(request, viewer)
    if request.POST.get("undo"):
        following.not_same(asked.pk, learner)
        messages.success(request, _("Вернули, как было."))
    else:
        try:
            following.same(asked.pk, learner, now=timezone.now())
        except following.OwnQuestion as error:
            raise Http404 from error
        messages.success(request, _("Записали. Если мы знаем вашу почту, напишем об ответе."))
    return back_to(request, asked, "same")


@require_POST
@access.present
def helped(request: Request, question_id: int, slug: str, answer_id: int) -> HttpResponse:
    """`helped=yes` «Помогло», `no` «Не помогло» (with `why`), `undo` «Вернуть»."""
    viewer = access.viewer_for(request, question_id)
    asked = access.seen(question_id, viewer)
    access.allowed(Deed.REACT, viewer, asked, answer_id)
    form = WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Не поняли ответ. Нажмите кнопку ещё раз; слова — до 1000 знаков."))
        return TemplateResponse(request, "questions/question.html", context_of(request, asked, viewer), status=400)
    learner, now = actor(request, viewer), timezone.now()
    word, why = form.cleaned_data["helped"], form.cleaned_data["why"]
    try:
        if word == "undo":
            answering.take_back(answer_id, learner, now=now)
        else:
            answering.react(answer_id, learner, helped=word == "yes", now=now, why=why)
    except answering.NotTheirs as error:
        raise Http404 from error
    messages.success(request, _("Вернули, как было.") if word == "undo" else thanks(word, why, viewer.asked(asked)))
    return back_to(request, asked, f"answer-{answer_id}")


def thanks(word: str, why: str, is_asker: bool) -> str:
    if word == "yes":
        return _("Спасибо! Рады, что помогло.")
    if why:
        return _("Спасибо. Эксперт увидит, что не получилось.")
    return _("Жаль. Вопрос снова открыт, ответит другой эксперт.") if is_asker else _("Спасибо, что сказали.")
