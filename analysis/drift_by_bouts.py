"""Drift where nobody measured speed: from runs and walks alone, and weaker for it.

All that is known here is when the legs ran and when they walked: by cadence, or by the cues that
were given. The model is that of :mod:`analysis.drift`, and every run is taken to be as fast as
every other, every walk likewise. So whoever runs ever faster is told of a drift that is none, and
that is why it says ``bouts`` for a method.

It holds for walks by the clock alone. Where the heart calls the walks, its own drift decides when
the legs walk, and an easier pace that nobody measured hides part of it; on simulated runners a
number made so was wrong. There only this is told, each in its own unit: how long the heart took to
climb to its peak, how long to come down, and how far down it came.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from analysis.drift import DriftRefused, HindsightDrift, Method, Why, drift_of, refuse
from analysis.drift_model import DriftRules
from analysis.refused import Refused
from analysis.run import Run
from analysis.spans import Span, spans_of
from analysis.trace import Floats, Trace, held, smoothed
from runwalk.engine.effort import metabolic_power_w_per_kg
from runwalk.engine.gait import Gait

LEAST_WALKS: Final = 5
"""With fewer walks after minute 10 there is no telling (our choice)."""
MOST_UNEVEN_RATIO: Final = 0.15
"""Runs, and walks, are by the clock where the middle half of them differ by less than this share
of their length (our choice)."""
LEAST_SWING_BPM: Final = 10.0
"""Heart rate turns where it comes back by so much [bpm] (our choice): it strays by 2 or so."""
SMOOTH_S: Final = 11
"""It is averaged over so many seconds for that [s] (our choice)."""

_RUN_MPS, _WALK_MPS = 2.5, 1.5  # any two will do: gains are fitted
_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How something changed from bout to bout; the slope is the median of all pairs (Theil-Sen).

    Attributes:
        per_h: Its slope, in its own unit an hour.
        low_per_h: Lower end of the 95 % interval, by Kendall's test of no slope ...
        high_per_h: ... and upper end; both infinite where the bouts are too few.
        first: Where its line begins, in its own unit.
        count: Of how many bouts.
    """

    per_h: float
    low_per_h: float
    high_per_h: float
    first: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoutTrends:
    """What the walk breaks of a run show, one after the other.

    Attributes:
        climb_s: From the turn in a walk to the peak of the run after it [s]: time to the cap.
        recovery_s: From a peak to the turn in the walk after it [s].
        floor_bpm: Heart rate at the turn in a walk [bpm].
        peak_bpm: The same at the peak of a run [bpm].
    """

    climb_s: Trend
    recovery_s: Trend
    floor_bpm: Trend
    peak_bpm: Trend


class Turn(NamedTuple):
    """Where heart rate turns.

    Attributes:
        at: Index of the second.
        bpm: Heart rate there [bpm].
        is_peak: Whether it was the highest, or the lowest.
    """

    at: int
    bpm: float
    is_peak: bool


def best_drift_of(run: Run, rules: DriftRules | None = None) -> HindsightDrift | DriftRefused:
    """Measure drift by effort, or by runs and walks alone where nobody measured speed."""
    found = drift_of(run.trace, rules)
    if found == refuse(Why.NO_EFFORT_SIGNAL):
        by_gait = spans_of(run)
        return drift_by_bouts(run.trace, by_gait[1] if by_gait else (), rules)
    return found


def drift_by_bouts(
    trace: Trace, spans: Sequence[Span], rules: DriftRules | None = None
) -> HindsightDrift | DriftRefused:
    """Measure the drift of a run of which only runs and walks are known; looks both ways.

    Args:
        trace: The run; its speed is not looked at.
        spans: When the legs did what, without holes.
        rules: How.

    Source: our design; how good it is stands in the documentation.
    """
    rules = rules or DriftRules()
    if trace.heard_count == 0:
        return refuse(Why.NO_HEART_RATE)
    if not _is_by_clock([span for span in spans if trace.t_s[span.start] >= rules.from_s]):
        return refuse(Why.NO_EFFORT_SIGNAL)
    found = drift_of(_as_if_even(trace, spans), rules)
    return found if isinstance(found, Refused) else replace(found, method=Method.BOUTS)


def trace_behind(run: Run, seen: HindsightDrift) -> Trace:
    """The trace that a number rests on: the run's own, or the one as if every run was as fast."""
    by_gait = spans_of(run)
    if seen.method is Method.EFFORT_MODEL or by_gait is None:
        return run.trace
    return _as_if_even(run.trace, by_gait[1])


