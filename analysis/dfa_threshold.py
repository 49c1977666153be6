"""Between which heart rates the aerobic threshold may lie, by what alpha1 did: advisory, a range.

As effort grows, alpha1 falls from about 1 to about 0.5. Where it passes 0.75 has been held against
the first ventilatory threshold. The studies do not agree:

* Rogers and others (2021), 15 runners on a treadmill: threshold at 152 bpm, alpha1 0.75 at 154.
* Eronen and others (2024), 64 active people: threshold at 141 bpm, alpha1 0.75 at 151; the
  differences had a standard deviation of 16 bpm.
* Olieslagers and others (2025), 21 cyclists: poor agreement.

So the range told here is that of the largest of them, and no cue ever rests on it.

Source: B. Rogers and others, Frontiers in Physiology 11:596567, 2021, doi:10.3389/fphys.2020.596567
(abstract); T. Eronen and others, medRxiv 2024.08.14.24311967 (abstract; a preprint).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np

from analysis.dfa import MOST_DOUBTED_RATIO, STEP_S, WINDOW_S, Alpha1Course, alpha1_course
from analysis.refused import Refused
from analysis.rr_stretches import stretches_of
from analysis.trace import Floats
from runwalk.engine.sample import Sample

__all__ = ["WORDS", "RrMeasure", "RrRefused", "RrRules", "ThresholdRange", "Why", "measure_rr"]

CROSSING: Final = 0.75
STUDY_OFFSET_BPM: Final = -10.0  # from where alpha1 is 0.75 to the threshold, on average
STUDY_SD_BPM: Final = 16.0

_SURE_SD: Final = 1.96
_HIGHEST_BPM: Final = 254.0  # what a strap can tell; intervals of a damaged file know no bound
_LEAST_WEIGHT: Final = 6.0  # windows near a heart rate, the far ones counted less
_LEAST_NEAR: Final = 0.7  # one lies within 0.3 of the bandwidth: a line is not drawn out


@dataclass(frozen=True, slots=True, kw_only=True)
class RrRules:
    """What a range needs to rest on.

    Attributes:
        least_windows: Windows with an alpha1; 60 are five minutes of them.
        most_doubted_ratio: Share of beats that may be doubted in a window that counts.
        most_swing_bpm: How far heart rate may swing within a window that counts [bpm].
        least_spread_bpm: How far the heart rates of such windows must lie apart [bpm].
        bandwidth_bpm: Windows up to so far from a heart rate speak for it, the nearest most [bpm].

    Source: our choice, tuned on simulated runs with seeds 8000 to 8023. In a window with a greater
    swing alpha1 came out too high. Up to 3 % of doubted beats the bias is said to be small:
    "Fractal Correlation Properties of Heart Rate Variability [...]: An Update," Frontiers in
    Physiology, 2022, doi:10.3389/fphys.2022.879071 (abstract).
    """

    least_windows: int = 60
    most_doubted_ratio: float = 0.03
    most_swing_bpm: float = 7.0
    least_spread_bpm: float = 15.0
    bandwidth_bpm: float = 10.0


class Why(StrEnum):
    """Why there is no alpha1, or none of the range that comes from it."""

    NO_RR = "no_rr"
    TOO_SHORT = "too_short"
    TOO_MANY_ARTEFACTS = "too_many_artefacts"
    TOO_COARSE = "too_coarse"
    NEVER_EVEN = "never_even"
    NO_SPREAD = "no_spread"
    STAYED_ABOVE = "stayed_above"
    STAYED_BELOW = "stayed_below"
    NOT_CLEAR = "not_clear"


WORDS: Final = {
    Why.NO_RR: (
        "No beat-to-beat intervals were recorded; wear a chest strap, and switch on the recording "
        "of heart-rate variability in the watch."
    ),
    Why.TOO_SHORT: (
        "Alpha1 needs seven minutes of beats without a gap; run longer, and wear the watch on "
        "the side where it hears the strap best."
    ),
    Why.TOO_MANY_ARTEFACTS: (
        "More than 5 % of the beats were doubted; wet the strap, and tighten it until it stays "
        "in place."
    ),
    Why.TOO_COARSE: (
        "The intervals vary by hardly more than they were rounded; record them with a strap "
        "that tells milliseconds."
    ),
    Why.NEVER_EVEN: (
        "Heart rate was hardly ever even, and the beats sound, for two minutes, as a range needs; "
        "a run with ten minutes at one pace would show more."
    ),
    Why.NO_SPREAD: (
        "Heart rate stayed within 15 beats, too few to see alpha1 fall; "
        "a run with easy and with clearly harder minutes would show more."
    ),
    Why.STAYED_ABOVE: (
        "Where heart rate was even, alpha1 stayed above 0.75, and is not seen to fall through; "
        "a run with some clearly harder minutes might show more."
    ),
    Why.STAYED_BELOW: (
        "Where heart rate was even, alpha1 stayed below 0.75, and is not seen to fall through; "
        "a run that begins with ten easy minutes might show more."
    ),
    Why.NOT_CLEAR: (
        "Alpha1 did not clearly fall through 0.75 as heart rate rose; a run with ten easy and "
        "ten clearly harder minutes, each at one pace, would show more."
    ),
}
"""What is missing and what would help, one sentence for each reason."""

RrRefused: TypeAlias = Refused[Why]
"""Why the intervals of a run do not tell something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRange:
    """Where the aerobic threshold may lie.

    Attributes:
        low_bpm: Lower end of the range for two people in three [bpm].
        high_bpm: Upper end [bpm].
        crossing_bpm: Where alpha1 fell through 0.75 in this run [bpm].
        crossing_low_bpm: Up to here alpha1 was surely above 0.75 [bpm] ...
        crossing_high_bpm: ... and from here on surely below; between them lies the crossing [bpm].
    """

    low_bpm: float
    high_bpm: float
    crossing_bpm: float
    crossing_low_bpm: float
    crossing_high_bpm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RrMeasure:
    """What the heartbeat intervals of a run tell.

    Attributes:
        course: Alpha1 over the run; its arrays ``t_s``, ``alpha1`` and ``hr_bpm`` can be drawn.
        alpha1_median: Median of alpha1 over the run.
        alpha1_low: It was lower in one window of ten.
        alpha1_high: It was higher in one window of ten.
        threshold: Where the aerobic threshold may lie, or why that cannot be told.
    """

    course: Alpha1Course
    alpha1_median: float
    alpha1_low: float
    alpha1_high: float
    threshold: ThresholdRange | RrRefused

    @property
    def doubted_ratio(self) -> float:
        """Share of beats that were doubted and mended."""
        return self.course.doubted_count / self.course.beat_count


