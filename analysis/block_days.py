"""The days and weeks of a block, on an axis and in a calendar."""

from __future__ import annotations

from datetime import date
from typing import Final

from analysis.block import Block
from analysis.report_canvas import Across, Shape
from analysis.weeks import WeekStarts, weeks_of

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


def weeks_at(block: Block, day: date) -> float:
    """Where a day is on the axis of a block [weeks]."""
    return (day - block.first_day).days / 7.0


def days_across(block: Block, shape: Shape, week_starts: WeekStarts) -> Across:
    """The first days of weeks below a figure, with the year where that is not plain."""
    weeks = weeks_of(block, week_starts)
    starts = [one.first_day for one in weeks if one.first_day >= block.first_day]
    step = next((one for one in _STEPS_WEEKS if len(starts) / one <= shape.ticks), 52)
    told = starts[::step] or [block.first_day]
    ends = (-_EDGE_WEEKS, max(weeks_at(block, block.last_day), 1.0) + _EDGE_WEEKS)
    return Across(
        ends,
        [weeks_at(block, day) for day in told],
        [short_day(day) for day in told],
        "",
    )
