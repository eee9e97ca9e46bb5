"""Questions asked of dates and bookings."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, Greatest

if TYPE_CHECKING:
    from accounts.models import Learner, User
    from events.models import Booking, CalendarFeed, Call, Material, Occurrence  # noqa: F401


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def planned(self) -> Self:
        return self.filter(state="planned")

    def to_come(self, now: datetime) -> Self:
        """Those that have not ended yet, cancelled ones too: people must see that a date falls away."""
        return self.filter(
            ends_at__gt=now, series__archived_at__isnull=True, series__workshop__archived_at__isnull=True
        )

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def hosted_by(self, user: "User") -> Self:
        """Those this person hosts: named for the date, or for the series where the date names nobody."""
        return self.filter(Q(hosts=user) | Q(hosts__isnull=True, series__hosts=user)).distinct()

    def with_places_left(self) -> Self:
        """Adds `places_left`; a date cut down below what is sold has none, not fewer than none."""
        taken = Count("seats", distinct=True)
        return self.annotate(places_left=Greatest(Coalesce(F("capacity"), F("series__capacity")) - taken, 0))

    def with_people(self) -> Self:
        """Adds `taken` (chairs), `queued` and `came`."""
        queued = Q(bookings__cancelled_at__isnull=True, bookings__confirmed_at__isnull=True)
        return self.annotate(
            taken=Count("seats", distinct=True),
            queued=Count("bookings", filter=queued, distinct=True),
            came=Count("attendances", distinct=True),
        )

    def for_lists(self) -> Self:
        """With everything a line of a list shows."""
        return self.select_related("series__workshop", "series__venue", "series__organisation", "venue")


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> Self:
        return self.filter(cancelled_at__isnull=True)

    def confirmed(self) -> Self:
        return self.live().filter(confirmed_at__isnull=False)

    def waiting(self) -> Self:
        """The queue, in order."""
        return self.live().filter(confirmed_at__isnull=True).order_by("queue_number")

    def asked(self, now: datetime) -> Self:
        """For whom a place is kept on the day itself until they answer, while there is time to."""
        asked = self.waiting().filter(asked_at__isnull=False, unreached_at__isnull=True)
        return asked.filter(occurrence__state="planned", occurrence__starts_at__gt=now)

    def of(self, learner: "Learner") -> Self:
        return self.filter(learner=learner).select_related("occurrence__series__workshop", "occurrence__series__venue")


class CallQuerySet(models.QuerySet["Call"]):
    def waiting(self) -> Self:
        return self.filter(done_at__isnull=True)


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def live(self) -> Self:
        return self.filter(revoked_at__isnull=True)


class MaterialQuerySet(models.QuerySet["Material"]):
    def live(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def for_everybody(self) -> Self:
        return self.filter(meant_for="everybody")

    def recordings(self) -> Self:
        return self.filter(kind="recording")
