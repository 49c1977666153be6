"""A run by its records, as other tools see it: nothing cleaned, nothing filled in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from analysis.trace import LONGEST_GAP_S, Floats, Trace
from runwalk.engine.sample import Sample
from runwalk.recording.recording import LONGEST_STEP_S

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A run as it was recorded; every array has the shape (n_records,), NaN where unknown.

    Attributes:
        t_s: Seconds since the start [s].
        stands_for_s: Time to the next record [s]; 1 before a gap, and for the last one.
        hr_bpm: Heart rate as recorded, trusted or not [bpm].
        speed_mps: Speed as recorded [m/s].
        graded_mps: That speed times what its grade costs over what the level costs [m/s].
        power_w: Power [W].
        is_walk: 1 where the runner does not run, 0 where he does.
        doubted_ratio: Share of the readings of heart rate that are not trusted.
    """

    t_s: Floats
    stands_for_s: Floats
    hr_bpm: Floats
    speed_mps: Floats
    graded_mps: Floats
    power_w: Floats
    is_walk: Floats
    doubted_ratio: float

    @property
    def known(self) -> Flags:
        """Where both heart rate and speed are known."""
        return np.isfinite(self.hr_bpm) & np.isfinite(self.speed_mps)

    def during(self, from_s: float, to_s: float = math.inf) -> Records:
        """The same, of the records from one time to before another [s]."""
        inside = (self.t_s >= from_s) & (self.t_s < to_s)
        columns = {
            one.name: getattr(self, one.name)[inside]
            for one in fields(self)
            if one.name != "doubted_ratio"
        }
        return replace(self, **columns)


def records_of(samples: Sequence[Sample], trace: Trace) -> Records:
    """Lay a run out by its records.

    Args:
        samples: In order of time; at least one.
        trace: The same run on seconds: its grade is taken from there.

    The graded speed is a stand-in for TrainingPeaks' normalized graded pace, whose formula is not
    published. Cost by grade is Minetti's for running and LCDA's for walking, in full uphill and
    downhill, and the mean of it is a plain one.
    """
    t_s = np.array([one.t_s for one in samples], dtype=np.float64)
    steps_s = np.diff(t_s)
    at = places(samples)
    level = trace.pace_w_per_kg[at]
    is_costly = level > 0.0  # NaN is not
    factor = np.ones(len(samples))
    factor[is_costly] += trace.hill_w_per_kg[at][is_costly] / level[is_costly]
    speed_mps = column([one.speed_mps for one in samples])
    return Records(
        t_s=t_s,
        stands_for_s=np.append(np.where(steps_s <= LONGEST_STEP_S, steps_s, 1.0), 1.0),
        hr_bpm=column([one.hr_bpm for one in samples]),
        speed_mps=speed_mps,
        graded_mps=speed_mps * factor,
        power_w=column([one.power_w for one in samples]),
        is_walk=trace.is_walk[at],
        doubted_ratio=trace.doubted_count / max(trace.heard_count, 1),
    )


def places(samples: Sequence[Sample]) -> NDArray[np.int64]:
    """Where each sample lies on the seconds of its trace, shape (n_samples,)."""
    t_s = np.array([one.t_s for one in samples], dtype=np.int64)
    return np.concatenate(([0], np.cumsum(np.minimum(np.diff(t_s), LONGEST_GAP_S))))


def first_half(weight_s: Floats) -> Flags:
    """Records that begin before half of the recorded time is over."""
    begins_s = np.cumsum(weight_s) - weight_s
    return np.asarray(begins_s < 0.5 * weight_s.sum())


def mean(values: Floats, weight_s: Floats) -> float:
    """Mean over time of the values that are known; NaN where there is none."""
    known = np.isfinite(values)
    total_s = float(weight_s[known].sum())
    return float(values[known] @ weight_s[known]) / total_s if total_s > 0.0 else float("nan")


def column(values: Sequence[float | None]) -> Floats:
    """Numbers as an array, NaN where one is missing."""
    return np.array([np.nan if one is None else one for one in values], dtype=np.float64)
