"""The newest answers as an Atom feed, for programs that read news: what everybody may see, and nothing else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.http import parse_http_date, urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content.text import tidy
from courses.models import Lesson, Topic
from questions import addresses, listing
from questions.models import Answer, Question

SHOWN = 30


@dataclass(frozen=True)
class Scope:
    """Of what the feed tells: of everything in a language, or of a topic or a lesson alone."""

    language: str
    topic: Topic | None = None
    lesson: Lesson | None = None

    @property
    def query(self) -> str:
        chosen = {}
        if self.topic:
            chosen["topic"] = self.topic.slug
        if self.lesson:
            chosen["lesson"] = str(self.lesson.pk)
        return f"?{urlencode(chosen)}" if chosen else ""


def scope_of(request: HttpRequest) -> Scope:
    """Raises Http404 for a topic or lesson that is not there: a program would go on to tell of everything."""
    language = get_language() or "ru"
    slug, key = request.GET.get("topic", ""), request.GET.get("lesson", "")
    topic = Topic.objects.filter(slug=slug, locale__language_code=language).first() if slug else None
    lesson = listing.lesson_of(key) if key else None
    if (slug and topic is None) or (key and lesson is None):
        raise Http404
    return Scope(language, topic, lesson)


class AnswersAtom(Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        """Answers may link to pages of the portal by paths alone."""
        return {**super().root_attributes(), "xml:base": f"{settings.SITE_URL}/"}

    def latest_post_date(self) -> datetime:
        """A feed without entries has never changed; Django says that it does at each moment."""
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, tz=UTC)


class Answers(Feed):
    """Public questions with an answer, what was answered last first."""

    feed_type = AnswersAtom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Scope:
        return scope_of(request)

    def title(self, scope: Scope) -> str:
        about = scope.topic or scope.lesson
        return tidy(f"{_('Новые ответы на «Просвете»')}: {about.title}" if about else _("Новые ответы на «Просвете»"))

    def subtitle(self) -> str:
        return _("Вопросы о телефоне, обмане и услугах — и ответы экспертов.")

    def link(self, scope: Scope) -> str:
        return f"{settings.SITE_URL}{reverse('questions')}{scope.query}"

    def feed_url(self, scope: Scope) -> str:
        return f"{settings.SITE_URL}{reverse('questions_feed')}{scope.query}"

    def author_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def items(self, scope: Scope) -> list[Question]:
        questions = Question.objects.public().with_answer().filter(language=scope.language)
        if scope.topic:
            questions = questions.filter(topics=scope.topic)
        if scope.lesson:
            questions = questions.of_lesson(scope.lesson.pk)
        with_seen = questions.filter(Exists(Answer.objects.seen().filter(question=OuterRef("pk"))))
        return list(with_seen.for_lists().last_answered_first()[:SHOWN])

    def item_title(self, item: Question) -> str:
        return tidy(item.title)

    def item_description(self, item: Question) -> str:
        best = mark_safe(item.seen_answers[0].html)  # cleaned when it was stored
        return format_html("<p>{}</p>{}", tidy(item.happened), best)

    def item_link(self, item: Question) -> str:
        return settings.SITE_URL + addresses.path_of(item)

    def item_guid(self, item: Question) -> str:
        """Stays when the question is called otherwise."""
        return f"{settings.SITE_URL}{reverse('questions')}{item.pk}/"

    def item_author_name(self, item: Question) -> str:
        return tidy(item.seen_answers[0].who)

    def item_pubdate(self, item: Question) -> datetime:
        return item.answered_at or item.asked_at

    def item_updateddate(self, item: Question) -> datetime:
        return max(answer.changed_at or answer.made_at for answer in item.seen_answers)

    def item_categories(self, item: Question) -> list[str]:
        return [tidy(topic.title) for topic in item.topics.all()]


@require_safe
@cache_control(no_cache=True)
def answers(request: HttpRequest) -> HttpResponse:
    """304 for a program that has it already. The tag is of the text itself: whatever is hidden changes it too."""
    response = Answers()(request)
    set_response_etag(response)
    conditional = get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=parse_http_date(response["Last-Modified"]),
        response=response,
    )
    return conditional or response
