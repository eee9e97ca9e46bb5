"""By which rules questions are held. An editor of them needs no release of the portal."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="time", order=370)
class HoldingRules(BaseGenericSetting):
    """What a moderator looks at before everybody else. One row; without one the values below hold."""

    class First(models.TextChoices):
        NONE = "none", _("не смотреть")
        SIGNS = "signs", _("смотреть, если похоже на рассылку")
        ALL = "all", _("смотреть все")

    first = models.CharField(
        _("первые вопросы"),
        max_length=10,
        choices=First,
        default=First.SIGNS,
        help_text=_("Что модератор читает раньше всех. Вопросы «только экспертам» сюда не входят."),
    )
    first_count = models.PositiveSmallIntegerField(
        _("сколько вопросов первые"),
        default=3,
        validators=[MaxValueValidator(100)],
        help_text=_("Когда столько вопросов опубликовано, человек уже не новый."),
    )
    checks_links = models.BooleanField(
        _("смотреть на ссылки"), default=True, help_text=_("Только в первых вопросах. Ссылки на нас не считаются.")
    )
    most_links = models.PositiveSmallIntegerField(
        _("сколько ссылок можно"),
        default=1,
        validators=[MaxValueValidator(100)],
        help_text=_("Одну присылают часто: «Пришла ссылка, это обман?» Такой вопрос не ждёт."),
    )
    checks_speed = models.BooleanField(_("смотреть на скорость"), default=True)
    least_seconds = models.PositiveSmallIntegerField(
        _("сколько секунд нужно человеку"),
        default=3,
        validators=[MaxValueValidator(60)],
        help_text=_("От пустой формы до «Отправить», вместе с проверкой. Быстрее успевает только программа."),
    )
    checks_repetition = models.BooleanField(
        _("смотреть на повторы"), default=True, help_text=_("Тот же текст от того же человека за сутки.")
    )
    most_alike = models.PositiveSmallIntegerField(
        _("сколько других могут спросить то же"),
        default=2,
        validators=[MaxValueValidator(100)],
        help_text=_("Для первых вопросов. В одной группе часто спрашивают об одном."),
    )
    checks_number = models.BooleanField(_("считать вопросы"), default=True)
    most_in_hour = models.PositiveSmallIntegerField(
        _("сколько вопросов можно за час"), default=6, validators=[MinValueValidator(1)]
    )
    most_in_day = models.PositiveSmallIntegerField(
        _("сколько вопросов можно за сутки"), default=20, validators=[MinValueValidator(1)]
    )
    checks_trap = models.BooleanField(
        _("смотреть на скрытое поле"),
        default=True,
        help_text=_("В форме есть поле, которого люди не видят. Заполнить его может только программа."),
    )
    remind_after_hours = models.PositiveSmallIntegerField(
        _("через сколько часов напомнить"),
        default=4,
        validators=[MaxValueValidator(24 * 14)],
        help_text=_("Если вопрос ждёт дольше, модераторы получат письмо. Не чаще раза в день."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("first"), FieldPanel("first_count")], heading=_("Новые люди")),
        MultiFieldPanel([FieldPanel("checks_links"), FieldPanel("most_links")], heading=_("Ссылки")),
        MultiFieldPanel([FieldPanel("checks_speed"), FieldPanel("least_seconds")], heading=_("Скорость")),
        MultiFieldPanel([FieldPanel("checks_repetition"), FieldPanel("most_alike")], heading=_("Повторы")),
        MultiFieldPanel(
            [FieldPanel("checks_number"), FieldPanel("most_in_hour"), FieldPanel("most_in_day")],
            heading=_("Много вопросов"),
        ),
        MultiFieldPanel([FieldPanel("checks_trap")], heading=_("Скрытое поле")),
        MultiFieldPanel([FieldPanel("remind_after_hours")], heading=_("Чтобы никто не ждал")),
    ]

    class Meta:
        verbose_name = _("Проверка вопросов")
        verbose_name_plural = _("Проверка вопросов")

    @classmethod
    def in_force(cls) -> Self:
        """Nothing is written to find out. One query."""
        return cls.objects.first() or cls()
