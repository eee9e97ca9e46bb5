"""What a course is about; learners filter the catalogue by it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin


class Topic(TranslatableMixin, models.Model):
    title = models.CharField(_("название"), max_length=60)
    slug = models.SlugField(_("в адресе"), max_length=40)
    order = models.PositiveSmallIntegerField(_("порядок"), default=0)

    panels = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("order")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("тема")
        verbose_name_plural = _("темы")
        ordering = ["order", "title"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="one_topic_per_language")]

    def __str__(self) -> str:
        return self.title
