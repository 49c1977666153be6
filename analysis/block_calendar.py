"""The calendar of a block: a row for each week, a cell for each day, and what was run on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from analysis.block import Block, BlockRun
from analysis.block_days import DAY_NAMES, short_day
from analysis.run_summary import Measured
from analysis.weeks import WeekStarts, weeks_of
from runwalk.outputs.units import Units

_DRIFT: Final = "drift_bpm_per_h"
_BOUNDS: Final = (5.0, 10.0, 20.0)  # bpm/h; our choice, to tell days apart at a glance

DRIFT_CLASSES: Final = (
    ("drift1", "under 5 bpm/h"),
    ("drift2", "5 to 10"),
    ("drift3", "10 to 20"),
    ("drift4", "20 and more"),
    ("drift0", "drift not told"),
    ("refused-day", "file refused"),
)
"""How a day is marked, and what that means."""


class DayRun(NamedTuple):
    """A run on a day.

    Attributes:
        run: Its index in the block.
        time: How long it was.
        drift: What it told of drift; empty where it did not.
        mark: Its class, of :data:`DRIFT_CLASSES`.
        words: All of it, for those who hear it.
    """

    run: int
    time: str
    drift: str
    mark: str
    words: str


class Day(NamedTuple):
    """A day of a calendar: its date, whether the block holds it, and its runs."""

    day: date
    is_inside: bool
    runs: tuple[DayRun, ...]


class Row(NamedTuple):
    """A week of a calendar, with what it came to."""

    name: str
    days: tuple[Day, ...]
    time: str
    distance: str


def day_heads(week_starts: WeekStarts) -> tuple[str, ...]:
    """The names of the days, from the first of a week on.

    >>> day_heads(WeekStarts.SUNDAY)[:2]
    ('Sun', 'Mon')
    """
    return DAY_NAMES[week_starts:] + DAY_NAMES[:week_starts]


def calendar(block: Block, week_starts: WeekStarts, units: Units) -> Iterator[Row]:
    """Each week of a block.

    Args:
        block: The block.
        week_starts: On which day a week starts.
        units: For distance.
    """
    by_day: dict[date, list[tuple[int, BlockRun]]] = {}
    for index, one in enumerate(block.runs):
        if one.day is not None and not one.same_as:
            by_day.setdefault(one.day, []).append((index, one))
    for week in weeks_of(block, week_starts):
        days = [week.first_day + timedelta(days=number) for number in range(7)]
        distance_m = week.distance_m
        yield Row(
            name=short_day(week.first_day),
            days=tuple(
                Day(
                    day,
                    block.first_day <= day <= block.last_day,
                    tuple(_day_run(index, one) for index, one in by_day.get(day, ())),
                )
                for day in days
            ),
            time=_short(week.duration_s) if week.runs else "",
            distance=f"{distance_m / units.metres:.0f} {units.short}" if distance_m else "",
        )


def drift_class(told: Measured | None) -> str:
    """How a day of so much drift is marked.

    >>> drift_class(Measured(4.0)), drift_class(Measured(25.0)), drift_class(None)
    ('drift1', 'drift4', 'drift0')
    """
    if told is None:
        return "drift0"
    return f"drift{1 + sum(told.value >= bound for bound in _BOUNDS)}"


def _day_run(index: int, one: BlockRun) -> DayRun:
    assert one.day is not None  # it stands on a day
    day = short_day(one.day)
    if not one.counts or one.summary.conditions is None:
        return DayRun(index, "", "refused", "refused-day", f"{day}: a file that is refused")
    time = _short(one.summary.conditions.duration_s)
    told = one.summary.measured.get(_DRIFT)
    if told is None:
        return DayRun(index, time, "", drift_class(None), f"{day}: {time}, drift not told")
    drift = f"{told.value:+.0f}".replace("-", "\N{MINUS SIGN}").replace("+0", "0")
    words = f"{day}: {time} hours, drift {drift} bpm/h"
    return DayRun(index, time, drift, drift_class(told), words)


def _short(seconds: float) -> str:
    """Hours and minutes, as they fit into a day.

    >>> _short(2700), _short(5400)
    ('0:45', '1:30')
    """
    hours, minutes = divmod(round(seconds / 60.0), 60)
    return f"{hours}:{minutes:02}"
