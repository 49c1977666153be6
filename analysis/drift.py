"""Drift in hindsight: how fast heart rate rose at the same effort, walks included.

The model and how it is fitted are told in ``drift_model``; here is what it comes to, or why there
is nothing to tell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np

from analysis.drift_interval import half_interval
from analysis.drift_model import (
    DRIFT,
    GAINS,
    LEVEL,
    DriftRules,
    Fit,
    Kinetics,
    Model,
    bins_of,
    efforts_of,
    find_kinetics,
    fit,
)
from analysis.heart_line import HeartLine
from analysis.refused import Refused
from analysis.trace import Floats, Trace, answered, delayed, smoothed, trace_of
from runwalk.engine.sample import Sample

__all__ = [
    "WORDS",
    "DriftRefused",
    "DriftRules",
    "HindsightDrift",
    "Method",
    "Why",
    "drift_of",
    "effort_part",
    "hindsight_drift",
    "refuse",
]

NORMAL_95: Final = 1.96


class Method(StrEnum):
    """What a number rests on."""

    EFFORT_MODEL = "effort_model"
    BOUTS = "bouts"  # when the legs ran and walked, and not how fast: weaker


class Why(StrEnum):
    """Why there is no number."""

    NOT_ON_FOOT = "not_on_foot"
    NO_HEART_RATE = "no_heart_rate"
    NO_EFFORT_SIGNAL = "no_effort_signal"
    TOO_MANY_ARTEFACTS = "too_many_artefacts"
    TOO_SHORT = "too_short"
    FLAT_HR = "flat_hr"
    DOES_NOT_FOLLOW = "does_not_follow"
    EFFORT_NOT_IDENTIFIABLE = "effort_not_identifiable"
    TOO_FEW_WALKS = "too_few_walks"


WORDS: Final = {
    Why.NOT_ON_FOOT: "What a speed costs is known of running, walking and hiking only.",
    Why.NO_HEART_RATE: "No heart rate was recorded; wear a chest strap.",
    Why.NO_EFFORT_SIGNAL: (
        "Speed is unknown for too much of the run; record it with a foot pod, by satellite, "
        "or with the treadmill."
    ),
    Why.TOO_MANY_ARTEFACTS: (
        "Too many readings are no heart; wet the strap, and tighten it until it stays in place."
    ),
    Why.TOO_SHORT: (
        "Drift needs 20 minutes of heart rate and speed after minute 10; run a little longer."
    ),
    Why.FLAT_HR: (
        "Heart rate is smoother than any heart: the device has filled it in, and no number "
        "here that rests on it was measured; wear a chest strap."
    ),
    Why.DOES_NOT_FOLLOW: (
        "Heart rate does not follow the effort; run on even ground, or check where the strap sits."
    ),
    Why.EFFORT_NOT_IDENTIFIABLE: (
        "The pace changed as steadily as heart rate did; run at an even pace, or in runs and walks."
    ),
    Why.TOO_FEW_WALKS: (
        "Heart rate came down by 10 beats less than five times after minute 10; take more walks."
    ),
}
"""What would help, one sentence for each reason."""


_SHORT: Final = DriftRules(least_s=480, drift=(8.0, 8.0))
"""Runs of 18 minutes and more tell heart rate at an effort (our choice); 15 real runs drifted by
7.6 bpm/h, in the middle of them."""

DriftRefused: TypeAlias = Refused[Why]
"""Why drift cannot be told."""


def refuse(why: Why) -> DriftRefused:
    """Tell why there is no drift."""
    return Refused(why, WORDS[why])


@dataclass(frozen=True, slots=True, kw_only=True)
class HindsightDrift:
    """How fast heart rate rose at the same effort, from minute 10 to the end.

    Attributes:
        bpm_per_h: The slope [bpm/h].
        low_bpm_per_h: Lower end of its 95 % interval [bpm/h].
        high_bpm_per_h: Upper end [bpm/h].
        percent_per_h: The slope over the level at minute 10 [%/h].
        level_bpm: Heart rate at minute 10 at the run's mean effort [bpm].
        pace_gain_bpm: What one W/kg of speed adds [bpm].
        hill_gain_bpm: What one W/kg of grade adds [bpm].
        walk_gain_bpm: What a walk adds to that [bpm]; 0 where hardly anybody walked.
        tau_s: Time constant of the heart [s].
        dead_time_s: Dead time of heart and sensors [s].
        noise_bpm: Standard deviation of what is left over [bpm].
        used_s: Seconds that the number rests on [s].
        lasted_s: From minute 10 to the end [s].
        temperature_c: Mean temperature that the device told [degC]; None where it told none. A
            watch on a warm wrist tells too much.
        heart: Heart rate over effort, without the drift.
        method: What the number rests on.
    """

    bpm_per_h: float
    low_bpm_per_h: float
    high_bpm_per_h: float
    percent_per_h: float
    level_bpm: float
    pace_gain_bpm: float
    hill_gain_bpm: float
    walk_gain_bpm: float
    tau_s: float
    dead_time_s: float
    noise_bpm: float
    used_s: int
    lasted_s: int
    temperature_c: float | None
    heart: HeartLine
    method: Method = Method.EFFORT_MODEL

    @property
    def se_bpm_per_h(self) -> float:
        """Standard error of the slope, as wide as its interval [bpm/h]."""
        return (self.high_bpm_per_h - self.low_bpm_per_h) / (2.0 * NORMAL_95)

    @property
    def is_shown(self) -> bool:
        """Whether the interval excludes zero from below: there was drift."""
        return self.low_bpm_per_h > 0.0


def hindsight_drift(
    samples: Sequence[Sample], rules: DriftRules | None = None
) -> HindsightDrift | DriftRefused:
    """Measure the drift of a run that is over; looks both ways.

    Args:
        samples: The run, in order of time.
        rules: How.

    Source: our design. First-order kinetics and the size of the gain: Hunt, Fankhauser,
    Saengsuwan (2015). What it was tuned on, and how good it is, stands in the documentation.
    """
    return drift_of(trace_of(samples), rules) if samples else refuse(Why.NO_HEART_RATE)


def drift_of(trace: Trace, rules: DriftRules | None = None) -> HindsightDrift | DriftRefused:
    """Measure the same of a run that is laid out on seconds already."""
    rules = rules or DriftRules()
    fitted = _fitted(trace, rules)
    if isinstance(fitted, Refused):
        return fitted
    model, kinetics, found = fitted
    if float(np.linalg.norm(found.assumed)) > rules.most_assumed_bpm_per_h:
        return refuse(Why.EFFORT_NOT_IDENTIFIABLE)
    half = half_interval(found, model.bins, rules)
    level_bpm, bpm_per_h = float(found.values[LEVEL]), float(found.values[DRIFT])
    return HindsightDrift(
        bpm_per_h=bpm_per_h,
        low_bpm_per_h=bpm_per_h - half,
        high_bpm_per_h=bpm_per_h + half,
        percent_per_h=100.0 * bpm_per_h / level_bpm,
        level_bpm=level_bpm,
        pace_gain_bpm=float(found.values[GAINS]),
        hill_gain_bpm=float(found.values[GAINS + 1]),
        walk_gain_bpm=math.fsum(found.values[GAINS + 2 : -2]),  # one, or none
        tau_s=math.exp(kinetics.ln_tau),
        dead_time_s=kinetics.dead_time_s,
        noise_bpm=found.noise_bpm,
        used_s=model.bins.used_s,
        lasted_s=round(trace.t_s[-1]) - rules.from_s,
        temperature_c=trace.temperature_c,
        heart=HeartLine.of(found, model),
    )


def heart_behind(drift: HindsightDrift | DriftRefused, trace: Trace) -> HeartLine | DriftRefused:
    """Tell heart rate over effort, of a run that is too short for a drift of its own, too.

    There drift is taken for what it is in most runs, as far as it is not seen.

    Args:
        drift: What was made of the run.
        trace: The run.
    """
    if isinstance(drift, HindsightDrift):
        return drift.heart if drift.method is Method.EFFORT_MODEL else refuse(Why.NO_EFFORT_SIGNAL)
    if drift.why is not Why.TOO_SHORT:
        return drift
    fitted = _fitted(trace, _SHORT)
    if isinstance(fitted, Refused):
        return fitted
    model, _, found = fitted
    return HeartLine.of(found, model)


def _fitted(trace: Trace, rules: DriftRules) -> tuple[Model, Kinetics, Fit] | DriftRefused:
    """Fit the model to a run, where it is one that can be trusted."""
    if trace.heard_count == 0:
        return refuse(Why.NO_HEART_RATE)
    if trace.doubted_count > rules.most_doubted_ratio * trace.heard_count:
        return refuse(Why.TOO_MANY_ARTEFACTS)
    if np.mean(~trace.has_effort) > rules.most_unknown_ratio:
        return refuse(Why.NO_EFFORT_SIGNAL)
    bins = bins_of(trace, rules, rules.bin_s)
    if bins.used_s < rules.least_s:
        return refuse(Why.TOO_SHORT)
    short_bins = bins_of(trace, rules, rules.kinetics_bin_s)
    kinetics = find_kinetics(Model(trace, short_bins, rules), rules)
    model = Model(trace, bins, rules)
    found = fit(model, kinetics, rules)
    if found.noise_bpm < rules.least_noise_bpm:
        return refuse(Why.FLAT_HR)
    if found.noise_bpm > rules.most_noise_bpm or found.values[GAINS] <= 0.0:
        return refuse(Why.DOES_NOT_FOLLOW)
    return model, kinetics, found


def effort_part(trace: Trace, seen: HindsightDrift, rules: DriftRules) -> Floats:
    """What effort adds to heart rate, second by second, by what was measured of the whole run.

    Returns:
        shape (n_seconds,) [bpm]; only its changes have a meaning.
    """
    pace, hill, walk = efforts_of(trace)
    demand = seen.pace_gain_bpm * pace + seen.hill_gain_bpm * hill + seen.walk_gain_bpm * walk
    return delayed(answered(smoothed(demand, rules.smooth_s), seen.tau_s), seen.dead_time_s)
