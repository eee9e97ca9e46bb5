"""Rules against dateutil as oracle: the same local wall times, whatever the clocks do."""

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurrence
from dateutil import rrule, tz
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from events.recurrence import NotAPlainRule, Schedule, local_time, moment, plain_rule

# The full number is what acceptance asks for; a plain run takes a tenth.
EXAMPLES = 5000 if os.environ.get("PROSVET_STRESS") else 500
ZONES = ["Europe/Moscow", "Europe/Berlin", "America/New_York"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@some.composite
def rules(draw: some.DrawFn) -> str:
    kind = draw(some.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]))
    parts = [f"FREQ={kind}", f"INTERVAL={draw(some.integers(1, 4))}"]
    if kind == "WEEKLY":
        parts.append(
            "BYDAY=" + ",".join(draw(some.lists(some.sampled_from(DAYS), min_size=1, max_size=4, unique=True)))
        )
    if kind == "MONTHLY":
        parts.append(
            draw(
                some.one_of(
                    some.builds("BYDAY={}{}".format, some.sampled_from([1, 2, 3, 4, -1]), some.sampled_from(DAYS)),
                    some.builds("BYMONTHDAY={}".format, some.sampled_from([1, 13, 28, 29, 30, 31, -1])),
                )
            )
        )
    if draw(some.booleans()):
        parts.append(f"COUNT={draw(some.integers(1, 60))}")
    return "RRULE:" + ";".join(parts)


@pytest.mark.stress
@pytest.mark.timeout(1800)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rule=rules(),
    starts_on=some.dates(date(2025, 1, 1), date(2026, 12, 31)),
    starts_at=some.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    length=some.integers(0, 700),
    zone=some.sampled_from(ZONES),
)
def test_same_wall_time_as_the_oracle(rule: str, starts_on: date, starts_at: time, length: int, zone: str) -> None:
    ends_on = starts_on + timedelta(days=length)
    kept = recurrence.deserialize(recurrence.serialize(recurrence.deserialize(rule, False)), False)
    ours = list(Schedule(plain_rule(kept), starts_on, starts_at, ends_on).starts(date(2030, 1, 1)))

    start = datetime.combine(starts_on, starts_at)
    theirs = list(rrule.rrulestr(rule, dtstart=start).between(start, datetime.combine(ends_on, time.max), inc=True))
    assert ours == theirs

    there, info = tz.gettz(zone), ZoneInfo(zone)
    for local in ours:
        aware = local.replace(tzinfo=there)
        if tz.datetime_exists(aware):
            assert local_time(moment(local, info), info) == local
        assert moment(local, info) == tz.resolve_imaginary(aware).astimezone(UTC)


def test_a_leapt_over_time_is_moved_on_and_a_double_one_comes_first() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert local_time(moment(datetime(2026, 3, 29, 2, 30), berlin), berlin) == datetime(2026, 3, 29, 3, 30)
    assert moment(datetime(2026, 10, 25, 2, 30), berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_last_evening_still_takes_place() -> None:
    rule = plain_rule(recurrence.deserialize("RRULE:FREQ=DAILY", False))
    starts = list(Schedule(rule, date(2026, 5, 1), time(23, 30), date(2026, 5, 2)).starts(date(2027, 1, 1)))
    assert starts[-1] == datetime(2026, 5, 2, 23, 30)


@pytest.mark.parametrize(
    "rule",
    [
        "DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY",
        "RRULE:FREQ=DAILY;UNTIL=20260501T000000Z",
        "RRULE:FREQ=HOURLY",
        "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY",
        "RRULE:FREQ=DAILY\nEXDATE:20260501T000000Z",
        "",
    ],
)
def test_a_rule_with_dates_of_its_own_is_refused(rule: str) -> None:
    with pytest.raises(NotAPlainRule):
        plain_rule(recurrence.deserialize(rule, False))
