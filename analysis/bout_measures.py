"""What runs and walks tell of a run, as numbers that can be compared from week to week.

A run with strides or hill sprints in it tells none of this: there the plan, and not the heart, says
when to walk.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.bouts import Bout, Bouts
from analysis.half_life import median_time
from analysis.report import Report
from analysis.run_summary import Measured
from analysis.trace import Floats
from runwalk.engine.gait import Gait

LEAST_S: Final = 600
"""Less running and walking than this shows no habit [s] (our choice)."""
LEAST_BOUTS: Final = 5
"""So many runs, or walks, tell how long something takes (our choice)."""
LEAST_RUN_S: Final = 30
"""A walk counts after a run of so long [s], and a run counts if it is so long (our choice)."""
FALL_BPM: Final = 5
"""Recovery is told at this fall [bpm] (our choice): walks that the coach calls end when heart rate
has fallen by 5 to 12 beats, and a greater fall most of them would not show."""
LATE_S: Final = 8
"""The heart answers late: it still comes down from a walk for so long after its end [s] (our
choice)."""
NEAR_BPM: Final = 3
"""Who is within so many beats of the ceiling is at it [bpm] (our choice): a coach who looks ahead
says walk there."""
BURST_S: Final = 45
BURST_RATIO: Final = 1.12
LEAST_BURSTS: Final = 3
"""So many runs of at most so long [s], so much faster than the others, are strides or hill sprints
(our choice)."""
BLOCK_S: Final = 180
"""Heart rates so far apart know nothing of each other [s] (our choice, as in the interval of
drift) ..."""
DRAW_S: Final = 30
"""... and nearer than this they know all of it [s] (our choice)."""

NO_CEILING: Final = "No ceiling is known; give one with --ceiling, or in the settings."
CEILING_MOVED: Final = "The ceiling changed during the run, so it is like no other run."
BURSTS: Final = "Strides or hill sprints: the plan said when to walk, and not the heart."
TOO_SHORT: Final = "Less than ten minutes of running and walking say little."
NO_HEART_RATE: Final = "No heart rate was recorded; wear a chest strap."


def run_ratio(report: Report) -> Measured | str:
    """Share of running in the time of running and walking.

    It has no error: it is what was done. How much it differs from one day to the next, only other
    runs tell.
    """
    bouts = _told_bouts(report)
    if isinstance(bouts, str):
        return bouts
    return Measured(bouts.run_s / (bouts.run_s + bouts.walk_s))


def longest_run_s(report: Report) -> Measured | str:
    """The longest stretch of running, in seconds.

    Who did not walk at all could have run for longer: then it is at least so long. It has no error.
    """
    bouts = _told_bouts(report)
    if isinstance(bouts, str):
        return bouts
    longest_s = max((bout.duration_s for bout in bouts.runs), default=0)
    return Measured(float(longest_s)) if longest_s else "Nobody ran here."


def recovery_s(report: Report) -> Measured | str:
    """Half of the walks had brought heart rate down by 5 beats after so many seconds."""
    bouts = _told_bouts(report)
    if isinstance(bouts, str):
        return bouts
    watched = list(_recoveries(report, bouts))
    if len(watched) < LEAST_BOUTS:
        return f"Fewer than {LEAST_BOUTS} walks, with heart rate, came after a run."
    found = median_time(*zip(*watched, strict=True))
    return found or f"In most walks heart rate did not come down by {FALL_BPM} beats."


def to_ceiling_s(report: Report) -> Measured | str:
    """Half of the runs had brought heart rate to the ceiling after so many seconds.

    The first run is left out, for it begins at rest, and so is one that begins at the ceiling. A
    run that ended before the heart was there counts for as long as it lasted.
    """
    ceiling_bpm, bouts = ceiling_of(report), _told_bouts(report)
    if isinstance(bouts, str):
        return bouts
    if isinstance(ceiling_bpm, str):
        return ceiling_bpm
    watched = list(_climbs(report, bouts, ceiling_bpm))
    if len(watched) < LEAST_BOUTS:
        return f"Fewer than {LEAST_BOUTS} runs began after a walk and below the ceiling."
    found = median_time(*zip(*watched, strict=True))
    if found is not None:
        return found
    middle_s = float(np.median([lasted_s for lasted_s, _ in watched]))
    return (
        f"Most runs ended below the ceiling, half of them after {middle_s:.0f} s or more: "
        "it takes longer than that."
    )


def above_ceiling_ratio(report: Report) -> Measured | str:
    """Share of the time with heart rate in which it was above the ceiling.

    Its error comes from how much blocks of three minutes differ; but it is never surer than a
    share of so many draws as the run has half-minutes (Jeffreys): never is not surely never.
    """
    ceiling_bpm, hr_bpm = ceiling_of(report), report.run.trace.hr_bpm
    if isinstance(ceiling_bpm, str):
        return ceiling_bpm
    known_bpm = hr_bpm[~np.isnan(hr_bpm)]
    if not len(known_bpm):
        return NO_HEART_RATE
    if len(known_bpm) < LEAST_S:
        return "Less than ten minutes of heart rate say little."
    if has_bursts(report):
        return BURSTS
    is_above = known_bpm > ceiling_bpm
    ratio, draws = float(np.mean(is_above)), len(is_above) / DRAW_S
    middle = (ratio * draws + 0.5) / (draws + 1.0)
    blocks = len(is_above) // BLOCK_S
    shares = is_above[: blocks * BLOCK_S].reshape(blocks, BLOCK_S).mean(axis=1)
    of_blocks = float(np.std(shares, ddof=1)) / math.sqrt(blocks)
    return Measured(ratio, max(of_blocks, math.sqrt(middle * (1.0 - middle) / (draws + 1.0))))


def ceiling_of(report: Report) -> int | str:
    """The highest heart rate to run at, where it was the same throughout [bpm]; else why not."""
    told = {bpm for bpm in report.run.ceilings_bpm if bpm is not None}
    if not told:
        return NO_CEILING
    return CEILING_MOVED if len(told) > 1 else told.pop()


def has_bursts(report: Report) -> bool:
    """Whether there are strides or hill sprints in a run: short, and faster than the rest of it."""
    if not isinstance(report.bouts, Bouts):
        return False
    told = [
        (bout.duration_s, bout.grade_adjusted_mps or bout.speed_mps or 0.0)
        for bout in report.bouts.runs
    ]
    long = [speed_mps for lasted_s, speed_mps in told if lasted_s > BURST_S]
    if not long:
        return False
    fast_mps = BURST_RATIO * float(np.median(long))
    is_burst = [lasted_s <= BURST_S and speed_mps >= fast_mps for lasted_s, speed_mps in told]
    return fast_mps > 0.0 and sum(is_burst) >= LEAST_BURSTS


class Watched(NamedTuple):
    """How long something was watched.

    Attributes:
        lasted_s: Until it had come so far, or the watching ended [s].
        is_reached: Whether it had.
    """

    lasted_s: float
    is_reached: bool


def _told_bouts(report: Report) -> Bouts | str:
    """The bouts of a run that tells something by them; else why it does not."""
    bouts = report.bouts
    if not isinstance(bouts, Bouts):
        return bouts.text
    if bouts.run_s + bouts.walk_s < LEAST_S:
        return TOO_SHORT
    return BURSTS if has_bursts(report) else bouts


def _recoveries(report: Report, bouts: Bouts) -> Iterator[Watched]:
    """Of each walk after a run, how long it took for heart rate to come down."""
    for run, walk, heart in _pairs(report, bouts, Gait.RUN, Gait.WALK):
        if run.duration_s < LEAST_RUN_S:
            continue
        top_bpm = _mean(heart.before[-LATE_S:])
        if top_bpm is not None:
            yield from _first(heart.during, heart.during <= top_bpm - FALL_BPM, walk)


def _climbs(report: Report, bouts: Bouts, ceiling_bpm: int) -> Iterator[Watched]:
    """Of each run after a walk, how long it took for heart rate to come up to the ceiling."""
    for _, run, heart in _pairs(report, bouts, Gait.WALK, Gait.RUN):
        start_bpm = _mean(heart.before[-LATE_S:])
        is_below = start_bpm is not None and start_bpm < ceiling_bpm - NEAR_BPM
        if is_below and run.duration_s >= LEAST_RUN_S:
            yield from _first(heart.during, heart.during >= ceiling_bpm - NEAR_BPM, run)


class _Heart(NamedTuple):
    """Heart rate in the bout before, and in a bout and a moment after it [bpm]."""

    before: Floats
    during: Floats


def _pairs(
    report: Report, bouts: Bouts, before: Gait, after: Gait
) -> Iterator[tuple[Bout, Bout, _Heart]]:
    """Bouts of one gait that follow on one of another, and what heart rate did."""
    trace = report.run.trace
    first_s = report.run.recording.samples[0].t_s
    for one, other in pairwise(bouts.all):
        if one.gait is before and other.gait is after:
            told_s = (one.start_s, other.start_s, other.start_s + other.duration_s)
            start, change, end = np.searchsorted(trace.t_s, np.array(told_s) - first_s - 0.5)
            yield (
                one,
                other,
                _Heart(trace.hr_bpm[start:change], trace.hr_bpm[change : end + LATE_S]),
            )


def _first(during: Floats, is_there: NDArray[np.bool_], bout: Bout) -> Iterator[Watched]:
    """When heart rate was there first; nothing where it is not known for half of the bout."""
    if np.mean(~np.isnan(during)) < 0.5:
        return
    found = np.flatnonzero(is_there)
    if len(found):
        yield Watched(float(found[0]) + 1.0, is_reached=True)
    else:
        yield Watched(float(bout.duration_s + LATE_S), is_reached=False)


def _mean(bpm: Floats) -> float | None:
    known_bpm = bpm[~np.isnan(bpm)]
    return float(known_bpm.mean()) if len(known_bpm) else None
