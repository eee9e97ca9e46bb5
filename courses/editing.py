"""What an editor may save, and what a lesson must have before it is published."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from accounts.models import User
from courses.completion import PRESETS, Preset

if TYPE_CHECKING:
    from courses.models import LessonPage


class LessonForm(WagtailAdminPageForm):
    """A draft may be saved before its questions are written; a lesson that nobody could complete is not published."""

    instance: "LessonPage"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "checked_by" in self.fields:
            # Learners are many, and none of them checks lessons.
            self.fields["checked_by"].queryset = User.objects.with_a_role()

    def _post_clean(self) -> None:
        self.instance.rule_may_wait = self.is_deferred_validation
        super()._post_clean()
        if not self.is_deferred_validation and not self.errors and self.instance.completion == Preset.COURSE:
            self.refuse_impossible_default()

    def refuse_impossible_default(self) -> None:
        """Only here, where somebody can mend it: a lesson published already falls back to reading."""
        course = self.parent_page.specific
        if not all(map(self.instance.offers, PRESETS[course.completion_default].routes)):
            message = _(
                "Во всём курсе выбрано «%(way)s», а в этом уроке нет вопросов «Проверьте себя». "
                "Добавьте вопросы или выберите для урока другой способ."
            )
            self.add_error("completion", message % {"way": course.get_completion_default_display()})