def measure_rr(samples: Sequence[Sample], rules: RrRules | None = None) -> RrMeasure | RrRefused:
    """Measure what the heartbeat intervals of a run tell; looks both ways.

    Args:
        samples: The run, in order of time.
        rules: What a range needs to rest on.
    """
    rules = rules or RrRules()
    if not any(sample.rr_ms for sample in samples):
        return _refused(Why.NO_RR)
    course = alpha1_course(stretches_of(samples))
    if len(course.t_s) < rules.least_windows:
        return _refused(Why.TOO_SHORT)
    is_sound = course.doubted_ratio <= MOST_DOUBTED_RATIO
    if (
        course.doubted_count > MOST_DOUBTED_RATIO * course.beat_count
        or np.count_nonzero(is_sound) < rules.least_windows
    ):
        return _refused(Why.TOO_MANY_ARTEFACTS)
    known = course.alpha1[~np.isnan(course.alpha1)]
    if len(known) < rules.least_windows:
        return _refused(Why.TOO_COARSE)
    low, median, high = np.quantile(known, [0.1, 0.5, 0.9]).tolist()
    return RrMeasure(
        course=course,
        alpha1_median=median,
        alpha1_low=low,
        alpha1_high=high,
        threshold=threshold_range(course, rules),
    )


def threshold_range(course: Alpha1Course, rules: RrRules) -> ThresholdRange | RrRefused:
    """Tell between which heart rates the aerobic threshold may lie.

    A line is fitted to alpha1 around every heart rate of the run, with its standard error; windows
    that overlap count as the fewer they are. The crossing lies where 0.75 is within 1.96 of them;
    in simulated runs it did in 69 of 80. To that comes how far, in the largest study, people
    differed.

    Args:
        course: How alpha1 went.
        rules: What a range needs to rest on.

    Source: our design; for the studies see the head of this file.
    """
    is_even = (course.swing_bpm <= rules.most_swing_bpm) & (course.hr_bpm <= _HIGHEST_BPM)
    is_sound = course.doubted_ratio <= rules.most_doubted_ratio
    counts = ~np.isnan(course.alpha1) & is_even & is_sound
    if np.count_nonzero(counts) < rules.least_windows:
        return _refused(Why.NEVER_EVEN)
    hr_bpm = course.hr_bpm[counts]
    lowest_bpm, highest_bpm = np.quantile(hr_bpm, [0.02, 0.98]).tolist()
    if highest_bpm - lowest_bpm < rules.least_spread_bpm:
        return _refused(Why.NO_SPREAD)
    at_bpm = np.arange(math.ceil(lowest_bpm), math.floor(highest_bpm) + 1.0)
    level, sd = _levels(
        course.t_s[counts], hr_bpm, course.alpha1[counts], at_bpm, rules.bandwidth_bpm
    )
    is_above = level - _SURE_SD * sd > CROSSING
    is_below = level + _SURE_SD * sd < CROSSING
    if not np.any(is_below):
        return _refused(Why.STAYED_ABOVE if np.all(is_above) else Why.NOT_CLEAR)
    if not np.any(is_above):
        return _refused(Why.STAYED_BELOW if np.all(is_below) else Why.NOT_CLEAR)
    last_above, first_below = int(np.flatnonzero(is_above)[-1]), int(np.argmax(is_below))
    if last_above > first_below:
        return _refused(Why.NOT_CLEAR)
    between = np.arange(last_above, first_below + 1)
    between = between[~np.isnan(level[between])]
    crossing_bpm = float(np.interp(-CROSSING, -level[between], at_bpm[between]))
    low_bpm, high_bpm = float(at_bpm[last_above]), float(at_bpm[first_below])
    sd_bpm = math.hypot(STUDY_SD_BPM, (high_bpm - low_bpm) / (2.0 * _SURE_SD))
    return ThresholdRange(
        low_bpm=crossing_bpm + STUDY_OFFSET_BPM - sd_bpm,
        high_bpm=crossing_bpm + STUDY_OFFSET_BPM + sd_bpm,
        crossing_bpm=crossing_bpm,
        crossing_low_bpm=low_bpm,
        crossing_high_bpm=high_bpm,
    )


