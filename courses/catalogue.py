"""The catalogue: all courses, narrowed by plain links."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import outline as outlines
from courses.models import CataloguePage, CoursePage, Topic
from courses.models.pages import Audience, Level
from courses.outline import Outline

LENGTHS = {
    "short": (gettext_lazy("до часа"), lambda minutes: minutes <= 60),
    "medium": (gettext_lazy("1–2 часа"), lambda minutes: 60 < minutes <= 120),
    "long": (gettext_lazy("больше 2 часов"), lambda minutes: minutes > 120),
}


@dataclass(frozen=True)
class Card:
    page: CoursePage
    outline: Outline

    @property
    def lessons(self) -> int:
        return len(self.outline.entries)

    @property
    def topics(self) -> set[str]:
        return {topic.slug for topic in self.page.topics.all()}


@dataclass(frozen=True)
class Choice:
    """One link of a filter. `query` is the whole query string with this choice made (or taken back)."""

    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    choices: list[Choice]


def context(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    """`cards` that fit, `filters` to narrow them, `is_filtered`."""
    cards = [Card(course, outlines.of_course(course.path)) for course in courses_of(page)]
    chosen = {name: request.GET.get(name, "") for name in ("topic", "level", "audience", "length")}
    return {
        "cards": [card for card in cards if fits(card, chosen)],
        "filters": [
            build("topic", _("О чём"), topics_of(page), request.GET),
            build("level", _("Для начала"), Level.choices, request.GET),
            build("audience", _("Для кого"), Audience.choices, request.GET),
            build(
                "length", _("Сколько времени"), [(key, label) for key, (label, _fits) in LENGTHS.items()], request.GET
            ),
        ],
        "is_filtered": any(chosen.values()),
    }


def courses_of(page: CataloguePage) -> list[CoursePage]:
    return list(CoursePage.objects.child_of(page).live().public().for_cards())


def topics_of(page: CataloguePage) -> list[tuple[str, str]]:
    return list(Topic.objects.filter(locale=page.locale).values_list("slug", "title"))


def fits(card: Card, chosen: dict[str, str]) -> bool:
    """A value that no filter knows (an old link, a typing error) narrows nothing."""
    length: Callable[[int], bool] | None = LENGTHS[chosen["length"]][1] if chosen["length"] in LENGTHS else None
    return (
        (not chosen["topic"] or chosen["topic"] in card.topics)
        and (chosen["level"] not in Level.values or card.page.level == chosen["level"])
        and (chosen["audience"] not in Audience.values or card.page.audience in (chosen["audience"], Audience.EVERYONE))
        and (length is None or length(card.outline.minutes))
    )


def build(name: str, label: str, choices: list[tuple[str, Any]], query: QueryDict) -> Filter:
    return Filter(name, label, [choice_of(name, str(value), str(text), query) for value, text in choices])


def choice_of(name: str, value: str, text: str, query: QueryDict) -> Choice:
    is_chosen = query.get(name) == value
    changed = query.copy()
    if is_chosen:
        del changed[name]
    else:
        changed[name] = value
    return Choice(text, changed.urlencode(), is_chosen)
