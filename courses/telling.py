"""The letter of this room: somebody else's word that a lesson is done reaches whose lesson it is."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import mail
from accounts.letters import NAME, Facts, Kind, Placeholder, compose, register
from accounts.models import Learner, Mail, User
from courses import addresses
from courses.models import Lesson, LessonPage, LessonProgress

LESSON_CONFIRMED = "lesson_confirmed"


def lesson_confirmed(learner: Learner, lesson: Lesson, actor: User, now: datetime) -> Mail | None:
    """One letter for one lesson, in the transaction of the confirmation; none without a confirmed address."""
    address = mail.address_of(learner)
    if address is None:
        return None
    language = learner.language or settings.LANGUAGE_CODE
    with translation.override(language):
        facts = {NAME: learner.called, **facts_of(lesson, actor, language)}
    composed = compose(LESSON_CONFIRMED, language, facts)
    return mail.post(
        kind=LESSON_CONFIRMED,
        to=address,
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        learner=learner,
        about={"learner": learner.pk, "lesson": str(lesson.pk)},
        key=f"{LESSON_CONFIRMED}:{learner.pk}:{lesson.pk}:{int(now.timestamp())}",
        now=now,
    )


def facts_of(lesson: Lesson, actor: User, language: str) -> dict[str, str]:
    page = LessonPage.objects.of_lesson(lesson.pk).filter(locale__language_code=language).first()
    path = addresses.find_lesson(lesson.pk, language) or reverse("my")
    return {
        "lesson": page.title if page else lesson.title,
        "who": actor.name,
        "link": path if "://" in path else settings.SITE_URL + path,
    }


def still_done(row: Mail, now: datetime) -> bool:
    """Before it goes: the tick was not taken back meanwhile."""
    done = LessonProgress.objects.completed()
    return done.filter(learner=row.about.get("learner"), lesson=row.about.get("lesson")).exists()


def sample() -> Facts:
    return {
        NAME: _("Нина Петровна"),
        "lesson": _("Звоним по видео"),
        "who": _("Ольга"),
        "link": f"{settings.SITE_URL}/courses/",
    }


register(
    Kind(
        LESSON_CONFIRMED,
        gettext_lazy("Курсы"),
        gettext_lazy("Урок подтвердили"),
        gettext_lazy("Помощник или ведущий отметил, что урок пройден."),
        gettext_lazy("Урок пройден: {lesson}"),
        gettext_lazy(
            "У вас получилось! Урок пройден.\n\n"
            "Урок: {lesson}\nКто подтвердил: {who}\n\n"
            "Открыть урок:\n{link}\n\n"
            "Отметили по ошибке? Скажите нам об этом."
        ),
        gettext_lazy("Письмо пришло, потому что вы проходите этот курс."),
        (
            Placeholder("lesson", pgettext_lazy("placeholder", "урок"), gettext_lazy("как называется урок")),
            Placeholder(
                "who",
                pgettext_lazy("placeholder", "кто"),
                gettext_lazy("кто подтвердил"),
                is_needed=False,
                may_be_empty=True,
            ),
            Placeholder("link", pgettext_lazy("placeholder", "ссылка"), gettext_lazy("адрес кнопки")),
        ),
        sample,
    )
)
mail.check_before_sending(LESSON_CONFIRMED, still_done)
