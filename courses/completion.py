"""When is a lesson done? A rule names routes and whether any one of them is enough or all are needed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Route(models.TextChoices):
    """A way in which a lesson is done. The words are those of «Что осталось сделать»."""

    READ = "read", _("прочитать урок")
    QUIZ = "quiz", _("проверить себя")
    ATTENDED = "attended", _("прийти на занятие")
    CONFIRMED = "confirmed", _("показать помощнику или ведущему")
    MARKED = "marked", _("отметить самим")


class Combine(models.TextChoices):
    ANY = "any", _("достаточно одного")
    ALL = "all", _("нужно всё")


class Preset(models.TextChoices):
    """What an editor chooses; a composed rule is spelled out beside it."""

    COURSE = "course", _("как во всём курсе")
    READ = "read", _("прочитать")
    QUIZ = "quiz", _("проверить себя")
    ATTEND = "attend", _("прийти на занятие")
    COMPOSED = "composed", _("составить самим")


@dataclass(frozen=True)
class Rule:
    """Routes in the order of `Route`, so that equal rules are equal values."""

    routes: tuple[Route, ...]
    combine: Combine = Combine.ANY

    @classmethod
    def of(cls, routes: Collection[str], combine: str = Combine.ANY) -> Self:
        return cls(tuple(route for route in Route if route in routes), Combine(combine))

    @classmethod
    def read_from(cls, snapshot: dict[str, Any]) -> Self:
        """The rule in a JSON snapshot; an empty one is the plain rule, to read."""
        return cls.of(snapshot.get("routes") or [Route.READ], snapshot.get("combine", Combine.ANY))

    def as_snapshot(self) -> dict[str, Any]:
        return {"routes": [str(route) for route in self.routes], "combine": str(self.combine)}

    def is_met_by(self, fulfilled: Collection[str]) -> bool:
        covered = [self._covered(route, fulfilled) for route in self.routes]
        return all(covered) if self.combine is Combine.ALL else any(covered)

    def missing(self, fulfilled: Collection[str]) -> list[Route]:
        """What is left to do; empty once the rule is met."""
        if self.is_met_by(fulfilled):
            return []
        return [route for route in self.routes if not self._covered(route, fulfilled)]

    @staticmethod
    def _covered(route: Route, fulfilled: Collection[str]) -> bool:
        """A learner's own mark stands for a confirmation: it is only taken where nobody is there to confirm."""
        return route in fulfilled or (route is Route.CONFIRMED and Route.MARKED in fulfilled)


PRESETS: dict[str, Rule] = {
    Preset.READ: Rule.of([Route.READ]),
    Preset.QUIZ: Rule.of([Route.QUIZ]),
    Preset.ATTEND: Rule.of([Route.ATTENDED]),
}
