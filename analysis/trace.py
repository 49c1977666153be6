"""A recording as arrays, one value a second: what a heart did, and what was asked of it.

The rooms of the engine judge every second, so that hindsight trusts the same readings, and reckons
the same effort, as the coach did live.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from runwalk.engine.effort import metabolic_power_w_per_kg
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Cleaner
from runwalk.engine.motion import MotionObserver
from runwalk.engine.sample import Sample
from runwalk.recording.recording import LONGEST_STEP_S

LONGEST_GAP_S: Final = 600
"""A longer gap is cut to this in the arrays [s]: by then a heart has forgotten the run."""

RESTART_M: Final = 100.0
RESTART_COUNT: Final = 60
"""A distance that falls by more than this [m], and for so many seconds stays below what it was, is
counted anew from 0 (our choice)."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A run second by second; every array has the shape (n_seconds,).

    Attributes:
        t_s: Seconds since the first sample [s]; faster in a gap that was cut.
        hr_bpm: Trusted heart rate [bpm], NaN where there is none.
        pace_w_per_kg: What this gait and speed would cost on the level [W/kg], NaN where speed is
            unknown.
        hill_w_per_kg: What the grade adds to that [W/kg].
        is_walk: 1 where the runner does not run, 0 where he does.
        speed_mps: Smoothed speed [m/s], NaN where it is unknown.
        measured_mps: Speed as it was measured [m/s], or else smoothed.
        distance_m: Distance since the start as the device told it, drawn straight between what it
            told [m]; NaN everywhere where it told none.
        temperature_c: Mean temperature that the device told [degC]; None where it told none.
        gaits: What the legs do; None where neither speed nor cadence shows it.
        heard_count: Seconds with a heart rate, trusted or not.
        doubted_count: Those of them that are not trusted.
    """

    t_s: Floats
    hr_bpm: Floats
    pace_w_per_kg: Floats
    hill_w_per_kg: Floats
    is_walk: Floats
    speed_mps: Floats
    measured_mps: Floats
    distance_m: Floats
    temperature_c: float | None
    gaits: tuple[Gait | None, ...]
    heard_count: int
    doubted_count: int

    @property
    def has_effort(self) -> NDArray[np.bool_]:
        """Where the effort is known, or was less than ten seconds ago."""
        _, age_s = _last_known(self.pace_w_per_kg)
        return age_s <= LONGEST_STEP_S


def trace_of(samples: Sequence[Sample]) -> Trace:
    """Lay a run out on seconds.

    Args:
        samples: In order of time; at least one.
    """
    cleaner, observer = Cleaner(), MotionObserver()
    steps_s = [0]
    for before, after in pairwise(samples):
        steps_s.append(min(after.t_s - before.t_s, LONGEST_GAP_S))
    at = list(accumulate(steps_s))
    columns = np.full((6, at[-1] + 1), np.nan)
    gaits: list[Gait | None] = [None] * (at[-1] + 1)
    heard = doubted = 0
    for i, step_s, sample in zip(at, steps_s, samples, strict=True):
        if 1 < step_s <= LONGEST_STEP_S:
            columns[:, i - step_s + 1 : i] = columns[:, i - step_s, None]
            gaits[i - step_s + 1 : i] = [gaits[i - step_s]] * (step_s - 1)
        hr = cleaner.clean(sample)
        motion = observer.observe(sample)
        gaits[i] = motion.gait
        heard += hr.bpm is not None
        doubted += hr.bpm is not None and not hr.is_trusted
        if hr.is_trusted and hr.bpm is not None:
            columns[0, i] = hr.bpm
        if motion.power_w_per_kg is not None and motion.speed_mps is not None:
            gait = motion.gait or Gait.RUN
            level = metabolic_power_w_per_kg(motion.speed_mps, 0.0, gait)
            hill = motion.power_w_per_kg - level
            measured_mps = motion.speed_mps if sample.speed_mps is None else sample.speed_mps
            columns[1:, i] = level, hill, gait is not Gait.RUN, motion.speed_mps, measured_mps
    degc = [one.temperature_c for one in samples if one.temperature_c is not None]
    told_s = [sample.t_s - samples[0].t_s for sample in samples]
    return Trace(
        t_s=np.interp(np.arange(at[-1] + 1), at, told_s),
        hr_bpm=columns[0],
        pace_w_per_kg=columns[1],
        hill_w_per_kg=columns[2],
        is_walk=columns[3],
        speed_mps=columns[4],
        measured_mps=columns[5],
        distance_m=_covered_m(samples, at),
        temperature_c=math.fsum(degc) / len(degc) if degc else None,
        gaits=tuple(gaits),
        heard_count=heard,
        doubted_count=doubted,
    )


def held(values: Floats) -> Floats:
    """The same, where a value that is missing is the last known one, or else the first."""
    last, _ = _last_known(values)
    known = values[~np.isnan(values)]
    return np.where(last >= 0, values[np.maximum(last, 0)], known[0] if len(known) else 0.0)


def answered(values: Floats, tau_s: float) -> Floats:
    """How a first-order heart answers, from rest at the first value.

    Args:
        values: shape (n_seconds,), without NaN.
        tau_s: Time constant [s].

    >>> answered(np.array([0.0, 4.0, 4.0]), tau_s=2.0).round(9).tolist()
    [0.0, 2.0, 3.0]
    """
    count = len(values)
    room = 1 << (2 * count - 1).bit_length()  # so that nothing wraps around
    kernel = (1.0 - 1.0 / tau_s) ** np.arange(count) / tau_s
    moved = np.fft.irfft(np.fft.rfft(values - values[0], room) * np.fft.rfft(kernel, room), room)
    return np.asarray(values[0] + moved[:count])


def delayed(values: Floats, dead_time_s: float) -> Floats:
    """The same, so many seconds later [s]; before that, the first value."""
    whole_s = math.floor(dead_time_s)
    part = dead_time_s - whole_s
    late = np.clip(np.arange(len(values)) - whole_s, 0, len(values) - 1)
    return np.asarray((1.0 - part) * values[late] + part * values[np.maximum(late - 1, 0)])


def smoothed(values: Floats, width_s: int) -> Floats:
    """Mean over as many seconds around each [s]; looks both ways."""
    window = np.ones(min(width_s, len(values)))
    count = np.convolve(np.ones(len(values)), window, "same")
    return np.convolve(values, window, "same") / count


def _covered_m(samples: Sequence[Sample], at: Sequence[int]) -> Floats:
    told_at: list[int] = []
    told_m: list[float] = []
    for i, sample in zip(at, samples, strict=True):
        if sample.distance_m is not None:
            told_at.append(i)
            told_m.append(sample.distance_m)
    if not told_m:
        return np.full(at[-1] + 1, np.nan)
    return np.interp(np.arange(at[-1] + 1, dtype=np.float64), told_at, _counted_on(told_m))


def _counted_on(told_m: Sequence[float]) -> Floats:
    """The same, where a device that began anew at 0, as for a second session, had counted on."""
    counted_m = np.array(told_m, dtype=np.float64)
    for i in np.flatnonzero(np.diff(counted_m) < -RESTART_M) + 1:
        if counted_m[i : i + RESTART_COUNT].max() < counted_m[i - 1]:  # else it was a slip
            counted_m[i:] += counted_m[i - 1] - counted_m[i]
    return counted_m


def _last_known(values: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Index of the last known value, -1 before the first, and how long ago that was [s]."""
    here = np.arange(len(values))
    last = np.maximum.accumulate(np.where(np.isnan(values), -1, here))
    return last, np.where(last < 0, len(values) + LONGEST_STEP_S, here - last)
