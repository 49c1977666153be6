"""Which workout goes where, and how it grows from week to week. Pure.

Workouts are named as `runwalk live --workout` takes them: a name of the library, and what of it is
chosen. The coaches say what grows: the ratio from 2 to 5 minutes of running for each of walking,
the repeats from 200 m to 2 km, hill sprints from 4 to 10, strides from 4 to 6, tread-hikes from one
mile to two within a month. How fast it grows, where they do not say, is our choice.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

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
    {Kind.SPEED: 45, Kind.HIKE: 40, Kind.STRENGTH: 30, Kind.CROSS: 40}
)
"""So long such a session is taken to last, warm-up and all [min] (our choice); how long easy and
long runs are, the week settles."""

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


def workout_of(
    slot: Slot, stage: Stage, *, week: int, weeks: int, minutes: int, ratio: RunWalk, nth: int
) -> str:
    """Name the workout of a place in a week; empty where the library has none, as for strength.

    Args:
        slot: The place.
        stage: What the week is for.
        week: Which week of its block, from 1.
        weeks: How many the block has.
        minutes: How long it is to last [min].
        ratio: Running and walking by the clock, in the weeks of base.
        nth: Which of its kind it is in the week, from 0.
    """
    match slot.kind:
        case Kind.SPEED:
            return _speed(stage, week, weeks, nth)
        case Kind.HIKE:
            miles = min(1.0 + (week - 1) / _MONTH, 2.0)
            return f"tread-hike,far={miles:g}mi"
        case Kind.EASY | Kind.LONG if stage is Stage.BASE:
            return _by_clock(ratio, minutes)
        case Kind.EASY if slot.has_strides:
            times = min(4 + (week - 1) // 2, 6)
            return f"strides,time={_clock(max(minutes - 5 - times, 5))},times={times}"
        case Kind.EASY:
            return f"heart,time={_clock(minutes)}"
        case Kind.LONG:
            return f"{'hills-walked' if slot.has_climbs else 'long'},time={_clock(minutes)}"
    return ""


def _speed(stage: Stage, week: int, weeks: int, nth: int) -> str:
    hard = [one for one in range(1, weeks + 1) if not is_easier(one, weeks)]
    step = hard.index(week) + 1  # easier weeks have no day of speed
    if stage is Stage.TRAIL:
        return f"hills,times={min(4 + step, 8)}" if step % 2 else f"climbs,times={min(3 + step, 8)}"
    if stage is Stage.DISTANCE:
        return _distance_day(step)
    if nth == 0:
        return _five_k_day(step, len(hard))
    if step <= _MOST_SPRINT_WEEKS:
        return f"hill-sprints,week={step}"
    return ("400s", "around-goal", "200s")[(step - _MOST_SPRINT_WEEKS - 1) % 3]


def _distance_day(step: int) -> str:
    """Long intervals, marathon pace, hills and a ladder in turn; each grows."""
    rounds = (step - 1) // 4
    return (
        f"long-intervals,times={min(2 + rounds, 5)}",
        f"tempo,time={min(20 + 5 * rounds, 40)}:00",
        f"hills,times={min(5 + rounds, 8)}",
        "ladder",
    )[(step - 1) % 4]


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
    run, walk = _seconds(ratio.run_s), _seconds(ratio.walk_s)
    return f"ratio,run={run},walk={walk},times={times}"


def _seconds(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _clock(minutes: int) -> str:
    return f"{minutes}:00" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:00"