def trends_of(trace: Trace, rules: DriftRules | None = None) -> BoutTrends | DriftRefused:
    """Tell how walk breaks changed over a run, by heart rate alone; looks both ways.

    Source: slope and interval, Sen, "Estimates of the regression coefficient based on Kendall's
    tau," J. Am. Stat. Assoc. 63:1379-1389, 1968, as SciPy's ``theilslopes`` cites and reckons it.
    """
    if trace.heard_count == 0:
        return refuse(Why.NO_HEART_RATE)
    from_s = (rules or DriftRules()).from_s
    found = [one for one in turns(trace) if trace.t_s[one.at] >= from_s]
    if sum(not one.is_peak for one in found) < LEAST_WALKS:
        return refuse(Why.TOO_FEW_WALKS)
    hours = [float(trace.t_s[one.at] - from_s) / 3600.0 for one in found]
    both = [
        (hour, before, float(trace.t_s[after.at] - trace.t_s[before.at]))
        for hour, (before, after) in zip(hours, pairwise(found), strict=False)
    ]
    at = list(zip(hours, found, strict=True))
    return BoutTrends(
        climb_s=_trend([(hour, s) for hour, before, s in both if not before.is_peak]),
        recovery_s=_trend([(hour, s) for hour, before, s in both if before.is_peak]),
        floor_bpm=_trend([(hour, one.bpm) for hour, one in at if not one.is_peak]),
        peak_bpm=_trend([(hour, one.bpm) for hour, one in at if one.is_peak]),
    )


def trends_to_dict(trends: BoutTrends | DriftRefused) -> dict[str, Any]:
    """The trends as plain JSON values; what is not known is None."""
    if isinstance(trends, Refused):
        return trends.to_dict()
    return {
        name: {key: round(value, 2) if math.isfinite(value) else None for key, value in one.items()}
        for name, one in asdict(trends).items()
    }


def turns(trace: Trace) -> list[Turn]:
    """Peaks and troughs of heart rate, in turn, wherever it comes back far enough."""
    bpm = smoothed(held(trace.hr_bpm), SMOOTH_S).tolist()
    found: list[Turn] = []
    low = high = Turn(0, bpm[0], is_peak=False)
    for at, now in enumerate(bpm):
        if now < low.bpm:
            low = Turn(at, now, is_peak=False)
        if now > high.bpm:
            high = Turn(at, now, is_peak=True)
        is_rising = not found or not found[-1].is_peak
        if is_rising and now <= high.bpm - LEAST_SWING_BPM:
            found.append(high._replace(is_peak=True))
            low = Turn(at, now, is_peak=False)
        elif not is_rising and now >= low.bpm + LEAST_SWING_BPM:
            found.append(low)
            high = Turn(at, now, is_peak=True)
    return found


def _told(spans: Sequence[Span], count: int) -> Floats:
    """1 where the legs do not run, 0 where they do, NaN where nobody knows."""
    is_walk = np.full(count, np.nan)
    for span in spans:
        if span.gait is not None:
            is_walk[span.start : span.end] = span.gait is not Gait.RUN
    return is_walk


def _is_by_clock(spans: Sequence[Span]) -> bool:
    """Whether there are walks enough, and runs and walks that are as long as each other."""
    for gait in (Gait.WALK, Gait.RUN):
        lengths_s = [span.end - span.start for span in spans[1:-1] if span.gait is gait]
        if len(lengths_s) < LEAST_WALKS:
            return False
        early, middle, late = np.quantile(lengths_s, (0.25, 0.5, 0.75))
        if late - early > MOST_UNEVEN_RATIO * middle:
            return False
    return True


def _as_if_even(trace: Trace, spans: Sequence[Span]) -> Trace:
    """The run as if every run had been as fast as every other, and every walk."""
    is_walk = _told(spans, len(trace.t_s))
    costs = {
        gait: metabolic_power_w_per_kg(speed_mps, 0.0, gait)
        for gait, speed_mps in ((Gait.RUN, _RUN_MPS), (Gait.WALK, _WALK_MPS))
    }
    unknown = np.where(np.isnan(is_walk), np.nan, 0.0)
    return replace(
        trace,
        is_walk=is_walk,
        measured_mps=np.where(is_walk > 0.0, _WALK_MPS, _RUN_MPS) + unknown,
        pace_w_per_kg=np.where(is_walk > 0.0, costs[Gait.WALK], costs[Gait.RUN]) + unknown,
        hill_w_per_kg=unknown,
    )


def _trend(points: Sequence[tuple[float, float]]) -> Trend:
    slopes = sorted(_slopes(points))
    count = len(points)
    half = _NORMAL_95 * math.sqrt(count * (count - 1) * (2 * count + 5) / 18.0)
    low, high = round((len(slopes) - half) / 2.0) - 1, round((len(slopes) + half) / 2.0)
    per_h = float(np.median(slopes))
    return Trend(
        per_h=per_h,
        low_per_h=slopes[low] if low >= 0 else -math.inf,
        high_per_h=slopes[high] if high < len(slopes) else math.inf,
        first=float(np.median([value - per_h * hour for hour, value in points])),
        count=count,
    )


def _slopes(points: Sequence[tuple[float, float]]) -> Iterator[float]:
    """Slope of the line through each pair of points."""
    for i, (hour, value) in enumerate(points):
        for later, then in points[i + 1 :]:
            yield (then - value) / (later - hour)
