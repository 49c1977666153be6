"""Decoupling as other tools count it, so that their numbers can be compared: looks both ways.

All of them hold output per heartbeat in the first half of a run against the second half. They
differ in what output is, where the middle lies, which seconds count, and in the sign. Here positive
is always worse: the second half gave less for a beat. They take heart rate as it was recorded, as
those tools do; walk breaks, hills and changes of pace go into all of them. What keeps those out is
``analysis.drift``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np

from analysis.records import Flags, Records, first_half, mean
from analysis.refused import Refused
from analysis.trace import Floats


class Why(StrEnum):
    """Why there is no number."""

    NOT_ON_FOOT = "not_on_foot"
    NO_HEART_RATE = "no_heart_rate"
    NO_SPEED = "no_speed"
    NO_POWER = "no_power"
    HALF_UNKNOWN = "half_unknown"
    TOO_SHORT = "too_short"
    HAS_GAPS = "has_gaps"
    TOO_MANY_ARTEFACTS = "too_many_artefacts"
    HAS_BREAKS = "has_breaks"
    NOT_STEADY = "not_steady"
    NOT_FLAT = "not_flat"
    NO_SUCH_PACE = "no_such_pace"


WORDS: Final = {
    Why.NOT_ON_FOOT: "It is told of running, walking and hiking only.",
    Why.NO_HEART_RATE: "No heart rate was recorded; wear a chest strap.",
    Why.NO_SPEED: "No speed was recorded; use satellites, a foot pod or the treadmill's own.",
    Why.NO_POWER: "No power was recorded; a power meter for runners would tell it.",
    Why.HALF_UNKNOWN: "Half of the run has no heart rate with its output; record all of it.",
    Why.TOO_SHORT: "The test takes 45 minutes after 15 minutes of warm-up; run an hour.",
    Why.HAS_GAPS: "Heart rate and speed are missing for more than a tenth of the test.",
    Why.TOO_MANY_ARTEFACTS: "Too many readings are no heart; wet the strap, and tighten it.",
    Why.HAS_BREAKS: "The test takes one gait throughout; do not stop, walk or start to run in it.",
    Why.NOT_STEADY: "The test takes one steady pace; it changed by more than 8 % here.",
    Why.NOT_FLAT: "The test takes a flat course or a treadmill; the hills here were too much.",
    Why.NO_SUCH_PACE: "Fewer than five minutes were run at that pace after minute 10.",
}
"""What would help, one sentence for each reason."""

LEAST_PER_BEAT: Final = 1e-6
"""With less output for a beat [m/s/bpm or W/bpm] nobody moves, and a quotient tells nothing (our
choice)."""

Refusal: TypeAlias = Refused[Why]


def refuse(why: Why) -> Refusal:
    """Tell why there is no number."""
    return Refused(why, WORDS[why])


@dataclass(frozen=True, slots=True)
class Half:
    """Half of a run.

    Attributes:
        output: Mean speed [m/s] or power [W].
        hr_bpm: Mean heart rate [bpm].
    """

    output: float
    hr_bpm: float

    @property
    def per_beat(self) -> float:
        """Output over heart rate."""
        return self.output / self.hr_bpm


@dataclass(frozen=True, slots=True)
class Decoupling:
    """Two halves held against each other.

    Attributes:
        first: The first half.
        second: The second one.
    """

    first: Half
    second: Half

    @property
    def percent(self) -> float:
        """How much less the second half gave for a beat [%]; below 0 where it gave more."""
        return 100.0 * (self.first.per_beat - self.second.per_beat) / self.first.per_beat


def pa_hr_friel(records: Records) -> Decoupling | Refusal:
    """Pace against heart rate (Pa:HR), with the speed as it was run.

    ``(EF1 - EF2) / EF1``, where EF is mean speed over mean heart rate, in two halves of equal time.
    Gaps do not count as time, and a second counts where it has both heart rate and speed: the
    source is silent on both, so these are our choice. Stops and walks count.

    Source: Joe Friel, "Are You Fit? All About Aerobic Endurance and Decoupling," TrainingPeaks
    blog; his steps for each half (mean pace, mean heart rate, quotient, difference over the first
    quotient) as quoted on runnersworld.co.uk and isaacrides.blogspot.com (2008). Runners' pace is
    taken as speed, without which the sign would turn.
    """
    return _by_time(records, records.speed_mps, Why.NO_SPEED)


def pa_hr_graded(records: Records) -> Decoupling | Refusal:
    """Pa:HR with graded speed in place of speed, as TrainingPeaks shows it.

    As :func:`pa_hr_friel`, but EF is normalized graded pace over heart rate. TrainingPeaks'
    formula of that pace is not published; :func:`records_of` tells what stands for it.

    Source: TrainingPeaks help, article 204071724 (EF and its two halves); that Pa:HR takes NGP and
    no mean pace: Andrew Simmons, "Analyze Your Runs With the Decoupling Triad," TrainingPeaks blog.
    """
    return _by_time(records, records.graded_mps, Why.NO_SPEED)


def pw_hr_friel(records: Records) -> Decoupling | Refusal:
    """Power against heart rate (Pw:HR): as :func:`pa_hr_friel`, with mean power.

    TrainingPeaks takes normalized power for rides; the original took the mean.

    Source: as :func:`pa_hr_friel`; for the mean, the worked example on isaacrides.blogspot.com.
    """
    return _by_time(records, records.power_w, Why.NO_POWER)


def golden_cheetah(records: Records, *, is_run: bool = True) -> Decoupling | Refusal:
    """GoldenCheetah's aerobic decoupling.

    The middle is by count of records, not by time: of ``n``, the first ``(n - 1) // 2`` are the
    first half. A record counts where heart rate is above 0; an output that is missing is 0 there,
    and counts. Nothing is trimmed, smoothed or corrected for hills. A half in which nobody moves
    makes it say 0 %; here it is a refusal.

    Args:
        records: The run.
        is_run: Whether output is speed, as in a run; else it is power.

    Source: GoldenCheetah, ``src/Metrics/AerobicDecoupling.cpp``, read at commit 87a1f81.
    """
    output = records.speed_mps if is_run else records.power_w
    if np.isnan(output).all():
        return refuse(Why.NO_SPEED if is_run else Why.NO_POWER)
    count = len(records.t_s)
    is_first = np.arange(count) < (count - 1) // 2
    return _halved(records.hr_bpm, np.nan_to_num(output, nan=0.0), np.ones(count), is_first)


def intervals_icu(
    records: Records, *, from_s: float = 0.0, to_s: float = float("inf")
) -> Decoupling | Refusal:
    """Decoupling in the fields of intervals.icu: mean power over mean heart rate, by halves.

    Power and heart rate are averaged each over the seconds in which it is known, zero power too
    (our reading of "avg"). The formula as given, ``(phr2 - phr1) * 100 / phr1``, is negative where
    the second half is worse; the site shows it positive there, as this does. Its live trace is
    something else: a rolling minute against the first hour or half, with 0 where power is 0.

    Args:
        records: The run.
        from_s: End of the warm-up, which does not count [s].
        to_s: Start of the cool-down, which does not count [s].

    Source: its developer on forum.intervals.icu, topics 1823 (formula) and 734 (trace).
    """
    ridden = records.during(from_s, to_s)
    if np.isnan(ridden.hr_bpm).all():
        return refuse(Why.NO_HEART_RATE)
    if np.isnan(ridden.power_w).all():
        return refuse(Why.NO_POWER)
    weight_s = ridden.stands_for_s
    is_first = first_half(weight_s)
    halves = []
    for half in (is_first, ~is_first):
        power = mean(ridden.power_w[half], weight_s[half])
        heart = mean(ridden.hr_bpm[half], weight_s[half])
        halves.append(Half(power, heart))
        if not halves[-1].per_beat > LEAST_PER_BEAT:  # NaN is not
            return refuse(Why.HALF_UNKNOWN)
    return Decoupling(*halves)


def _by_time(records: Records, output: Floats, without: Why) -> Decoupling | Refusal:
    """Halves of equal time, of the seconds in which both are known."""
    if np.isnan(output).all():
        return refuse(without)
    weight_s = records.stands_for_s
    return _halved(records.hr_bpm, output, weight_s, first_half(weight_s))


def _halved(
    hr_bpm: Floats, output: Floats, weight_s: Floats, is_first: Flags
) -> Decoupling | Refusal:
    """Hold two halves against each other; a record counts where both are known."""
    if np.isnan(hr_bpm).all():
        return refuse(Why.NO_HEART_RATE)
    known = np.isfinite(hr_bpm) & np.isfinite(output)
    halves = []
    for half in (is_first & known, ~is_first & known):
        halves.append(Half(mean(output[half], weight_s[half]), mean(hr_bpm[half], weight_s[half])))
        if not halves[-1].per_beat > LEAST_PER_BEAT:  # NaN is not
            return refuse(Why.HALF_UNKNOWN)
    return Decoupling(*halves)
