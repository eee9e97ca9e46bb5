"""Who reaches what at the desk: a host what they host, dispatchers and managers everything."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts import roles
from accounts.models import Organisation, User
from events.models import Booking, Call, Occurrence, Series
from events.querysets import BookingQuerySet, CallQuerySet, OccurrenceQuerySet

DESK = frozenset({roles.HOSTS, roles.DISPATCHERS, roles.MANAGERS})
ALL_DATES = frozenset({roles.DISPATCHERS, roles.MANAGERS})
PLANNERS = frozenset({roles.HOSTS, roles.MANAGERS})


@dataclass(frozen=True)
class Reach:
    """What one person may see and do at the desk; asked anew for each request, in one query."""

    user: User
    roles: frozenset[str]

    @property
    def everywhere(self) -> bool:
        return self.user.is_superuser or bool(self.roles & ALL_DATES)

    @property
    def may_plan(self) -> bool:
        return self.user.is_superuser or bool(self.roles & PLANNERS)

    @property
    def plans_everything(self) -> bool:
        return self.user.is_superuser or roles.MANAGERS in self.roles

    def dates(self) -> OccurrenceQuerySet:
        """Whose people they see and tick."""
        dates = Occurrence.objects.for_lists()
        return dates if self.everywhere else dates.filter(pk__in=Occurrence.objects.hosted_by(self.user).values("pk"))

    def changeable_dates(self) -> OccurrenceQuerySet:
        """Which they may move or cancel: what they see, and what they plan."""
        dates = Occurrence.objects.for_lists()
        if self.everywhere:
            return dates
        hosted = Occurrence.objects.hosted_by(self.user).values("pk")
        return dates.filter(Q(pk__in=hosted) | Q(series__in=self.series().values("pk")))

    def series(self) -> QuerySet[Series]:
        """Which they plan: their own and their organisation's; managers plan every one."""
        every = Series.objects.select_related("workshop", "venue", "organisation").filter(archived_at__isnull=True)
        if self.plans_everything:
            return every
        if not self.may_plan:
            return every.none()
        own = Series.objects.filter(Q(hosts=self.user) | Q(organisation__in=self.organisations()))
        return every.filter(pk__in=own.values("pk"))

    def organisations(self) -> QuerySet[Organisation]:
        every = Organisation.objects.all()
        return every if self.plans_everything else every.filter(group__in=self.user.groups.all())

    def bookings(self) -> BookingQuerySet:
        bookings = Booking.objects.select_related("learner__user", "occurrence__series__workshop")
        bookings = bookings.select_related("occurrence__series__venue", "occurrence__venue")
        return bookings if self.everywhere else bookings.filter(occurrence__in=self.dates().values("pk"))

    def asked(self, now: datetime) -> BookingQuerySet:
        """Whom a place is kept for today until somebody asks them, the nearest date first."""
        return self.bookings().asked(now).order_by("occurrence__starts_at", "occurrence", "queue_number")

    def calls(self) -> CallQuerySet:
        calls = Call.objects.select_related("learner__user", "occurrence__series__workshop")
        return calls if self.everywhere else calls.filter(occurrence__in=self.dates().values("pk"))


def sees_people_of(user: User | AnonymousUser, occurrence: Occurrence) -> bool:
    reach = reach_of(user)
    return reach is not None and reach.dates().filter(pk=occurrence.pk).exists()


def reach_of(user: User | AnonymousUser) -> Reach | None:
    """None for everybody who has no work at the desk."""
    if not isinstance(user, User):
        return None
    names = frozenset(user.groups.filter(name__in=DESK).values_list("name", flat=True))
    return Reach(user, names) if names or user.is_superuser else None
