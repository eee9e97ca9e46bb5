"""Questions of beginners and their answers: asked, answered, found helpful, through the rules and at their own hour.

A question that exists is left as it is, so that what somebody tried in the demo stays.
"""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import F
from django.utils import timezone

from accounts import roles
from accounts.models import Learner, Mail, Organisation, User
from courses.models import Lesson, LessonPage, Topic
from events.models import Occurrence, WorkshopPage
from portal.demo import people, texts
from portal.demo.site import locale
from questions import answering, asking, check_letters, checking, telling, visibility
from questions.answering import Written
from questions.asking import Place, Told
from questions.copies import copy_letters, copying
from questions.copies.copying import Words
from questions.followers import following
from questions.models import Announcement, Expert, HoldingRules, NewsChoice, Question, Vouching
from questions.order import appeals, flagging, merging, moderation, verdicts

FILES = ["fraud", "phone", "services", "helping", "copies", "order"]
# In the order they came to the demo: the numbers of those before them stay.
LAST = ("copy", "order")
CHECKED_DAYS_AGO = 200
# Of those whom an answer helped, one in so many says so in the demo.
SPEAKS_UP = 8


def load() -> None:
    if not HoldingRules.objects.exists():
        # Programs that check the portal by its demo type faster than any person.
        HoldingRules.objects.create(least_seconds=0)
    said = texts.read("questions/experts.yaml")
    for one in said["experts"]:
        put_expert(one)
    for one in said["vouched"]:
        vouch(one)
    asked = [one for name in FILES for one in texts.read(f"questions/{name}.yaml")]
    neighbours = list(Learner.objects.filter(user=None, bookings__isnull=False).distinct().order_by("pk"))
    for place, one in enumerate(sorted(asked, key=its_turn)):
        key = texts.stable_id("question", one["key"])
        if not Question.objects.filter(key=key).exists():
            live_through(key, one, neighbours[place % len(neighbours) :] + neighbours[: place % len(neighbours)])
    # Letters of bygone days went out in those days.
    bygone = timezone.now() - timedelta(hours=12)
    kinds = (*telling.KINDS, *check_letters.KINDS, *copy_letters.KINDS, *verdicts.KINDS)
    old = Mail.objects.waiting().filter(made_at__lt=bygone, kind__in=kinds)
    old.update(sent_at=F("made_at"))
    Announcement.objects.filter(made_at__lt=bygone, ended_at=None).update(ended_at=F("made_at"))
    learner = people.person("learner").learner
    if not NewsChoice.objects.filter(learner=learner).exists():
        following.follow(learner, topic=Topic.objects.get(slug="phone", locale=locale("ru")), now=timezone.now())


def its_turn(said: dict[str, Any]) -> tuple[int, int]:
    """The oldest first, but after all that the demo had before."""
    return sum(place for place, name in enumerate(LAST, 1) if name in said), -said["ago"]


# --- who answers -----------------------------------------------------------------------------------------------------


def put_expert(said: dict[str, Any]) -> None:
    user = person(said)
    user.groups.add(Group.objects.get(name=roles.EXPERTS))
    expert = Expert.objects.filter(user=user).first() or Expert(user=user)
    expert.name, expert.slug, expert.about = user.name, said["slug"], said["about"]
    expert.organisation = Organisation.objects.get(name=said["organisation"])
    expert.checked_by = people.person("moderator")
    expert.checked_on = expert.checked_on or timezone.localdate() - timedelta(days=CHECKED_DAYS_AGO)
    expert.weekly_limit = 20
    expert.topics.set(Topic.objects.filter(slug__in=said["topics"], locale=locale("ru")))
    expert.save()


def person(said: dict[str, Any]) -> User:
    """One of the demo people, or an expert who never signs in."""
    found = User.objects.filter(email=people.address(said["who"])).first()
    return found or User.objects.create_user(people.address(said["who"]), None, name=said["name"])


def vouch(said: dict[str, Any]) -> None:
    Vouching.objects.get_or_create(
        user=people.person(said["who"]),
        organisation=Organisation.objects.get(name=said["organisation"]),
        ended_on=None,
        defaults={
            "vouched_by": people.person(said["by"]),
            "vouched_on": timezone.localdate() - timedelta(days=CHECKED_DAYS_AGO),
        },
    )


# --- what was asked --------------------------------------------------------------------------------------------------


