"""When and where: the identity of a workshop, its series, their dates, the rooms."""

import uuid
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from recurrence.fields import RecurrenceField
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index

from accounts.models import Organisation
from courses.models import Course, Lesson
from events.querysets import OccurrenceQuerySet
from events.recurrence import Schedule, plain_rule


class Workshop(models.Model):
    """A workshop as records know it. The key is the `translation_key` of its page: translations share it.

    `lessons` are those that coming here may complete, if their own rule says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("название"), max_length=255)
    language = models.CharField(_("язык источника"), max_length=10)
    course = models.ForeignKey(
        Course, models.SET_NULL, null=True, blank=True, related_name="workshops", verbose_name=_("курс")
    )
    lessons = models.ManyToManyField(Lesson, blank=True, related_name="workshops", verbose_name=_("уроки"))
    can_be_made_up = models.BooleanField(_("можно пройти по записи"), default=False)
    archived_at = models.DateTimeField(_("убрано"), null=True, blank=True)

    class Meta:
        verbose_name = _("занятие (для записей)")
        verbose_name_plural = _("занятия (для записей)")

    def __str__(self) -> str:
        return self.title


class Venue(index.Indexed, ClusterableModel):
    """A room where people meet."""

    name = models.CharField(_("название"), max_length=120, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="venues", verbose_name=_("организация")
    )
    address = models.CharField(_("адрес"), max_length=200)
    district = models.CharField(_("район"), max_length=80)
    metro = models.CharField(_("метро"), max_length=80, blank=True)
    way_in = models.TextField(_("как войти"), blank=True, help_text=_("Где вход, есть ли пандус и лифт, куда идти."))
    is_step_free = models.BooleanField(_("вход без ступенек"), default=False)
    seats = models.PositiveSmallIntegerField(_("мест"), validators=[MinValueValidator(1)])

    panels = [
        FieldPanel("name"),
        FieldPanel("organisation"),
        FieldPanel("address"),
        FieldPanel("district"),
        FieldPanel("metro"),
        FieldPanel("way_in"),
        FieldPanel("is_step_free"),
        FieldPanel("seats"),
        InlinePanel("closed_days", label=_("День"), heading=_("Закрыто в эти дни")),
    ]
    search_fields = [index.SearchField("name"), index.SearchField("address"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("место")
        verbose_name_plural = _("места")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ClosedDay(models.Model):
    venue = ParentalKey(Venue, on_delete=models.CASCADE, related_name="closed_days")
    on = models.DateField(_("день"))
    reason = models.CharField(_("почему"), max_length=120, blank=True)

    panels = [FieldPanel("on"), FieldPanel("reason")]

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["venue", "on"], name="one_closed_day")]

    def __str__(self) -> str:
        return f"{self.venue}: {self.on}"


class Place(models.TextChoices):
    ROOM = "room", _("в зале")
    ONLINE = "online", _("по видео")
    BOTH = "both", _("в зале и по видео")


class Series(models.Model):
    """A workshop that repeats: a rule, its anchor, and what each date has unless it says otherwise.

    The rule is stored without any date; `starts_on`, `starts_at` and `zone` are its anchor. A split ends one series
    (`ends_on`) and begins another (`continues`) for the same workshop.
    """

    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="series", verbose_name=_("занятие"))
    continues = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="continued_by")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="series", verbose_name=_("организация")
    )
    hosts = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="hosted_series", verbose_name=_("ведущие")
    )
    rule = RecurrenceField(verbose_name=_("повторение"), include_dtstart=False)
    starts_on = models.DateField(_("с какого дня"))
    starts_at = models.TimeField(_("начало"))
    zone = models.CharField(_("часовой пояс"), max_length=60, default="Europe/Moscow")
    ends_on = models.DateField(_("по какой день"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("минут"), default=90, validators=[MinValueValidator(5)])
    skips_holidays = models.BooleanField(_("кроме праздников"), default=True)
    place = models.CharField(_("где"), max_length=10, choices=Place, default=Place.ROOM)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="series", verbose_name=_("место")
    )
    capacity = models.PositiveSmallIntegerField(_("мест"), default=12, validators=[MinValueValidator(1)])
    slot_minutes = models.PositiveSmallIntegerField(
        _("минут на человека"), null=True, blank=True, help_text=_("Только для личных консультаций.")
    )
    archived_at = models.DateTimeField(_("закончена"), null=True, blank=True)

    class Meta:
        verbose_name = _("серия занятий")
        verbose_name_plural = _("серии занятий")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place=Place.ONLINE) | models.Q(venue__isnull=False), name="a_room_has_a_venue"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="series_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop}, {self.starts_at:%H:%M}"

    @property
    def schedule(self) -> Schedule:
        return Schedule(plain_rule(self.rule), self.starts_on, self.starts_at, self.ends_on)

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def is_consultation(self) -> bool:
        return self.slot_minutes is not None


class Occurrence(models.Model):
    """One date. `recurrence_id`, its original local start, never changes: it is what the rule knows it by.

    Empty `venue` and `capacity` mean those of the series. `revision` counts what calendars must be told. A date that
    `fell_with_rule` comes back when a rule gives its day again.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("состоится")
        CANCELLED = "cancelled", _("отменено")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, related_name="occurrences")
    recurrence_id = models.CharField(_("исходное начало"), max_length=16, editable=False)
    slot = models.PositiveSmallIntegerField(_("номер консультации"), default=0, editable=False)
    starts_at = models.DateTimeField(_("начало"), db_index=True)
    ends_at = models.DateTimeField(_("конец"))
    state = models.CharField(_("состоится ли"), max_length=10, choices=State, default=State.PLANNED)
    cancel_reason = models.CharField(_("почему отменено"), max_length=200, blank=True)
    fell_with_rule = models.BooleanField(_("отменено вместе с правилом"), default=False, editable=False)
    is_one_off = models.BooleanField(_("разовое"), default=False)
    is_changed = models.BooleanField(_("изменено отдельно"), default=False)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="occurrences", verbose_name=_("другое место")
    )
    capacity = models.PositiveSmallIntegerField(_("мест"), null=True, blank=True, validators=[MinValueValidator(1)])
    hosts = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="hosted_dates", verbose_name=_("ведут в этот раз")
    )
    number = models.PositiveIntegerField(_("короткий адрес"), unique=True, editable=False)
    revision = models.PositiveIntegerField(_("изменений"), default=0, editable=False)
    changed_at = models.DateTimeField(_("изменено"), default=timezone.now, editable=False)

    # Told by `OccurrenceQuerySet.with_places_left`.
    places_left: int

    objects: ClassVar[models.Manager["Occurrence"]] = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("дата занятия")
        verbose_name_plural = _("даты занятий")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "recurrence_id", "slot"], name="one_date_of_a_rule"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="dates_to_come")]

    def __str__(self) -> str:
        return f"{self.series.workshop}, {self.local_start:%d.%m.%Y %H:%M}"

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(self.series.zone_info)

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(self.series.zone_info)

    @property
    def room(self) -> Venue | None:
        """Where people meet; None for a date by video, even if the series remembers a room from before."""
        return self.venue or (None if self.series.place == Place.ONLINE else self.series.venue)

    @property
    def places(self) -> int:
        """How many people there is room for."""
        return self.capacity if self.capacity is not None else self.series.capacity

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_withdrawn(self) -> bool:
        """The page was taken down, or the series ended: it takes place for those alone who have booked."""
        return self.series.archived_at is not None or self.series.workshop.archived_at is not None

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at

    def day_has_come(self, now: datetime) -> bool:
        """By the clock of its own city: from its morning on people may be ticked."""
        return now.astimezone(self.series.zone_info).date() >= self.local_start.date()

    def has_begun(self, now: datetime) -> bool:
        return now >= self.starts_at
