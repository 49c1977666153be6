"""Runs and walks inside a run, and what heart rate did in each of them; looks both ways.

Bouts follow on each other without a hole; where the timer stood, or nothing is known, the gait is
None. What a bout does not tell is None, and never 0.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

import numpy as np

from analysis.bout_heart import BoutHeart, heart_in
from analysis.refused import Refused
from analysis.run import Run, is_on_foot
from analysis.spans import Source, Span, seconds_of_samples, spans_of
from analysis.trace import Floats
from runwalk.engine.effort import walking_power_lcda_looney_2019
from runwalk.engine.gait import Gait

LEAST_KNOWN_RATIO: Final = 0.9
"""With speed for less of a bout than this, its distance is not known (our choice)."""
FASTEST_WALK_MPS: Final = 6.0
"""Where the level speed of a walk is looked for [m/s]: no walk costs as much as this one."""


class Why(StrEnum):
    """Why there are no bouts."""

    NOT_ON_FOOT = "not_on_foot"
    NO_GAIT_SIGNAL = "no_gait_signal"


WORDS: Final = {
    Why.NOT_ON_FOOT: "Runs and walks are told of running, walking and hiking only.",
    Why.NO_GAIT_SIGNAL: (
        "Nothing shows when you ran and when you walked; record speed or cadence with a watch, "
        "a foot pod or by satellite."
    ),
}
"""What would help, one sentence for each reason."""


NoBouts: TypeAlias = Refused[Why]
"""Why runs and walks cannot be told apart."""


def refuse(why: Why) -> NoBouts:
    """Tell why there are no bouts."""
    return Refused(why, WORDS[why])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """One stretch of running, walking or standing.

    Attributes:
        gait: What the legs did; None where the timer stood, or nothing is known.
        start_s: When it began, in the recording's seconds [s].
        duration_s: How long it lasted [s].
        distance_m: Distance covered, as the device told it, or else from speed [m].
        speed_mps: Mean speed [m/s].
        grade_adjusted_mps: The speed on the level that costs as much in the same gait [m/s]; None
            where no grade is known.
        heart: What heart rate did.
        tag: Why it was walked, where that was for another cause than the heart.
    """

    gait: Gait | None
    start_s: int
    duration_s: int
    distance_m: float | None
    speed_mps: float | None
    grade_adjusted_mps: float | None
    heart: BoutHeart
    tag: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The bout as plain JSON values, none of them inside another."""
        flat = asdict(self)
        for name, value in flat.pop("heart").items():
            flat[f"hr_{name}" if name in _OF_HR else name] = value
        return {name: round(v, 3) if isinstance(v, float) else v for name, v in flat.items()}