def _refused(why: Why) -> RrRefused:
    return Refused(why, WORDS[why])


def _levels(
    t_s: Floats, hr_bpm: Floats, alpha1: Floats, at_bpm: Floats, bandwidth_bpm: float
) -> tuple[Floats, Floats]:
    """Level of alpha1 around heart rates, by local lines, and its standard error.

    Returns:
        Both of the shape of ``at_bpm``, NaN where too few windows are near.
    """
    apart_bpm = hr_bpm - at_bpm[:, None]
    near = np.clip(1.0 - np.abs(apart_bpm) / bandwidth_bpm, 0.0, None)
    sums = [np.sum(near * apart_bpm**power, axis=1)[:, None] for power in range(3)]
    weights = near * (sums[2] - sums[1] * apart_bpm)
    weights /= np.maximum(sums[0] * sums[2] - sums[1] ** 2, 1e-9)
    is_spoken_for = (sums[0][:, 0] >= _LEAST_WEIGHT) & (np.max(near, axis=1) >= _LEAST_NEAR)
    level = np.where(is_spoken_for, weights @ alpha1, np.nan)
    is_known = ~np.isnan(level)
    if not np.any(is_known):
        return level, level
    left = alpha1 - np.interp(hr_bpm, at_bpm[is_known], level[is_known])
    return level, np.sqrt(np.mean(left**2) * _sum_with_overlap(weights, t_s))


def _sum_with_overlap(weights: Floats, t_s: Floats) -> Floats:
    """Variance of weighted sums of windows of variance 1 that overlap, and so are alike.

    Two windows are as alike as they overlap; that is a running mean over steps that are not alike.
    """
    shared = WINDOW_S // STEP_S
    steps = np.minimum(np.rint(np.diff(t_s) / STEP_S), shared).astype(np.int64)
    slots = np.concatenate([[0], np.cumsum(steps)])
    laid_out = np.zeros((len(weights), slots[-1] + 2 * shared))
    laid_out[:, slots + shared] = weights
    summed = np.cumsum(laid_out, axis=1)
    running = summed[:, shared:] - summed[:, :-shared]
    variance: Floats = np.sum(np.square(running), axis=1) / shared
    return variance
