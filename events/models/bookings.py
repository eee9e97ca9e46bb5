"""Who comes: bookings, seats, attendance, and those who must be telephoned."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner
from events.models.series import Occurrence
from events.querysets import BookingQuerySet, CallQuerySet

LARGEST_PARTY = 2


class Booking(models.Model):
    """A learner's place at one date, or in its queue. One live booking for each learner and date.

    A booking that is confirmed has seats; one with a `queue_number` that is not confirmed waits; one with
    `cancelled_at` is over, and its seats are kept for it until `held_until`. On the day of the date one that waits may
    be asked first (`asked_at`): seats are kept for it until it answers, or nobody could be reached (`unreached_at`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="bookings")
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="bookings")
    party = models.PositiveSmallIntegerField(
        _("сколько человек"), default=1, validators=[MinValueValidator(1), MaxValueValidator(LARGEST_PARTY)]
    )
    queue_number = models.PositiveIntegerField(_("номер в очереди"), null=True, blank=True)
    made_at = models.DateTimeField(_("записан"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("кто записал"),
    )
    confirmed_at = models.DateTimeField(_("место есть с"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("отменена"), null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(_("спросили, придёт ли"), null=True, blank=True)
    unreached_at = models.DateTimeField(_("не дозвонились"), null=True, blank=True)
    email = models.EmailField(_("почта гостя"), blank=True)
    email_confirmed_at = models.DateTimeField(_("почта подтверждена"), null=True, blank=True)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)

    objects: ClassVar[models.Manager["Booking"]] = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("запись на дату")
        verbose_name_plural = _("записи на даты")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "occurrence"],
                condition=models.Q(cancelled_at__isnull=True),
                name="one_live_booking",
            ),
            models.UniqueConstraint(fields=["occurrence", "queue_number"], name="one_queue_number"),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.occurrence}"

    @property
    def state(self) -> str:
        """For `data-booking-state`."""
        if self.cancelled_at is not None:
            return "cancelled"
        return "waitlisted" if self.confirmed_at is None else "confirmed"

    @property
    def is_asked(self) -> bool:
        """A place is kept, and they have not answered yet."""
        return self.state == "waitlisted" and self.asked_at is not None and self.unreached_at is None

    def can_be_returned(self, now: datetime) -> bool:
        return self.held_until is not None and now < self.held_until


class Seat(models.Model):
    """One chair at one date. Its number is unique, so that no chair is ever sold twice, whatever a rule forgets."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="seats")

    class Meta:
        verbose_name = _("место на дату")
        verbose_name_plural = _("места на даты")
        constraints = [models.UniqueConstraint(fields=["occurrence", "number"], name="one_seat")]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.number}"


class Attendance(models.Model):
    """A learner was there. `minutes` are known when a video room counted them."""

    class How(models.TextChoices):
        HOST = "host", _("отметили в зале")
        WALK_IN = "walk_in", _("пришли без записи")
        VIDEO = "video", _("были по видео")
        RECORDING = "recording", _("посмотрели запись")

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="attendances")
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="attendances")
    how = models.CharField(_("как"), max_length=10, choices=How)
    minutes = models.PositiveSmallIntegerField(_("минут"), null=True, blank=True)
    at = models.DateTimeField(_("когда отмечено"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("кто отметил"),
    )

    class Meta:
        verbose_name = _("посещение")
        verbose_name_plural = _("посещения")
        constraints = [models.UniqueConstraint(fields=["learner", "occurrence"], name="one_attendance")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.occurrence}"


class Call(models.Model):
    """Somebody who cannot be mailed and must be told: whom to ring, what to say, and whether it was done."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="calls")
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="calls")
    kind = models.CharField(_("о чём"), max_length=40)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    words = models.TextField(_("что сказать"))
    made_at = models.DateTimeField(_("с какого времени"))
    done_at = models.DateTimeField(_("позвонили"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("чем кончилось"), max_length=200, blank=True)

    objects: ClassVar[models.Manager["Call"]] = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("звонок")
        verbose_name_plural = _("звонки")
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"{self.learner}: {self.kind}"
