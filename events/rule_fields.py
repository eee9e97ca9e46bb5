"""How often a series repeats, asked in plain words. Works without a script and from the keyboard.

What the four questions can say, and nothing else, comes out: one rule without a start and an end of its own, which
`events.recurrence` expects. A rule that they cannot say (from an import) shows them empty, never altered unnoticed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import recurrence
from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import get_default_renderer
from django.template import loader
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from recurrence import Recurrence, Rule, Weekday

from events.recurrence import NotAPlainRule, plain_rule

DAYS, WEEKS, NTH, DATES = "days", "weeks", "nth", "dates"
HOW = [
    (DAYS, _("по дням: каждый день, через день")),
    (WEEKS, _("по дням недели: каждый вторник")),
    (NTH, _("по неделям месяца: третья среда")),
    (DATES, _("по числам: каждое 5-е число")),
]
FREQUENCIES = {DAYS: recurrence.DAILY, WEEKS: recurrence.WEEKLY, NTH: recurrence.MONTHLY, DATES: recurrence.MONTHLY}
WHICH = [("1", _("1-й раз")), ("2", _("2-й раз")), ("3", _("3-й раз")), ("4", _("4-й раз")), ("-1", _("последний раз"))]
WEEKDAY_CHOICES = [(str(number), name) for number, name in WEEKDAYS.items()]
DAY_CHOICES = [*((str(number), str(number)) for number in range(1, 32)), ("-1", _("последний день"))]
MOST_INTERVAL, MOST_COUNT = 52, 500
# The parts in their order, and what each is called on the page.
PARTS = ["how", "interval", "weekdays", "which", "weekday", "day", "count"]


class RuleWidget(forms.MultiWidget):
    """Draws the parts with a label each; CSS folds away what the chosen way of repeating does not ask."""

    template_name = "components/rule.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric", "min": 1}
        super().__init__(
            {
                "how": forms.RadioSelect(choices=HOW),
                "interval": forms.NumberInput({**number, "max": MOST_INTERVAL}),
                "weekdays": forms.CheckboxSelectMultiple(choices=WEEKDAY_CHOICES),
                "which": forms.Select(choices=WHICH),
                "weekday": forms.Select(choices=WEEKDAY_CHOICES),
                "day": forms.Select(choices=DAY_CHOICES),
                "count": forms.NumberInput({**number, "max": MOST_COUNT}),
            },
            attrs,
        )

    def decompress(self, value: Recurrence | None) -> list[Any]:
        return parts_of(value) if value else [WEEKS, 1, [], "1", "0", "1", None]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Forms draw with an engine of their own, which does not see the portal's templates: hence in two steps."""
        widget = self.get_context(name, value, attrs)["widget"]
        drawn = renderer or get_default_renderer()
        parts = {
            part: {"id": one["attrs"].get("id"), "html": mark_safe(drawn.render(one["template_name"], {"widget": one}))}
            for part, one in zip(PARTS, widget["subwidgets"], strict=True)
        }
        return loader.render_to_string(self.template_name, {"parts": parts})

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}_how" not in data


class RuleField(forms.MultiValueField):
    """Cleans to a Recurrence, or to an error that says which question is still open."""

    widget = RuleWidget

    def __init__(self, **kwargs: Any) -> None:
        def small(most: int) -> forms.IntegerField:
            return forms.IntegerField(required=False, min_value=1, max_value=most)

        fields = [
            forms.ChoiceField(choices=HOW),
            small(MOST_INTERVAL),
            forms.MultipleChoiceField(choices=WEEKDAY_CHOICES, required=False),
            forms.ChoiceField(choices=WHICH, required=False),
            forms.ChoiceField(choices=WEEKDAY_CHOICES, required=False),
            forms.ChoiceField(choices=DAY_CHOICES, required=False),
            small(MOST_COUNT),
        ]
        # A model's form field comes with settings of django-recurrence's own widget.
        for name in ("accept_dtstart", "encoder", "choices_form_class"):
            kwargs.pop(name, None)
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[Any]) -> Recurrence | None:
        if not data_list:
            return None
        said = dict(zip(PARTS, data_list, strict=True))
        rule = Rule(FREQUENCIES[said["how"]], interval=said["interval"] or 1, count=said["count"] or None)
        if said["how"] == WEEKS:
            if not said["weekdays"]:
                raise ValidationError(_("Отметьте хотя бы один день недели."), code="weekdays")
            rule.byday = [Weekday(number) for number in sorted(map(int, said["weekdays"]))]
        elif said["how"] == NTH:
            if not (said["which"] and said["weekday"]):
                raise ValidationError(_("Выберите, который раз и какой день недели."), code="nth")
            rule.byday = [Weekday(int(said["weekday"]), int(said["which"]))]
        elif said["how"] == DATES:
            if not said["day"]:
                raise ValidationError(_("Выберите число месяца."), code="day")
            rule.bymonthday = [int(said["day"])]
        return Recurrence(rrules=[rule], include_dtstart=False)

    def has_changed(self, initial: Recurrence | None, data: Any) -> bool:
        """By what the rule says; a Recurrence is never equal to another."""
        try:
            said = self.clean(data)
        except ValidationError:
            return True
        return written(initial) != written(said)


def written(value: Recurrence | None) -> str:
    return recurrence.serialize(value) if value else ""


def parts_of(value: Recurrence) -> list[Any]:
    """What the questions would have been answered for this rule; unanswered where they cannot say it."""
    try:
        rule = plain_rule(value)
    except NotAPlainRule:
        return [None] * len(PARTS)
    how, weekdays, which, weekday, day = answers(rule)
    return [how, rule.interval or 1, weekdays, which, weekday, day, rule.count]


def answers(rule: Rule) -> tuple[str | None, list[str], str, str, str]:
    """How, weekdays, which, weekday, day of the month."""
    others = (rule.bysetpos, rule.bymonth, rule.byyearday, rule.byweekno, rule.byhour, rule.byminute, rule.bysecond)
    days = [Weekday(day) if isinstance(day, int) else day for day in rule.byday]
    indexed = any(day.index for day in days)
    nothing: tuple[str | None, list[str], str, str, str] = (None, [], "1", "0", "1")
    if any(others):
        return nothing
    if rule.freq == recurrence.DAILY and not days and not rule.bymonthday:
        return DAYS, [], "1", "0", "1"
    if rule.freq == recurrence.WEEKLY and days and not indexed and not rule.bymonthday:
        return WEEKS, [str(day.number) for day in days], "1", "0", "1"
    if rule.freq != recurrence.MONTHLY:
        return nothing
    if len(days) == 1 and not rule.bymonthday and str(days[0].index) in dict(WHICH):
        return NTH, [], str(days[0].index), str(days[0].number), "1"
    if not days and len(rule.bymonthday) == 1 and str(rule.bymonthday[0]) in dict(DAY_CHOICES):
        return DATES, [], "1", "0", str(rule.bymonthday[0])
    return nothing
