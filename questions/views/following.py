"""What somebody follows: begun and ended by a button, seen on one page, its letters stopped by a link."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import dead_addresses, guests
from accounts.models import Learner
from accounts.requests import Request
from accounts.views.own import own
from courses.models import Lesson, Topic
from questions import addresses, listing, telling, tokens
from questions.followers import following, news
from questions.models import Follow, Question
from questions.settings_forms import NewsForm
from questions.views import reading
from questions.visibility import Viewer, viewer_of

ONE_CLICK = "List-Unsubscribe"
ON_A_SHEET = 30
NEW_ONES = 10
LOOKED_AT = 100


@dataclass(frozen=True)
class Followed:
    """One row of the page: `is_gone` when its question is not shown any more."""

    follow: Follow
    title: str
    url: str
    is_gone: bool = False


def chosen(request: Request) -> tuple[Topic | None, Lesson | None]:
    """Which of the two is meant. Raises Http404."""
    slug, key = request.POST.get("topic", ""), request.POST.get("lesson", "")
    language = get_language() or "ru"
    topic = Topic.objects.filter(slug=slug, locale__language_code=language).first() if slug else None
    lesson = listing.lesson_of(key) if key and not slug else None
    if topic is None and lesson is None:
        raise Http404
    return topic, lesson


@require_POST
@never_cache
def follow(request: Request) -> HttpResponse:
    """«Сообщать о новых ответах», or with `undo` «Не сообщать»."""
    topic, lesson = chosen(request)
    learner = reading.actor(request, viewer_of(request))
    if request.POST.get("undo"):
        following.unfollow(learner, topic=topic, lesson=lesson)
        messages.success(request, _("Больше не сообщаем."))
    else:
        following.follow(learner, topic=topic, lesson=lesson, now=timezone.now())
        messages.success(request, promised(learner))
    about = {"topic": topic.slug} if topic else {"lesson": str(lesson.pk)} if lesson else {}
    return redirect(f"{reverse('questions')}?{urlencode(about)}#follow")


def promised(learner: Learner) -> str:
    """What will really happen."""
    choice = news.choice_of(learner)
    if choice.is_off:
        return _("Записали. Письма у вас выключены: новое будет на странице «За чем вы следите».")
    if telling.address_of_follower(learner) is None:
        return _("Записали. Вашей почты у нас нет: новое будет на странице «За чем вы следите».")
    if choice.rhythm == news.Rhythm.WEEKLY:
        return _("Записали. Если появится новое, напишем в понедельник.")
    return _("Записали. Напишем, если появится новое, — не чаще раза в день.")


@own
@require_http_methods(["GET", "HEAD", "POST"])
def my_following(request: Request) -> HttpResponse:
    """Everything one follows, what is new there, and how often to write; `do` says what a button means."""
    learner, now = guests.own_learner(request), timezone.now()
    choice = news.choice_of(learner)
    form = NewsForm(None, choice)
    if request.method == "POST" and learner is not None:
        done = act(request, learner)
        if done:
            messages.success(request, done)
            return redirect("my_following")
        form = NewsForm(request.POST, choice)
        if form.is_valid():
            news.choose(learner, form.choice, now)
            messages.success(request, _("Запомнили."))
            return redirect("my_following")
    viewer = viewer_of(request)
    context = {
        "own": learner,
        "sheet": sheet_of(request, learner, viewer),
        "news": new_ones(learner),
        "choice": choice,
        "form": form,
        "address": telling.address_of_follower(learner) if learner else None,
        "dead": dead_addresses.of(learner) if learner else None,
    }
    return TemplateResponse(request, "questions/following.html", context, status=400 if form.errors else 200)


def act(request: Request, learner: Learner) -> str:
    """What one press did, in words; nothing when it was the form."""
    do, number = request.POST.get("do", ""), request.POST.get("follow", "")
    if do == "drop" and number.isdecimal() and len(number) < 19:
        following.drop(learner, int(number))
        return _("Больше не сообщаем.")
    if do in ("stop", "again"):
        news.switch(learner, timezone.now(), on=do == "again")
        return _("Снова пишем о новом.") if do == "again" else _("Больше не пишем о новом.")
    return ""


def sheet_of(request: Request, learner: Learner | None, viewer: Viewer) -> Sheet:
    """Of `Followed`. The same number of queries for any number of rows."""
    rows = Follow.objects.filter(learner=learner) if learner else Follow.objects.none()
    rows = rows.select_related("question", "topic", "lesson").order_by("-made_at", "-pk")
    sheet: Any = Paginator(rows, ON_A_SHEET).get_page(request.GET.get("page", ""))
    asked = [row.question_id for row in sheet if row.question_id]
    seen = set(Question.objects.visible_to(viewer).filter(pk__in=asked).values_list("pk", flat=True))
    sheet.object_list = [line(row, seen) for row in sheet]
    return sheet


def line(row: Follow, seen: set[int]) -> Followed:
    if row.question is not None:
        if row.question_id not in seen:
            return Followed(row, "", "", is_gone=True)
        return Followed(row, row.question.title, addresses.path_of(row.question))
    questions = reverse("questions")
    if row.topic is not None:
        return Followed(row, row.topic.title, f"{questions}?{urlencode({'topic': row.topic.slug})}")
    title = row.lesson.title if row.lesson else ""
    return Followed(row, title, f"{questions}?{urlencode({'lesson': str(row.lesson_id)})}")


def new_ones(learner: Learner | None) -> list[Question]:
    """The questions with the newest answers, each once."""
    if learner is None:
        return []
    keys = news.to_read(learner, timezone.now()).values_list("question", flat=True)[:LOOKED_AT]
    newest = list(dict.fromkeys(keys))[:NEW_ONES]
    rows = {row.pk: row for row in Question.objects.public().filter(pk__in=newest).for_lists()}
    return [rows[key] for key in newest if key in rows]


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, token: str) -> HttpResponse:
    """GET shows one button; POST ends the letters of whoever got one, or with `again` brings them back.

    The token is the proof: mail programs post here by themselves, without cookies, and follow no redirect (RFC 8058).
    """
    try:
        learner = news.learner_of(token)
    except tokens.NoSuchLink as error:
        raise Http404 from error
    if request.method == "POST":
        news.switch(learner, timezone.now(), on="again" in request.POST)
        if ONE_CLICK in request.POST:
            return HttpResponse(status=200)
        return redirect("stop_news", token)
    return TemplateResponse(request, "questions/unsubscribe.html", {"is_off": news.choice_of(learner).is_off})
