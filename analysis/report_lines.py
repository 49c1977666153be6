"""What the report's figures draw, as arrays: lines that break where the data do, and spans.

No position enters here: the ground is told by its grade only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, TypeVar

import numpy as np

from analysis.dfa import STEP_S
from analysis.dfa_threshold import RrMeasure
from analysis.drift import HindsightDrift, effort_part
from analysis.drift_by_bouts import trace_behind
from analysis.drift_model import DriftRules, bins_of
from analysis.run import Run, is_on_foot
from analysis.trace import Floats, smoothed
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample
from runwalk.recording.recording import LONGEST_STEP_S

SMOOTH_S: Final = 15
"""Pace is drawn as a mean over so long [s] (our choice)."""
GRADE_M: Final = 40.0
"""Grade is drawn over so much way [m]: short enough for a hill of ten seconds (our choice)."""
FASTEST_RISE_MPS: Final = 5.0
"""Where height changes faster, a watch has set it anew, and tells no grade [m/s] (our choice)."""
LEVEL_GRADE: Final = 0.01
"""Ground that is never steeper than this is level, and not drawn (our choice)."""

_T = TypeVar("_T")


class Line(NamedTuple):
    """A line over time; NaN where it breaks.

    Attributes:
        minutes: shape (n,) [min].
        values: shape (n,).
    """

    minutes: Floats
    values: Floats


class Span(NamedTuple):
    """A stretch of time [s]: from its first second to behind its last."""

    from_s: float
    until_s: float


def trusted_heart(run: Run) -> Line:
    """Trusted heart rate [bpm], broken at every second that has none."""
    return Line(_minutes(run), run.trace.hr_bpm)


def heard_heart(run: Run) -> Line:
    """Heart rate as the strap told it [bpm], trusted or not."""
    return _known(run.recording.samples, lambda one: one.hr_bpm)


def speed(run: Run) -> Line:
    """Speed [m/s] averaged over the seconds around each; broken where it is not known."""
    told_mps = run.trace.speed_mps
    is_known = ~np.isnan(told_mps)
    share = smoothed(is_known.astype(np.float64), SMOOTH_S)
    mean_mps = smoothed(np.where(is_known, told_mps, 0.0), SMOOTH_S) / np.maximum(share, 1e-9)
    return Line(_minutes(run), np.where(is_known, mean_mps, np.nan))


def grade(run: Run) -> Line | None:
    """Rise over run; None where it is not known, or the ground is level."""
    line = _known(run.recording.samples, lambda one: one.grade)
    if np.isnan(line.values).all():
        line = _grade_of_heights(run.recording.samples)
    if not len(line.values) or not np.nanmax(np.abs(line.values), initial=0.0) > LEVEL_GRADE:
        return None
    return line


def ceilings(run: Run) -> tuple[tuple[Span, int], ...]:
    """Where which ceiling holds [bpm]."""
    told = ((one.sample.t_s, one.band.ceiling_bpm if one.band else None) for one in run.readings)
    return _spans(told)


def legs(run: Run) -> tuple[tuple[Span, Gait], ...]:
    """Where the runner ran, walked and stood, as far as speed or cadence tell; on foot only."""
    if not is_on_foot(run.recording):
        return ()
    t_s = run.recording.samples[0].t_s + run.trace.t_s
    return _spans(zip(t_s.tolist(), run.trace.gaits, strict=True))


def advice(run: Run) -> tuple[tuple[Span, Gait], ...]:
    """Where the coach would have had the runner run, and where walk."""
    return _spans(
        (
            one.sample.t_s,
            Gait.RUN if one.phase.is_running else Gait.WALK if one.phase.value == "walk" else None,
        )
        for one in run.readings
    )


def alpha1(measured: RrMeasure) -> Line:
    """Alpha1 of the heartbeat intervals over the run, broken where there is none."""
    t_s, values = measured.course.t_s, measured.course.alpha1
    return Line(*_broken(t_s, values, STEP_S))


class SameEffort(NamedTuple):
    """Heart rate with what effort adds to it taken off.

    Attributes:
        minutes: Middle of each bin, shape (n_bins,) [min].
        hr_bpm: Mean heart rate of each bin at the run's mean effort [bpm].
        from_min: From when on it was measured [min].
        centre: Minute and heart rate around which the slope turns.
    """

    minutes: Floats
    hr_bpm: Floats
    from_min: float
    centre: tuple[float, float]


def same_effort(run: Run, seen: HindsightDrift) -> SameEffort:
    """Heart rate as it would have been at even effort, by what was measured of the whole run."""
    rules, trace = DriftRules(), trace_behind(run, seen)
    bins = bins_of(trace, rules, rules.bin_s)
    effort_bpm = effort_part(trace, seen, rules)
    corrected = trace.hr_bpm - effort_bpm + np.mean(effort_bpm[bins.is_used])
    minutes, hr_bpm = bins.mean(_minutes(run)), bins.mean(corrected)
    centre_min = float(np.mean(minutes))
    # The line is the model's: robust, and so not always the mean of the dots.
    off = hr_bpm - seen.bpm_per_h * (minutes - centre_min) / 60.0
    from_min = (run.recording.samples[0].t_s + rules.from_s) / 60.0
    return SameEffort(minutes, hr_bpm, from_min, (centre_min, float(np.median(off))))


def thinned(line: Line, columns: int) -> Line:
    """The same line with fewer points: of each column the lowest and the highest.

    A line as wide as so many pixels looks the same. What is broken stays broken.

    >>> line = Line(np.arange(6.0), np.array([3.0, 9.0, 1.0, 4.0, 4.0, 4.0]))
    >>> thinned(line, 2).values.tolist()
    [9.0, 1.0, 4.0, 4.0]
    """
    minutes, values = line
    if len(values) <= 2 * columns:
        return line
    is_hole = np.isnan(values)
    share = (minutes - minutes[0]) / (minutes[-1] - minutes[0])
    column = np.minimum(np.floor(share * columns), columns - 1.0)
    piece = np.cumsum(is_hole) * (columns + 2.0) + np.where(is_hole, -1.0, column)
    order = np.lexsort((values, piece))
    begins = np.flatnonzero(np.diff(piece[order], prepend=-2.0))
    ends = np.append(begins[1:], len(order)) - 1
    kept = np.unique(np.concatenate([order[begins], order[ends]]))
    # of a hole one second is enough
    is_kept = ~(is_hole[kept] & np.append(False, is_hole[kept][:-1]))
    return Line(minutes[kept][is_kept], values[kept][is_kept])


def _minutes(run: Run) -> Floats:
    """When each second of the trace was, in the recording's own time [min]."""
    return (run.recording.samples[0].t_s + run.trace.t_s) / 60.0


