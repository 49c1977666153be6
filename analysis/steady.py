"""What a run tells where it was steady: a drift test, efficiency, heart rate at a pace.

Looks both ways. As ``analysis.decoupling``, all of it takes heart rate as it was recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.decoupling import Decoupling, Refusal, Why, pa_hr_graded, refuse
from analysis.records import Records, mean
from analysis.refused import Refused
from analysis.trace import Floats

YARDS_IN_A_METRE: Final = 1.0 / 0.9144


PACE_SPREAD: Final = 0.03
"""Minutes this near to a pace, as a ratio, count as run at it (our choice)."""

PACE_FROM_S: Final = 600
"""Heart rate at a pace is counted from here on [s]: on-kinetics are over (our choice)."""

LEAST_MINUTES: Final = 5
"""So many minutes at a pace tell its heart rate (our choice)."""


@dataclass(frozen=True, slots=True)
class DriftTestRules:
    """When a run is a heart-rate drift test.

    The test asks for a warm-up, about an hour, a flat course and a steady effort. What that means
    in numbers is our choice, but for steadiness and coverage, which are those of Athlytics'
    ``calculate_decoupling``.

    Attributes:
        warm_up_s: So much of the start does not count [s].
        least_s: Shorter than this is no test [s].
        least_known_ratio: Share of the time with heart rate and speed.
        most_doubted_ratio: Share of the readings that may be no heart.
        most_other_gait_ratio: Share of the time in the gait that is not that of the test.
        most_pace_cv: Coefficient of variation of the minutes' mean speeds.
        most_hill_ratio: Mean difference of the graded speed from the speed, as a ratio.
        start_s: Heart rate over so long is that of the start [s].
        threshold_percent: Below this drift, the start was below the aerobic threshold [%].
    """

    warm_up_s: int = 900
    least_s: int = 2700
    least_known_ratio: float = 0.9
    most_doubted_ratio: float = 0.05
    most_other_gait_ratio: float = 0.02
    most_pace_cv: float = 0.08
    most_hill_ratio: float = 0.05
    start_s: int = 300
    threshold_percent: float = 5.0


@dataclass(frozen=True, slots=True)
class DriftTest:
    """A heart-rate drift test that was one.

    Attributes:
        halves: Graded speed against heart rate, after the warm-up.
        start_bpm: Heart rate at its start [bpm].
        is_below_threshold: Whether that was below the aerobic threshold, by the test's rule.
    """

    halves: Decoupling
    start_bpm: float
    is_below_threshold: bool

    @property
    def hr_percent(self) -> float:
        """How much heart rate alone rose [%]: what the test takes on a treadmill."""
        return 100.0 * (self.halves.second.hr_bpm / self.halves.first.hr_bpm - 1.0)


def uphill_athlete_test(
    records: Records, rules: DriftTestRules | None = None
) -> DriftTest | Refusal:
    """The heart-rate drift test of Uphill Athlete, where the run was fit for it.

    After the warm-up, about an hour at a steady, conversational effort on the flat; Pa:HR below 5 %
    says that the heart rate at its start lay below the aerobic threshold.

    Args:
        records: The run.
        rules: When a run is such a test; see there for what is published and what is our choice.

    Returns:
        The test, or the first gate that the run did not pass.

    Source: Uphill Athlete, "Aerobic Test Thread" (forum, topic 58738), for course, strap, duration
    and effort; "Heart Rate Drift Test" (videos) for the rule of 5 %; the warm-up of 15 minutes from
    its treadmill test. Coverage and steadiness: Athlytics, ``calculate_decoupling``.
    """
    rules = rules or DriftTestRules()
    tested = records.during(records.t_s[0] + rules.warm_up_s)
    why = _gate(tested, rules)
    if why is not None:
        return refuse(why)
    halves = pa_hr_graded(tested)
    if isinstance(halves, Refused):
        return halves
    start = tested.during(tested.t_s[0], tested.t_s[0] + rules.start_s)
    return DriftTest(
        halves=halves,
        start_bpm=mean(start.hr_bpm, start.stands_for_s),
        is_below_threshold=halves.percent < rules.threshold_percent,
    )


def _gate(tested: Records, rules: DriftTestRules) -> Why | None:
    """What keeps a run from being a test; None where nothing does."""
    if np.isnan(tested.hr_bpm).all():
        return Why.NO_HEART_RATE if len(tested.t_s) else Why.TOO_SHORT
    if np.isnan(tested.speed_mps).all():
        return Why.NO_SPEED
    lasted_s = tested.t_s[-1] - tested.t_s[0] + 1.0
    if lasted_s < rules.least_s:
        return Why.TOO_SHORT
    known = tested.known
    weight_s = np.where(known, tested.stands_for_s, 0.0)
    if weight_s.sum() < rules.least_known_ratio * lasted_s:
        return Why.HAS_GAPS
    if tested.doubted_ratio > rules.most_doubted_ratio:
        return Why.TOO_MANY_ARTEFACTS
    walked = mean(tested.is_walk[known], weight_s[known])
    if min(walked, 1.0 - walked) > rules.most_other_gait_ratio:
        return Why.HAS_BREAKS
    minutes_mps = _minute_means(tested)
    if np.std(minutes_mps) > rules.most_pace_cv * np.mean(minutes_mps):
        return Why.NOT_STEADY
    off_mps = mean(np.abs(tested.graded_mps - tested.speed_mps)[known], weight_s[known])
    if off_mps > rules.most_hill_ratio * mean(tested.speed_mps[known], weight_s[known]):
        return Why.NOT_FLAT
    return None


@dataclass(frozen=True, slots=True)
class Efficiency:
    """How far a heartbeat carries.

    Attributes:
        metres_per_beat: Graded speed over heart rate [m].
    """

    metres_per_beat: float

    @property
    def yards_per_beat(self) -> float:
        """The same as TrainingPeaks shows it [yd]: graded speed in yards a minute over bpm."""
        return self.metres_per_beat * YARDS_IN_A_METRE


def efficiency_factor(records: Records) -> Efficiency | Refusal:
    """Efficiency factor of the whole run (EF): graded speed over heart rate.

    The graded speed is that of :func:`pa_hr_graded`. Walks and stops count.

    Source: TrainingPeaks help, article 204071724; the unit from Joe Friel's example, 8 mi/h at 150
    bpm is 1.56, as quoted by quantixed.org (2020).
    """
    if np.isnan(records.hr_bpm).all():
        return refuse(Why.NO_HEART_RATE)
    known = records.known
    if not known.any():
        return refuse(Why.NO_SPEED)
    weight_s = records.stands_for_s[known]
    speed_mps = mean(records.graded_mps[known], weight_s)
    if speed_mps == 0.0:
        return refuse(Why.NO_SPEED)  # nobody measured it: a treadmill without a foot pod
    return Efficiency(60.0 * speed_mps / mean(records.hr_bpm[known], weight_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class AtPace:
    """Heart rate at a pace.

    Attributes:
        bpm: Mean heart rate [bpm].
        sd_bpm: Standard deviation of its minutes [bpm].
        speed_mps: The pace, as graded speed [m/s].
        minutes: How many minutes were run at it.
    """

    bpm: float
    sd_bpm: float
    speed_mps: float
    minutes: int


def hr_at_pace(records: Records, speed_mps: float | None = None) -> AtPace | Refusal:
    """Heart rate at a reference pace: of the minutes run within 3 % of it, after minute 10.

    Args:
        records: The run.
        speed_mps: The pace, as graded speed [m/s]; None takes the median of the minutes run.

    Source: our definition; coaches compare heart rate at one pace from month to month.
    """
    if np.isnan(records.hr_bpm).all():
        return refuse(Why.NO_HEART_RATE)
    if np.isnan(records.speed_mps).all():
        return refuse(Why.NO_SPEED)
    t_s = records.t_s - records.t_s[0]
    minute = (t_s // 60).astype(np.int64)
    counts = records.known & (records.is_walk == 0) & (t_s >= PACE_FROM_S)
    weight_s = np.where(counts, records.stands_for_s, 0.0)
    seconds = np.bincount(minute, weights=weight_s)
    is_run = seconds >= 50.0  # nearly all of the minute
    heart, graded = (
        np.bincount(minute, weights=weight_s * np.nan_to_num(column))[is_run] / seconds[is_run]
        for column in (records.hr_bpm, records.graded_mps)
    )
    if len(graded) == 0:
        return refuse(Why.NO_SUCH_PACE)
    pace_mps = float(np.median(graded)) if speed_mps is None else speed_mps
    near = np.abs(graded - pace_mps) <= PACE_SPREAD * pace_mps
    if near.sum() < LEAST_MINUTES:
        return refuse(Why.NO_SUCH_PACE)
    return AtPace(
        bpm=float(heart[near].mean()),
        sd_bpm=float(heart[near].std()),
        speed_mps=pace_mps,
        minutes=int(near.sum()),
    )


def _minute_means(tested: Records) -> Floats:
    """Mean speed of the minutes of which half is known or more, shape (n_minutes,) [m/s]."""
    known = tested.known
    minute = ((tested.t_s[known] - tested.t_s[0]) // 60).astype(np.int64)
    weight_s = tested.stands_for_s[known]
    seconds = np.bincount(minute, weights=weight_s)
    full = seconds >= 30.0
    metres = np.bincount(minute, weights=weight_s * tested.speed_mps[known])
    return np.asarray(metres[full] / seconds[full])