_OF_HR = ("start_bpm", "end_bpm", "mean_bpm", "peak_bpm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bouts:
    """Every bout of a run.

    Attributes:
        source: What told when the legs ran.
        all: In order of time, without holes.
    """

    source: Source
    all: tuple[Bout, ...]

    @property
    def runs(self) -> tuple[Bout, ...]:
        """Those in which the legs ran."""
        return tuple(bout for bout in self.all if bout.gait is Gait.RUN)

    @property
    def walks(self) -> tuple[Bout, ...]:
        """Those in which they walked, but not for another cause: a cramp tells nothing of them."""
        return tuple(bout for bout in self.all if bout.gait is Gait.WALK and bout.tag is None)

    @property
    def run_s(self) -> int:
        """Time of running [s]."""
        return sum(bout.duration_s for bout in self.runs)

    @property
    def walk_s(self) -> int:
        """Time of walking [s]."""
        return sum(bout.duration_s for bout in self.walks)

    @property
    def run_ratio(self) -> float | None:
        """Time of running over time of running and walking; None where there was neither."""
        moved_s = self.run_s + self.walk_s
        return self.run_s / moved_s if moved_s else None


def bouts_of(run: Run) -> Bouts | NoBouts:
    """Find the runs and walks, and what heart rate did in them.

    Source: our definitions; costs are those of :mod:`runwalk.engine.effort`.
    """
    if not is_on_foot(run.recording):
        return refuse(Why.NOT_ON_FOOT)
    found = spans_of(run)
    if found is None:
        return refuse(Why.NO_GAIT_SIGNAL)
    source, spans = found
    seen = _Seen(run)
    next_run = rest_end = len(seen.hr_bpm)
    bouts: list[Bout] = []
    for span in reversed(spans):
        bouts.append(_bout(seen, span, next_run=next_run, rest_end=rest_end))
        if span.gait is Gait.RUN:
            next_run = span.start
        if span.gait in (Gait.RUN, None):
            rest_end = span.start
    return Bouts(source=source, all=tuple(reversed(bouts)))


class _Seen:
    """What is known of each second of a run; all arrays have the shape (n_seconds,)."""

    def __init__(self, run: Run) -> None:
        trace, samples = run.trace, run.recording.samples
        at = seconds_of_samples(run)
        self.starts_s = np.append(trace.t_s, trace.t_s[-1] + 1.0) + samples[0].t_s
        self.hr_bpm = trace.hr_bpm
        self.speed_mps, self.distance_m = trace.speed_mps, trace.distance_m
        self.level_w_per_kg = trace.pace_w_per_kg
        self.power_w_per_kg = trace.pace_w_per_kg + trace.hill_w_per_kg
        self.has_grade = np.zeros(len(trace.t_s), dtype=bool)
        self.has_grade[at] = [
            one.grade is not None or one.altitude_m is not None for one in samples
        ]
        self.ceiling_bpm: list[int | None] = [None] * len(trace.t_s)
        for i, ceiling_bpm in zip(at.tolist(), run.ceilings_bpm, strict=True):
            self.ceiling_bpm[i] = ceiling_bpm
        self.tag: list[str | None] = [None] * len(trace.t_s)
        for i, reading in zip(at.tolist(), run.readings, strict=False):
            self.tag[i] = reading.tag


def _bout(seen: _Seen, span: Span, *, next_run: int, rest_end: int) -> Bout:
    """Measure a bout; for the last two, see :func:`analysis.bout_heart.heart_in`."""
    start_s, end_s = (round(seen.starts_s[at]) for at in (span.start, span.end))
    duration_s = end_s - start_s
    speed_mps = _mean(seen.speed_mps[span.start : span.end])
    covered = seen.distance_m[[span.start, min(span.end, len(seen.distance_m) - 1)]]
    distance_m = None if speed_mps is None else speed_mps * duration_s
    if not np.isnan(covered[0]) and span.gait is not None:
        distance_m = max(0.0, float(covered[1] - covered[0]))
        speed_mps = distance_m / duration_s
    return Bout(
        gait=span.gait,
        start_s=start_s,
        duration_s=duration_s,
        distance_m=distance_m,
        speed_mps=speed_mps,
        grade_adjusted_mps=None if speed_mps is None else _grade_adjusted(seen, span, speed_mps),
        heart=heart_in(
            seen.hr_bpm,
            span,
            next((bpm for bpm in seen.ceiling_bpm[span.start : span.end] if bpm), None),
            next_run=next_run,
            rest_end=rest_end,
        ),
        tag=None if span.gait is Gait.RUN else _tag(seen, span),
    )


def _tag(seen: _Seen, span: Span) -> str | None:
    """Why it was walked, where the runner told so in it."""
    return next((tag for tag in seen.tag[span.start : span.end] if tag is not None), None)


def _grade_adjusted(seen: _Seen, span: Span, speed_mps: float) -> float | None:
    """The speed on the level at which the same gait costs as much."""
    here = slice(span.start, span.end)
    level, power = _mean(seen.level_w_per_kg[here]), _mean(seen.power_w_per_kg[here])
    if level is None or power is None or not seen.has_grade[here].any():
        return None
    if span.gait is Gait.RUN:
        return speed_mps * power / level if level else None
    if span.gait is Gait.WALK:
        as_level_mps = _walking_speed(level)
        return speed_mps * _walking_speed(power) / as_level_mps if as_level_mps else None
    return None


def _walking_speed(power_w_per_kg: float) -> float:
    """The speed on the level at which walking costs so much [m/s]."""
    low_mps, high_mps = 0.0, FASTEST_WALK_MPS
    for _ in range(20):
        middle_mps = (low_mps + high_mps) / 2.0
        if walking_power_lcda_looney_2019(middle_mps) < power_w_per_kg:
            low_mps = middle_mps
        else:
            high_mps = middle_mps
    return high_mps


def _mean(values: Floats) -> float | None:
    """Mean of what is known; None where that is too little."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) >= LEAST_KNOWN_RATIO * len(values) else None