def _known(samples: Sequence[Sample], of: Callable[[Sample], float | None]) -> Line:
    """What is known of the samples, broken where a gap is."""
    told = [(one.t_s, value) for one in samples if (value := of(one)) is not None]
    if not told:
        return Line(np.zeros(0), np.zeros(0))
    t_s, values = np.array(told, dtype=np.float64).T
    return Line(*_broken(t_s, values, LONGEST_STEP_S))


def _broken(t_s: Floats, values: Floats, longest_s: float) -> tuple[Floats, Floats]:
    """Minutes and values, with a hole behind each that the next follows later than so long [s]."""
    holes = np.flatnonzero(np.diff(t_s) > longest_s) + 1
    return np.insert(t_s, holes, t_s[holes - 1] + 1.0) / 60.0, np.insert(values, holes, np.nan)


def _grade_of_heights(samples: Sequence[Sample]) -> Line:
    """Grade over the way around each second, where height and speed are known."""
    told = [
        (one.t_s, one.altitude_m, one.speed_mps)
        for one in samples
        if one.altitude_m is not None and one.speed_mps is not None
    ]
    if len(told) < 2:
        return Line(np.zeros(0), np.zeros(0))
    t_s, height_m, speed_mps = np.array(told, dtype=np.float64).T
    step_s = np.diff(t_s, prepend=t_s[0])
    jump_m = np.abs(np.diff(height_m, prepend=height_m[0]))
    piece = np.cumsum((step_s > LONGEST_STEP_S) | (jump_m > FASTEST_RISE_MPS * step_s))
    path_m = np.cumsum(speed_mps * np.minimum(step_s, LONGEST_STEP_S))
    rise_m, way_m = np.zeros(len(t_s)), np.zeros(len(t_s))
    for number in range(int(piece[-1]) + 1):  # over no hole and no jump
        here = np.flatnonzero(piece == number)
        path, height = path_m[here], height_m[here]
        before = np.clip(path - GRADE_M / 2.0, path[0], path[-1])
        after = np.clip(path + GRADE_M / 2.0, path[0], path[-1])
        way_m[here] = after - before
        rise_m[here] = np.interp(after, path, height) - np.interp(before, path, height)
    is_known = way_m >= GRADE_M / 2.0
    grade = np.where(is_known, rise_m / np.where(is_known, way_m, 1.0), np.nan)
    holes = np.flatnonzero(np.diff(piece)) + 1
    return Line(np.insert(t_s, holes, t_s[holes - 1] + 1.0) / 60.0, np.insert(grade, holes, np.nan))


def _spans(told: Iterable[tuple[float, _T | None]]) -> tuple[tuple[Span, _T], ...]:
    """Where the same holds from second to second; a gap ends it."""
    spans: list[tuple[Span, _T]] = []
    last_s, last, from_s = -1.0, None, 0.0
    for t_s, what in told:
        is_gap = t_s - last_s > LONGEST_STEP_S
        if what != last or is_gap:
            if last is not None:
                spans.append((Span(from_s, last_s + 1.0 if is_gap else t_s), last))
            from_s, last = t_s, what
        last_s = t_s
    if last is not None:
        spans.append((Span(from_s, last_s + 1.0), last))
    return tuple(spans)


def column_count(inches: float) -> int:
    """As many columns as a figure so wide has pixels worth drawing [count]."""
    return round(75 * inches)
