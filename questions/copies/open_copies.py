"""The question that everybody reads instead of a private one. Nothing of it leads back: it is nobody's, has a number of
its own, and its dates are those of a whole day.
"""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from content import numbers, text
from questions import addresses, asking, shelf
from questions.answering import CHECKED_EVERY
from questions.models import Act, Answer, Copy, Question, Revision
from questions.order import acts, answer_order, names


def publish(original: Question, answer: Answer, copy: Copy, now: datetime) -> Question:
    """A question of nobody, with its answer, of this day as a whole. The place in a lesson stays, a date does not: few
    people come to it.
    """
    day = timezone.make_aware(datetime.combine(timezone.localdate(now), time()))
    checked_on = timezone.localdate(copy.offered_at)
    public = Question(
        language=original.language,
        title=copy.title,
        slug=asking.slug_of(copy.title),
        happened=copy.happened,
        expected=copy.expected,
        device=copy.device,
        app=copy.app,
        lesson=original.lesson,
        block_id=original.block_id,
        visibility=Question.Visibility.PUBLIC,
        state=Question.State.ANSWERED,
        asked_at=day,
        published_at=day,
        answered_at=day,
        active_at=day,
        copy_of=original,
    )
    public.number = numbers.give(addresses.QUESTION, public.key)
    public.save()
    public.topics.set(original.topics.all())
    Revision.objects.create(question=public, number=1, source=public.happened, at=day)
    made = Answer.objects.create(
        question=public,
        author=copy.offered_by,
        signed=answer.signed,
        nameless=names.instead(copy.offered_by) if copy.offered_by else answer.nameless,
        organisation=answer.organisation,
        source=text.tidy(copy.reply),
        html=text.render_markdown(copy.reply),
        cleaner_version=text.VERSION,
        applies_to=answer.applies_to,
        checked_on=checked_on,
        check_again_on=checked_on + CHECKED_EVERY,
        made_at=day,
    )
    Revision.objects.create(answer=made, number=1, source=made.source, actor=copy.offered_by, at=day)
    shelf.changed()
    return public


def take_down(public: Question, now: datetime) -> None:
    """Hidden from everybody, under its lock. What a moderator has hidden is down already."""
    if public.state == Question.State.HIDDEN:
        return
    why = _("Автор вопроса забрал согласие.")
    Act.objects.create(question=public, kind=Act.Kind.HIDE, why=why, before=public.state, at=now)
    public.state = Question.State.HIDDEN
    acts.leave_desks(public, now)
    acts.keep(public, now)


def put_back(public: Question, taken_down_at: datetime | None, now: datetime) -> None:
    """As it stood before it was taken down, under its lock. What a moderator has hidden stays hidden."""
    if taken_down_at is None or public.state != Question.State.HIDDEN:
        return
    own = public.acts.filter(kind=Act.Kind.HIDE, answer=None, actor=None, at=taken_down_at).first()
    if own is None:
        return
    why = _("Автор вопроса снова согласен.")
    Act.objects.create(question=public, kind=Act.Kind.RESTORE, why=why, before=public.state, at=now)
    public.state = Question.State(own.before)
    if public.is_open:
        public.state = answer_order.stands(public)
    acts.keep(public, now)
    acts.wait_anew(public, now)
