"""Users (who act), learners (whose records they are), organisations (who answers for pages)."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from accounts.querysets import BookmarkQuerySet, HelpingQuerySet, LearnerQuerySet


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in. The address is kept in lower case, because people type it either way."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def with_a_role(self) -> models.QuerySet["User"]:
        """Those who work here: in any group, or administrators."""
        return self.filter(models.Q(groups__isnull=False) | models.Q(is_superuser=True)).distinct()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


# The managers of pages and pictures are Wagtail's, which carries no types.
class User(index.Indexed, AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """Somebody who signs in with an e-mail address. What they learn belongs to their learner."""

    email = models.EmailField(_("электронная почта"), unique=True)
    name = models.CharField(_("как к вам обращаться"), max_length=80, blank=True)
    is_staff = models.BooleanField(_("сотрудник"), default=False)
    is_active = models.BooleanField(_("может входить"), default=True)
    joined_at = models.DateTimeField(_("с нами с"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    search_fields = [
        index.SearchField("email"),
        index.AutocompleteField("email"),
        index.SearchField("name"),
        index.AutocompleteField("name"),
    ]

    class Meta:
        verbose_name = _("человек")
        verbose_name_plural = _("люди")

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name the person chose; Wagtail's admin shows it."""
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Learner(models.Model):
    """Whose records they are: a registered person, a guest, a caller, a child.

    `user` is empty for everybody who does not sign in. `merged_into` marks a guest whose records moved to another
    learner: an old cookie or bookmark still leads to them. Cookies of an earlier `cookie_series` lead to nobody.
    """

    class PhoneSystem(models.TextChoices):
        ANDROID = "android", _("Андроид")
        IPHONE = "iphone", _("Айфон")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, models.CASCADE, null=True, blank=True, related_name="learner")
    guardian = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="wards")
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="merged")
    name = models.CharField(_("как к вам обращаться"), max_length=80, blank=True)
    phone_system = models.CharField(_("телефон"), max_length=10, choices=PhoneSystem, blank=True)
    language = models.CharField(_("язык"), max_length=10, default="ru")
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    cookie_series = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[models.Manager["Learner"]] = LearnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ученик")
        verbose_name_plural = _("ученики")

    def __str__(self) -> str:
        return self.called or str(_("Гость"))

    @property
    def is_guest(self) -> bool:
        return self.user_id is None

    @property
    def called(self) -> str:
        """The name to greet with; empty for a guest who gave none."""
        return (self.user.name if self.user else self.name) or self.name


class Organisation(index.Indexed, models.Model):  # type: ignore[django-manager-missing]
    """A library, a centre, a community: owns courses, later venues, experts and dates.

    The pages it owns are those that the permissions of its `group` reach: one truth, kept by Wagtail.
    """

    name = models.CharField(_("название"), max_length=120, unique=True)
    about = models.TextField(_("чем занимается"), blank=True)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    address = models.CharField(_("адрес"), max_length=200, blank=True)
    group = models.OneToOneField(
        Group,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="organisation",
        verbose_name=_("группа редакторов"),
        help_text=_("Страницы, которые может менять эта группа, принадлежат организации."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("about"),
        FieldPanel("phone"),
        FieldPanel("address"),
        FieldPanel("group"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("организация")
        verbose_name_plural = _("организации")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """A document somebody agreed to: which, in which version, when; and when they took it back."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="consents")
    document = models.CharField(_("документ"), max_length=40)
    version = models.CharField(_("версия"), max_length=20)
    given_at = models.DateTimeField(_("дано"))
    withdrawn_at = models.DateTimeField(_("отозвано"), null=True, blank=True)

    class Meta:
        verbose_name = _("согласие")
        verbose_name_plural = _("согласия")

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


class Bookmark(models.Model):
    """«Закладка»: four words that bring a learner back on another device. Only a keyed digest is kept."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="bookmarks")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("сделана"))
    used_at = models.DateTimeField(_("была нужна"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("отменена"), null=True, blank=True)

    objects: ClassVar[models.Manager["Bookmark"]] = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("закладка")
        verbose_name_plural = _("закладки")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return str(_("Закладка"))


class Helping(models.Model):
    """One person helps one learner, because the learner invited them.

    Three states: invited (`helper` empty), agreed (`agreed_at` set), ended (`ended_at` set).
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="helped_by")
    helper = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="helps")
    digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    invited_at = models.DateTimeField(_("приглашение"))
    agreed_at = models.DateTimeField(_("помогает с"), null=True, blank=True)
    ended_at = models.DateTimeField(_("закончено"), null=True, blank=True)

    objects: ClassVar[models.Manager["Helping"]] = HelpingQuerySet.as_manager()

    class Meta:
        verbose_name = _("помощь")
        verbose_name_plural = _("помощь")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "helper"],
                condition=models.Q(ended_at__isnull=True, helper__isnull=False),
                name="one_live_helping",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper} → {self.learner}"

    def is_live(self) -> bool:
        return self.agreed_at is not None and self.ended_at is None
