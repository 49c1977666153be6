"""The days and weeks of a block, on an axis and in a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from analysis.block import Block
from analysis.report_canvas import Across, Shape

_WEEK: Final = timedelta(days=7)
_STEPS_WEEKS: Final = (1, 2, 3, 4, 6, 8, 13, 26, 52)
_EDGE_WEEKS: Final = 0.25

DAY_NAMES: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def short_day(day: date) -> str:
    """A day as on an axis.

    >>> short_day(date(2026, 1, 6))
    '6 Jan'
    """
    return f"{day.day} {day:%b}"


def long_day(day: date) -> str:
    """A day in full.

    >>> long_day(date(2026, 1, 6))
    'Tue 6 Jan 2026'
    """
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def week_of(day: date, week_start: int) -> date:
    """The first day of the week that a day is in.

    Args:
        day: Which day.
        week_start: On which day a week starts: 0 is Monday, 6 is Sunday.

    >>> week_of(date(2026, 1, 6), 0), week_of(date(2026, 1, 4), 6)
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 4))
    """
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def weeks_in(block: Block, week_start: int) -> Iterator[date]:
    """The first day of each week that a block touches."""
    first = week_of(block.first_day, week_start)
    for number in range((block.last_day - first).days // 7 + 1):
        yield first + number * _WEEK


def weeks_at(block: Block, day: date) -> float:
    """Where a day is on the axis of a block [weeks]."""
    return (day - block.first_day).days / 7.0


def days_across(block: Block, shape: Shape, week_start: int) -> Across:
    """The first days of weeks below a figure, with the year where that is not plain."""
    starts = [one for one in weeks_in(block, week_start) if one >= block.first_day]
    step = next((one for one in _STEPS_WEEKS if len(starts) / one <= shape.ticks), 52)
    told = starts[::step] or [block.first_day]
    ends = (-_EDGE_WEEKS, max(weeks_at(block, block.last_day), 1.0) + _EDGE_WEEKS)
    return Across(
        ends,
        [weeks_at(block, day) for day in told],
        [short_day(day) for day in told],
        "",
    )
