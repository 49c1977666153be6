"""A run reckoned once more, in plain arithmetic, from what fitparse reads in its file.

Nothing here is shared with the report: no reader, no cleaner, no model. Where the report measures
drift with a model of the heart, this takes minutes of running and a straight line through them.
"""

from __future__ import annotations

import io
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LONGEST_STEP_S: Final = 10
RUN_SPM, RUN_MPS = 140.0, 2.05
WARM_UP_S, COOL_DOWN_S, AFTER_CHANGE_S, AFTER_GAP_S = 600, 60, 90, 30
BLOCK_S, LEAST_IN_BLOCK = 60, 40
LEAST_BLOCKS: Final = 15
LAG_S: Final = 45.0
DRAWS, BLOCKS_DRAWN = 400, 6
HUBER: Final = 1.345

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A record as it lies in the file; None where it does not tell.

    Attributes:
        t_s: Seconds since the first record [s].
        bpm: Heart rate [bpm].
        mps: Speed [m/s].
        m: Distance [m].
        spm: Steps a minute [1/min].
        height_m: Height [m].
    """

    t_s: float
    bpm: int | None = None
    mps: float | None = None
    m: float | None = None
    spm: float | None = None
    height_m: float | None = None


def read_raw(content: bytes) -> list[Raw]:
    """The records of a FIT file in the order of time, of its running if it holds several sports."""
    import fitparse

    file = fitparse.FitFile(io.BytesIO(content))
    told = [message.get_values() for message in file.get_messages("record")]
    sessions = [message.get_values() for message in file.get_messages("session")]
    running = [_from_to(one) for one in sessions if one.get("sport") == "running"]
    if len(running) < len(sessions):
        told = [
            one for one in told if any(start <= one["timestamp"] <= end for start, end in running)
        ]
    told.sort(key=lambda one: one["timestamp"])
    return [_raw(one, told[0]["timestamp"]) for one in told]


def _from_to(session: dict[str, Any]) -> tuple[datetime, datetime]:
    start: datetime = session["start_time"]
    return start, start + timedelta(seconds=session["total_elapsed_time"])


def _raw(told: dict[str, Any], start: datetime) -> Raw:
    cadence = told.get("cadence")
    return Raw(
        t_s=(told["timestamp"] - start).total_seconds(),
        bpm=told.get("heart_rate") or None,
        mps=_first(told, "enhanced_speed", "speed"),
        m=told.get("distance"),
        spm=None if cadence is None else 2.0 * cadence,
        height_m=_first(told, "enhanced_altitude", "altitude"),
    )


def _first(told: dict[str, Any], *names: str) -> float | None:
    return next((told[name] for name in names if told.get(name) is not None), None)


def _weighed(raw: Sequence[Raw]) -> Iterator[tuple[Raw, float]]:
    """Each record and for how long it stands [s]: until the next one, or a second before a gap."""
    for one, after in pairwise(raw):
        step_s = after.t_s - one.t_s
        yield one, step_s if step_s <= LONGEST_STEP_S else 1.0
    yield raw[-1], 1.0


def duration_s(raw: Sequence[Raw]) -> float:
    """From the first record to the last, both counted [s]."""
    return raw[-1].t_s - raw[0].t_s + 1.0


def distance_m(raw: Sequence[Raw]) -> float | None:
    """All steps of the distance forward, summed [m]."""
    told = [one.m for one in raw if one.m is not None]
    return sum(max(after - before, 0.0) for before, after in pairwise(told)) if told else None


def mean_bpm(raw: Sequence[Raw]) -> float:
    """Mean heart rate over time, nothing cleaned [bpm]."""
    heard = [(one.bpm, step_s) for one, step_s in _weighed(raw) if one.bpm is not None]
    return sum(bpm * step_s for bpm, step_s in heard) / sum(step_s for _, step_s in heard)


def highest_bpm(raw: Sequence[Raw]) -> int:
    """The highest that was recorded, nothing cleaned [bpm]."""
    return max(one.bpm for one in raw if one.bpm is not None)


def above_s(raw: Sequence[Raw], ceiling_bpm: int) -> float:
    """Time above a heart rate [s]."""
    return sum(
        step_s for one, step_s in _weighed(raw) if one.bpm is not None and one.bpm > ceiling_bpm
    )


def first_above_s(raw: Sequence[Raw], ceiling_bpm: int) -> float | None:
    """When a heart rate was first exceeded [s]."""
    return next((one.t_s for one in raw if one.bpm is not None and one.bpm > ceiling_bpm), None)


def ran_s(raw: Sequence[Raw]) -> float | None:
    """Time with running steps, or with running speed where no steps are told [s]."""
    if all(one.spm is None and one.mps is None for one in raw):
        return None
    return sum(step_s for one, step_s in _weighed(raw) if _runs(one))


def _runs(one: Raw) -> bool:
    if one.spm is not None:
        return one.spm >= RUN_SPM
    return one.mps is not None and one.mps >= RUN_MPS


def golden_cheetah_pct(raw: Sequence[Raw]) -> float | None:
    """Aerobic decoupling, as the source of GoldenCheetah counts it [%]."""
    middle = (len(raw) - 1) // 2
    ratios = []
    for half in (raw[:middle], raw[middle:]):
        heard = [one for one in half if one.bpm is not None]
        speed = sum(one.mps or 0.0 for one in heard)
        if not heard or speed <= 0.0:
            return None
        ratios.append(speed / sum(one.bpm or 0 for one in heard))
    return 100.0 * (ratios[0] - ratios[1]) / ratios[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """Drift by minutes of running.

    Attributes:
        bpm_per_h: By least squares in which outliers count less (Huber) [bpm/h].
        low_bpm_per_h: 2.5th percentile of runs of minutes drawn anew [bpm/h].
        high_bpm_per_h: 97.5th percentile [bpm/h].
        theil_sen_bpm_per_h: Median slope of all pairs, the effect of speed taken off [bpm/h].
        minutes: How many there were.
    """

    bpm_per_h: float
    low_bpm_per_h: float
    high_bpm_per_h: float
    theil_sen_bpm_per_h: float
    minutes: int


def slope(raw: Sequence[Raw]) -> Slope | None:
    """Drift by minutes of running; None where there are too few of them.

    Out are the first 10 minutes and the last one, all walking and 90 s after it, gaps and 30 s
    after them. A minute with 40 s left gives its mean heart rate, and its mean speed on the level
    by Minetti (2002), which a heart follows 45 s late.
    """
    hours, bpm, mps = _minutes(raw)
    if len(hours) < LEAST_BLOCKS:
        return None
    asked = np.column_stack([np.ones_like(hours), hours, mps - mps.mean()])
    fitted = _huber(asked, bpm)
    left = bpm - asked @ fitted
    dice = np.random.default_rng(5)
    drawn = [_huber(asked, asked @ fitted + _shuffled(left, dice))[1] for _ in range(DRAWS)]
    level = bpm - fitted[2] * asked[:, 2]
    pairs = [
        (level[j] - level[i]) / (hours[j] - hours[i])
        for i in range(len(hours))
        for j in range(i + 1, len(hours))
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Slope(
        bpm_per_h=float(fitted[1]),
        low_bpm_per_h=float(low),
        high_bpm_per_h=float(high),
        theil_sen_bpm_per_h=float(statistics.median(pairs)),
        minutes=len(hours),
    )


def _minutes(raw: Sequence[Raw]) -> tuple[Floats, Floats, Floats]:
    """Middle [h], mean heart rate [bpm] and delayed level speed [m/s] of each minute of use."""
    factors = _cost_factors(raw)
    rows: dict[int, list[tuple[float, float, float]]] = {}
    late_mps: float | None = None
    changed_s, was_running = -math.inf, True
    before_s = raw[0].t_s
    for one, factor in zip(raw, factors, strict=True):
        step_s, before_s = one.t_s - before_s, one.t_s
        if step_s > LONGEST_STEP_S:
            changed_s = max(changed_s, one.t_s + AFTER_GAP_S - AFTER_CHANGE_S)
        runs = _runs(one)
        if runs != was_running:
            changed_s, was_running = one.t_s, runs
        if one.mps is None:
            continue
        level_mps = one.mps * factor
        share = 1.0 - math.exp(-step_s / LAG_S)
        late_mps = level_mps if late_mps is None else late_mps + share * (level_mps - late_mps)
        is_late_enough = WARM_UP_S <= one.t_s < raw[-1].t_s - COOL_DOWN_S
        is_of_use = is_late_enough and runs and one.t_s - changed_s >= AFTER_CHANGE_S
        if is_of_use and one.bpm is not None:
            for _ in range(max(1, min(round(step_s), LONGEST_STEP_S))):
                rows.setdefault(int(one.t_s // BLOCK_S), []).append((one.t_s, one.bpm, late_mps))
    means = [np.mean(some, axis=0) for some in rows.values() if len(some) >= LEAST_IN_BLOCK]
    columns = np.array(means).reshape(-1, 3).T
    return columns[0] / 3600.0, columns[1], columns[2]


def _cost_factors(raw: Sequence[Raw]) -> list[float]:
    """What the grade of half a minute around each record makes running cost; 1 is the level."""
    factors = []
    first = last = 0
    for one in raw:
        while raw[first].t_s < one.t_s - 15.0:
            first += 1
        while last + 1 < len(raw) and raw[last + 1].t_s <= one.t_s + 15.0:
            last += 1
        a, b = raw[first], raw[last]
        heights, ways = (a.height_m, b.height_m), (a.m, b.m)
        factor = 1.0
        if None not in heights and None not in ways and ways[1] - ways[0] > 15.0:  # type: ignore[operator]
            i = (heights[1] - heights[0]) / (ways[1] - ways[0])  # type: ignore[operator]
            i = min(max(i, -0.3), 0.3)
            cost = 155.4 * i**5 - 30.4 * i**4 - 43.3 * i**3 + 46.3 * i**2 + 19.5 * i + 3.6
            factor = cost / 3.6
        factors.append(factor)
    return factors


def _huber(asked: Floats, found: Floats) -> Floats:
    weights = np.ones_like(found)
    for _ in range(25):
        root = np.sqrt(weights)
        fitted = np.linalg.lstsq(asked * root[:, None], found * root, rcond=None)[0]
        left = np.abs(found - asked @ fitted)
        scale = max(float(np.median(left)) / 0.6745, 1e-9)
        weights = np.minimum(1.0, HUBER * scale / np.maximum(left, 1e-9))
    return np.asarray(fitted)


def _shuffled(left: Floats, dice: np.random.Generator) -> Floats:
    """What was left over, in blocks of six minutes laid in a row anew."""
    width = min(BLOCKS_DRAWN, len(left))
    starts = dice.integers(0, len(left) - width + 1, size=-(-len(left) // width))
    return np.concatenate([left[at : at + width] for at in starts])[: len(left)]
