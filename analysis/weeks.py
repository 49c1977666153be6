"""The weeks of a block, as the runner counts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from analysis.block import Block, BlockRun
from runwalk.training.ramp import Load


class WeekStarts(IntEnum):
    """On which day a week starts, as :meth:`datetime.date.weekday` counts."""

    MONDAY = 0
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


def week_starts_in(locale: str) -> WeekStarts:
    """On which day a week starts where a language is spoken; Monday where that is not known.

    Args:
        locale: Such as ``en_US`` or ``de-CH``.

    Source: Unicode's Common Locale Data Repository, through babel.
    """
    from babel import Locale, UnknownLocaleError

    try:
        return WeekStarts(Locale.parse(locale.replace("-", "_")).first_week_day)
    except (UnknownLocaleError, ValueError):
        return WeekStarts.MONDAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What was run in a week.

    Attributes:
        first_day: Its first day.
        runs: How many runs.
        duration_s: How long they lasted together [s].
        distance_m: How far they went [m]; None where not one of them knows.
    """

    first_day: date
    runs: int
    duration_s: int
    distance_m: float | None


def weeks_of(block: Block, starts: WeekStarts = WeekStarts.MONDAY) -> tuple[Week, ...]:
    """Every week that a block touches, those without runs too."""
    first_day = _first_of_week(block.first_day, starts)
    count = (block.last_day - first_day).days // 7 + 1
    runs: list[list[BlockRun]] = [[] for _ in range(count)]
    for run in block.runs:
        if run.counts and run.day is not None:
            runs[(run.day - first_day).days // 7].append(run)
    return tuple(_week(first_day + timedelta(weeks=i), these) for i, these in enumerate(runs))


def loads_of(runs: Sequence[BlockRun]) -> dict[date, Load]:
    """What was run in each week from Monday on, by its first day; hikes do not count."""
    minutes: dict[date, list[float]] = {}
    for run in runs:
        conditions = run.summary.conditions
        if run.counts and run.day and conditions and conditions.discipline == "run":
            monday = _first_of_week(run.day, WeekStarts.MONDAY)
            minutes.setdefault(monday, []).append(conditions.duration_s / 60.0)
    return {
        monday: Load(minutes=sum(these), longest_min=max(these), runs=len(these))
        for monday, these in minutes.items()
    }


def _first_of_week(day: date, starts: WeekStarts) -> date:
    return day - timedelta(days=(day.weekday() - starts) % 7)


def _week(first_day: date, runs: Sequence[BlockRun]) -> Week:
    known = [run.summary.conditions for run in runs if run.summary.conditions]
    covered = [one.distance_m for one in known if one.distance_m is not None]
    return Week(
        first_day=first_day,
        runs=len(runs),
        duration_s=sum(one.duration_s for one in known),
        distance_m=sum(covered) if covered else None,
    )