def live_through(key: UUID, said: dict[str, Any], neighbours: list[Learner]) -> None:
    """The first neighbour asks, or who is named; the others have the same trouble, and some say whether the answer
    helped.
    """
    asker, others = neighbours[0], neighbours[1:]
    if "asker" in said:
        asker = people.person(said["asker"]).learner
    asked_at = at(said["ago"], 9 + len(said["key"]) % 9)
    told = Told(
        happened=texts.line(said["happened"]),
        expected=texts.line(said.get("expected", "")),
        device=said.get("device", ""),
        app=said.get("app", ""),
        visibility=said.get("visibility", Question.Visibility.PUBLIC),
        email=f"neighbour-{asker.pk}@demo.example" if asker.is_guest else "",
        topics=topics_of(said),
        place=place_of(said),
    )
    asking.write(asker, told, key=key, actor=None, now=asked_at)
    question = asking.send(key, asker, now=asked_at)
    if question.state == Question.State.ASKED:
        question = asking.confirm(key, now=asked_at + timedelta(minutes=5))
    for place, one in enumerate(said.get("answers", [])):
        respond(question, one, place, said, asker, others, asked_at)
    if "copy" in said:
        offer_copy(question, said["copy"], asker, asked_at + timedelta(days=1))
    if "order" in said:
        put_in_order(question, said["order"], asker, others[0], asked_at + timedelta(days=1))
    for learner in others[: said.get("same", 0) // SPEAKS_UP]:
        following.same(question.pk, learner, now=asked_at + timedelta(days=1))


def respond(
    question: Question,
    said: dict[str, Any],
    place: int,
    about: dict[str, Any],
    asker: Learner,
    others: list[Learner],
    asked_at: datetime,
) -> None:
    moments = (min(asked_at + timedelta(hours=hours), timezone.now()) for hours in count(2 + len(about["key"]) % 12, 2))
    again = said.get("check_again_in")
    answered_at = next(moments)
    written = Written(
        said["text"].strip(),
        said.get("applies_to", ""),
        timezone.localdate(answered_at) + timedelta(days=again) if again else None,
    )
    key = texts.stable_id("answer", about["key"], place)
    made = answering.answer(question.pk, people.person(said["by"]), written, key=key, now=answered_at)
    if "confirmed_by" in said:
        checking.confirm(made.pk, people.person(said["confirmed_by"]), now=next(moments))
    if about.get("accepted"):
        answering.react(made.pk, asker, helped=True, now=next(moments))
    elif "not_helped" in about:
        answering.react(made.pk, asker, helped=False, why=about["not_helped"], now=next(moments))
    for learner in others[: said.get("helped", 0) // SPEAKS_UP]:
        answering.react(made.pk, learner, helped=True, now=next(moments))


def offer_copy(question: Question, said: dict[str, Any], asker: Learner, offered_at: datetime) -> None:
    """By whoever answered first; the asker agrees in the evening, or has not decided yet."""
    answer = question.answers.earliest("made_at")
    assert answer.author is not None  # noqa: S101  # has just answered
    writer = visibility.viewer(answer.author, answer.author.learner)
    words = Words(said["title"], texts.line(said["happened"]), device=question.device, reply=said["reply"].strip())
    copy = copying.offer(question.pk, answer.pk, writer, words, now=offered_at)
    if said.get("agreed"):
        read = copying.seal(copying.words_of(copy))
        copying.agree(question.pk, asker, read=read, now=offered_at + timedelta(hours=8))


def put_in_order(
    question: Question, said: dict[str, Any], asker: Learner, passer_by: Learner, done_at: datetime
) -> None:
    """A moderator did it, and the asker does not agree the day after; or somebody pointed it out, and it waits."""
    done_at = min(done_at, timezone.now())
    if said["act"] == "flag":
        flagging.flag(question.pk, passer_by, said["reason"], said["why"], now=done_at)
        return
    moderator = people.person(said["by"])
    if said["act"] == "merge":
        target = Question.objects.get(key=texts.stable_id("question", said["into"]))
        merging.merge(question.pk, target.pk, moderator, said["why"], now=done_at)
        return
    act = {"hide": moderation.hide, "lock": moderation.lock}[said["act"]]
    act(question.pk, moderator, said["why"], now=done_at)
    if "appeal" in said:
        appeals.appeal(question.pk, asker, said["appeal"], now=min(done_at + timedelta(days=1), timezone.now()))


def at(days_ago: int, hour: int) -> datetime:
    """An hour of day, so many days ago; nothing happens later than now."""
    day = timezone.localdate() - timedelta(days=days_ago)
    return min(timezone.make_aware(datetime.combine(day, time(hour))), timezone.now())


def topics_of(said: dict[str, Any]) -> list[Topic]:
    """Those of the workshop; for a lesson the rule finds them itself."""
    page = WorkshopPage.objects.filter(slug=said.get("workshop", ""), locale=locale("ru")).first()
    return list(page.topics.all()) if page else []


def place_of(said: dict[str, Any]) -> Place:
    if "workshop" in said:
        page = WorkshopPage.objects.get(slug=said["workshop"], locale=locale("ru"))
        dates = Occurrence.objects.planned().filter(series__workshop=page.translation_key)
        return Place(occurrence=dates.filter(starts_at__lt=timezone.now()).order_by("-starts_at").first())
    page = LessonPage.objects.get(slug=said["lesson"], locale=locale("ru"))
    block_id = next((block.id for block in page.body if speaks_of(block, said.get("at", ""))), "")
    return Place(Lesson.objects.get(pk=page.translation_key), block_id, page.live_revision_id)


def speaks_of(block: Any, words: str) -> bool:
    """A heading of that name, or a list of steps with one of that name."""
    if not words:
        return False
    if block.block_type == "heading":
        return str(block.value) == words
    return block.block_type == "steps" and words in [
        block.value["title"],
        *(step["title"] for step in block.value["items"]),
    ]
