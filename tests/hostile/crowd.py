"""Many questions and answers at once, one attack in each: rows as the rules write them, without their letters."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.letters import NAME, compose
from content import text
from courses.models import Topic
from questions import asking, letters, shelf
from questions.models import Answer, Flag, Question
from tests.hostile import fields
from tests.hostile.drawings import Drawing, document, drawing
from tests.hostile.feeds import entries
from tests.hostile.story import Story

# As many answers stand on a page, as many questions in a list.
TOGETHER = 20


def sheets(texts: list[str]) -> list[list[str]]:
    return [texts[first : first + TOGETHER] for first in range(0, len(texts), TOGETHER)]


def question(story: Story, payload: str) -> Question:
    now, typed = timezone.now(), text.tidy(payload)
    title = asking.title_of(typed)
    return Question(
        learner=story.asker.learner,
        language="ru",
        title=title,
        slug=asking.slug_of(title),
        happened=typed,
        expected=typed,
        app=" ".join(typed.split())[:80],
        state=Question.State.ANSWERED,
        asked_at=now,
        published_at=now,
        answered_at=now,
        active_at=now,
    )


def answer(story: Story, asked: Question, payload: str) -> Answer:
    now = timezone.now()
    return Answer(
        question=asked,
        author=story.expert.user,
        signed=payload[:80],
        source=text.tidy(payload),
        html=text.render_markdown(payload),
        cleaner_version=text.VERSION,
        applies_to=payload[:120],
        checked_on=now.date(),
        made_at=now,
    )


def draw(story: Story, payloads: list[str], sources: list[str], *, every: int = 1) -> Iterator[Drawing]:
    """`payloads` as questions, their titles and people's names, `sources` as answers; each alone in its field.
    Lists and the bare feed, which show the same once more, of one sheet in `every`.
    """
    rest = sheets(sources)
    for number, some in enumerate(sheets(payloads)):
        topic = Topic.objects.create(title=some[0][:80], slug=f"crowd-{number}", locale=story.lesson.locale)
        asked = Question.objects.bulk_create(question(story, payload) for payload in some)
        Question.topics.through.objects.bulk_create(Question.topics.through(question=one, topic=topic) for one in asked)
        here = rest.pop(0) if rest else some
        Answer.objects.bulk_create(answer(story, asked[0], payload) for payload in here)
        Answer.objects.bulk_create(
            answer(story, one, payload) for one, payload in zip(asked[1:], some[1:], strict=True)
        )
        shelf.changed()
        yield from of_all(story, topic, asked, in_all=number % every == 0)
    for some in rest:
        asked = Question.objects.bulk_create([question(story, some[0])])
        Answer.objects.bulk_create(answer(story, asked[0], payload) for payload in some)
        yield page(story, asked[0])


def page(story: Story, asked: Question) -> Drawing:
    path = f"/questions/{asked.pk}/{asked.slug}/"
    return drawing(fields.PAGE, path, story.reads.get(path), client=story.reads)


def of_all(story: Story, topic: Topic, asked: list[Question], *, in_all: bool) -> Iterator[Drawing]:
    yield page(story, asked[0])
    listed, feed = f"/questions/?topic={topic.slug}", f"/questions/feed.atom?topic={topic.slug}"
    news = story.reads.get(feed)
    if in_all:
        yield drawing(fields.LIST, listed, story.reads.get(listed))
        yield drawing(fields.FEED, feed, news, "feed")
    read = [f"<article>{one}</article>" for one in entries(news.content)]
    yield document("reader", "".join([*read, *map(letter_about, asked)]), "letter")
    flags = [
        Flag(
            learner=story.neighbour.learner,
            question=one,
            reason="other",
            words=one.happened[:500],
            made_at=timezone.now(),
        )
        for one in asked
    ]
    Flag.objects.bulk_create(flags)
    order = "/questions/order/"
    yield drawing(fields.ORDER, order, story.keeps_order.get(order))
    Flag.objects.filter(pk__in=[one.pk for one in flags]).delete()


def letter_about(asked: Question) -> str:
    facts = {**letters.sample(), NAME: asked.app, "question": asked.title, "who": asked.app, "why": asked.happened}
    return compose(letters.HIDDEN, "ru", facts).html + compose(letters.ANSWERED, "ru", facts).html
