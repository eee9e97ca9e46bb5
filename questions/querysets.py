"""Questions asked of questions. `visible_to` is the one gate: lists, counts, search and addresses go through it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from questions.models import (  # noqa: F401
        Announcement,
        Answer,
        Assignment,
        Claim,
        Expert,
        Picture,
        Question,
        Vouching,
    )
    from questions.visibility import Viewer

LISTED = ("published", "answered", "accepted", "closed")
WITH_ANSWER = ("answered", "accepted")


class QuestionQuerySet(models.QuerySet["Question"]):
    def public(self) -> Self:
        """What everybody may read."""
        return self.filter(visibility="public", state__in=LISTED)

    def visible_to(self, viewer: "Viewer") -> Self:
        """What this person may read. Everything that shows or counts questions begins here."""
        shown = Q(visibility="public", state__in=LISTED)
        if viewer.learner is not None:
            shown |= Q(learner=viewer.learner)
        if viewer.is_expert:
            shown |= Q(visibility="private", state__in=LISTED)
        if viewer.is_moderator:
            shown |= ~Q(state__in=("draft", "asked"))
        return self.filter(shown)

    def listed(self) -> Self:
        """Without what is not finished, waits, was hidden or merged."""
        return self.filter(state__in=LISTED)

    def unanswered(self) -> Self:
        return self.filter(state="published")

    def with_answer(self) -> Self:
        return self.filter(state__in=WITH_ANSWER)

    def waiting(self) -> Self:
        """What experts have to answer, the most urgent first."""
        return self.filter(state="published", locked_at__isnull=True).order_by("due_at", "pk")

    def held(self) -> Self:
        """What a moderator looks at before anybody else does, what has waited longest first."""
        return self.filter(state="held").order_by("active_at", "pk")

    def unconfirmed_with(self, question: "Question") -> Self:
        """It and whatever else the same guest asked with the same address, which nobody has confirmed yet."""
        return self.filter(state="asked", learner=question.learner_id, email=question.email).order_by("pk")

    def waiting_for_somebody(self) -> Self:
        """Of one's own: what a moderator looks at first, and what its asker may show to all (`has_offer`)."""
        offered = Q(offered_copy__state="offered")
        return self.filter(Q(state="held") | offered).annotate(has_offer=offered).order_by("active_at", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def last_answered_first(self) -> Self:
        """As the index `questions_by_answer` has them; where no day of an answer was kept, by that of asking."""
        return self.order_by(Coalesce("answered_at", "asked_at").desc(), "-pk")

    def of_lesson(self, key: UUID) -> Self:
        return self.filter(lesson=key)

    def for_lists(self) -> Self:
        """With everything a card shows."""
        from questions.models import Answer  # models read this module

        seen = Answer.objects.seen()
        answers = Prefetch("answers", queryset=seen.best_first(), to_attr="seen_answers")
        return self.select_related("lesson", "occurrence__series__workshop").prefetch_related("topics", answers)


class PictureQuerySet(models.QuerySet["Picture"]):
    def seen(self) -> Self:
        return self.filter(hidden_at__isnull=True)

    def visible_to(self, viewer: "Viewer") -> Self:
        """Of questions that this person sees. A hidden one is there for its asker and for moderators alone."""
        if viewer.is_moderator:
            return self
        shown = Q(hidden_at__isnull=True)
        if viewer.learner is not None:
            shown |= Q(question__learner=viewer.learner)
        return self.filter(shown)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def seen(self) -> Self:
        return self.filter(hidden_at__isnull=True)

    def visible_to(self, viewer: "Viewer") -> Self:
        """Of questions that this person sees. A hidden one is there for its author and for moderators alone."""
        if viewer.is_moderator:
            return self
        shown = Q(hidden_at__isnull=True)
        if viewer.user is not None:
            shown |= Q(author=viewer.user)
        return self.filter(shown)

    def best_first(self) -> Self:
        """What helped the asker, what was checked, what helped most people, what came first."""
        return self.order_by(
            models.F("accepted_at").desc(nulls_last=True),
            models.F("confirmed_at").desc(nulls_last=True),
            "-helped_count",
            "made_at",
            "pk",
        )

    def due(self, day: date) -> Self:
        """Their day has come to be checked again, and they can be read."""
        return self.seen().filter(check_again_on__lte=day, question__state__in=LISTED)


class ExpertQuerySet(models.QuerySet["Expert"]):
    def answering(self) -> Self:
        return self.filter(checked_on__isnull=False, ended_at__isnull=True, user__is_active=True)

    def visible_to(self, viewer: "Viewer") -> Self:
        """Whose public page this person may open. While a name is hidden so is its page, whose address tells it too."""
        if viewer.is_moderator:
            return self
        shown = Q(user__hidden_name__isnull=True)
        if viewer.user is not None:
            shown |= Q(user=viewer.user)
        return self.filter(shown)

    def there_on(self, day: date, *, back_by: date | None = None) -> Self:
        """Who takes new questions that day: neither on days off nor at their own wish without. With `back_by` also
        those who are off that day and back by then.
        """
        absent: Any = Q(absences__starts_on__lte=day, absences__ends_on__gte=back_by or day)
        away = self.model._default_manager.filter(absent | Q(paused_at__isnull=False))
        return self.exclude(pk__in=away.values("pk"))


class VouchingQuerySet(models.QuerySet["Vouching"]):
    def live(self, day: date) -> Self:
        return self.filter(vouched_on__lte=day).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def to_answer(self) -> Self:
        """Without answers that lie there to be checked."""
        return self.filter(answer=None)

    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def with_note(self) -> Self:
        """Handed over with a word for whoever gets it next, the latest first."""
        return self.exclude(note="").order_by("-ended_at", "-pk")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def live(self, now: datetime) -> Self:
        return self.filter(released_at__isnull=True, until__gt=now)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def waiting(self, since: datetime) -> Self:
        """Not told to everybody yet, and there to be told of. What is hidden waits until it is back."""
        return self.filter(
            ended_at__isnull=True,
            made_at__gt=since,
            answer__hidden_at__isnull=True,
            answer__question__visibility="public",
            answer__question__state__in=LISTED,
        )
