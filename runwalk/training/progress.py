"""Which workout goes where, and how it grows from week to week. Pure.

Workouts are named as `runwalk live --workout` takes them: a name of the library, and what of it is
chosen. The coaches say what grows: the ratio from 2 to 5 minutes of running for each of walking,
the repeats from 200 m to 2 km, hill sprints from 4 to 10, strides from 4 to 6, tread-hikes from one
mile to two within a month. How fast it grows, where they do not say, is our choice.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

from runwalk.outputs.lines import clock
from runwalk.training.galloway import RunWalk
from runwalk.training.ramp import is_easier
from runwalk.training.templates import Kind, Slot, Stage

RATIOS: Final = (
    RunWalk(60, 60),
    RunWalk(120, 60),
    RunWalk(180, 60),
    RunWalk(240, 60),
    RunWalk(300, 60),
    RunWalk(900, 60),
)
"""The ratios of the coaches, 2 to 5 minutes to one for beginners and 15 to one for who runs long
already; and 1:1 before them, for a heart that needs it (our choice)."""
FIRST_RATIO: Final = RATIOS[1]
WEEKS_A_RATIO: Final = 2
"""So many weeks each ratio is kept (our choice)."""

MINUTES: Final = MappingProxyType(
    {Kind.SPEED: 46, Kind.HIKE: 40, Kind.STRENGTH: 30, Kind.CROSS: 40}
)
"""So long such a session is taken to last, warm-up and all [min] (our choice; of speed, the least:
two long intervals). How long easy and long runs are, the week settles."""

_WARM_UP_MIN: Final = 20  # easy running before and after a day of speed, in the library
_LONG_INTERVAL_MIN: Final = 13  # with the jog after it
_HILL_MIN: Final = 3  # up, and down again; walks end by the heart, so more or less
_CLIMB_MIN: Final = 5
_SPRINT_MIN: Final = 100 / 60  # 10 s up, and 90 s down

_WARM_WALK_S: Final = 300  # the walk before the library's ratios
_MOST_SPRINT_WEEKS: Final = 7  # 4 sprints in week 1, 10 in week 7
_MONTH: Final = 4


def ratio_after(first: RunWalk, weeks: int) -> RunWalk:
    """The ratio so many weeks after another; it grows to 5:1, and beyond only where it began.

    >>> ratio_after(RunWalk(120, 60), 4)
    RunWalk(run_s=240, walk_s=60)
    """
    steps = weeks // WEEKS_A_RATIO
    longer = [one for one in RATIOS[:-1] if one.run_ratio > first.run_ratio]
    return longer[min(steps, len(longer)) - 1] if steps and longer else first


def workout_of(slot: Slot, stage: Stage, *, week: int, minutes: int, ratio: RunWalk) -> str:
    """Name the workout of a place in a week; empty where the library has none, as for strength.

    Args:
        slot: The place; for a day of speed see :func:`speed_day`.
        stage: What the week is for.
        week: Which week of its block, from 1.
        minutes: How long it is to last [min].
        ratio: Running and walking by the clock, in the weeks of base.
    """
    match slot.kind:
        case Kind.HIKE:
            miles = min(1.0 + (week - 1) / _MONTH, 2.0)
            return f"tread-hike,far={miles:g}mi"
        case Kind.EASY | Kind.LONG if stage is Stage.BASE:
            return _by_clock(ratio, minutes)
        case Kind.EASY if slot.has_strides:
            times = min(4 + (week - 1) // 2, 6)
            return f"strides,time={clock(60 * max(minutes - 5 - times, 5))},times={times}"
        case Kind.EASY:
            return f"heart,time={clock(60 * minutes)}"
        case Kind.LONG:
            return f"{'hills-walked' if slot.has_climbs else 'long'},time={clock(60 * minutes)}"
    return ""


class SpeedDay(NamedTuple):
    """A day of speed.

    Attributes:
        workout: Its name, with what is chosen of it.
        minutes: How long it lasts, more or less [min].
    """

    workout: str
    minutes: int


_MILE_DAYS: Final = (SpeedDay("400s", 35), SpeedDay("around-goal", 40), SpeedDay("200s", 40))


def speed_day(stage: Stage, *, week: int, weeks: int, nth: int, most_min: float) -> SpeedDay:
    """The day of speed of a week.

    Args:
        stage: What the week is for.
        week: Which week of its block, from 1; an easier one has no such day.
        weeks: How many the block has.
        nth: Which of the week it is, from 0.
        most_min: How long it may be [min]; what :data:`MINUTES` says is always allowed.
    """
    hard = [one for one in range(1, weeks + 1) if not is_easier(one, weeks)]
    step = hard.index(week) + 1
    room_min = max(most_min, MINUTES[Kind.SPEED]) - _WARM_UP_MIN
    if stage is Stage.TRAIL:
        return _hills(4 + step, room_min) if step % 2 else _climbs(3 + step, room_min)
    if stage is Stage.DISTANCE:
        return _distance_day(step, room_min)
    if nth == 0:
        return SpeedDay(_five_k_day(step, len(hard)), MINUTES[Kind.SPEED])
    if step <= _MOST_SPRINT_WEEKS:
        minutes = _WARM_UP_MIN + round((3 + step) * _SPRINT_MIN)
        return SpeedDay(f"hill-sprints,week={step}", minutes)
    return _MILE_DAYS[(step - _MOST_SPRINT_WEEKS - 1) % len(_MILE_DAYS)]


def _distance_day(step: int, room_min: float) -> SpeedDay:
    """Long intervals, marathon pace, hills and a ladder in turn; each grows."""
    rounds = (step - 1) // 4
    match (step - 1) % 4:
        case 0:
            times = min(2 + rounds, 5, int(room_min // _LONG_INTERVAL_MIN))
            minutes = _WARM_UP_MIN + _LONG_INTERVAL_MIN * times
            return SpeedDay(f"long-intervals,times={times}", minutes)
        case 1:
            tempo_min = min(20 + 5 * rounds, 40, int(room_min))
            return SpeedDay(f"tempo,time={tempo_min}:00", _WARM_UP_MIN + tempo_min)
        case 2:
            return _hills(5 + rounds, room_min)
    return SpeedDay("ladder", MINUTES[Kind.SPEED])


def _hills(times: int, room_min: float) -> SpeedDay:
    times = min(times, 8, int(room_min // _HILL_MIN))
    return SpeedDay(f"hills,times={times}", _WARM_UP_MIN + _HILL_MIN * times)


def _climbs(times: int, room_min: float) -> SpeedDay:
    times = min(times, 8, int(room_min // _CLIMB_MIN))
    return SpeedDay(f"climbs,times={times}", _WARM_UP_MIN + _CLIMB_MIN * times)


def _five_k_day(step: int, steps: int) -> str:
    """Five kinds of repeats over the block, from 200 m to 2 km, between two tests."""
    if step in (1, steps):
        return "5k-test"
    return f"5k-ladder,week={1 + (step - 2) * 5 // (steps - 2)}"


def _by_clock(ratio: RunWalk, minutes: int) -> str:
    cycle_s = ratio.run_s + ratio.walk_s
    if ratio.run_s >= RATIOS[-1].run_s:
        return f"ratio-15,times={max(60 * minutes // cycle_s, 1)}"
    times = max((60 * minutes - _WARM_WALK_S) // cycle_s, 1)
    run, walk = clock(ratio.run_s), clock(ratio.walk_s)
    return f"ratio,run={run},walk={walk},times={times}"
