"""Hiking economy: what a heartbeat above rest carries uphill, from hike to hike.

Oxygen that a grade and a speed ask for, above standing still, over the heart beats that they take
above rest. A coach tells of a hiker whose heart beat at 160 at 15 % and 3.8 miles an hour, and some
weeks later at 145 at 4.0: that is 24 % more for a beat, if her heart rests at 60.

Out of a recorded hike heart rate is read off at one grade and speed, so that hikes can be compared:
the line of heart rate over effort (:mod:`analysis.heart_line`) keeps apart how late the heart
answers, how it drifts, and how it strays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.drift import Why
from analysis.drift_model import efforts_of
from analysis.refused import Refused
from analysis.report import Report
from analysis.run_summary import Measured
from analysis.trace import smoothed
from runwalk.engine.effort import walking_power_lcda_looney_2019

RESTING_ML_PER_KG_MIN: Final = 3.5
"""Oxygen at rest in the ACSM equations [ml/kg/min]."""
SLOWEST_ACSM_MPS: Final = 50.0 / 60.0
"""From here on the ACSM equation for walking holds [m/s]; above 100 m/min for who truly walks."""
LEAST_ABOVE_REST_BPM: Final = 15.0
"""With less above rest a quotient tells nothing [bpm] (our choice)."""
NEAR_RATIO: Final = 0.25
LEAST_HILL_RATIO: Final = 0.5
LEAST_NEAR_S: Final = 300
"""A hike tells heart rate at the reference if it had so many seconds of walking [s] whose effort,
over half a minute, was no further from it than that share, and in which the grade cost half as much
as there, or more (our choice): a fast walk on the level is as hard, and no hike."""
SMOOTH_S: Final = 31

_ML_PER_MIN_PER_W: Final = 60.0 / 20.9  # oxygen for a watt, at 20.9 J/ml

NO_HIKE: Final = "It is told of hikes, and this was none."
NO_RESTING: Final = "Resting heart rate is not known; write it into the settings."
NO_GRADE: Final = "No grade and no height were recorded, so nobody knows how steep it was."
TOO_SHORT: Final = "It takes eight minutes of heart rate and speed after minute 10."
NOT_SO_HARD: Final = (
    "Less than five minutes went uphill about as hard as {grade:.0f} % at {kmh:.1f} km/h, where "
    "hikes are compared."
)
NO_RISE: Final = "At the reference, heart rate would be hardly above rest; check the resting one."


@dataclass(frozen=True, slots=True)
class Reference:
    """Where hikes are compared.

    Attributes:
        grade: Rise over run.
        speed_mps: Walking speed [m/s].
    """

    grade: float
    speed_mps: float


INDOORS: Final = Reference(grade=0.15, speed_mps=1.7)
"""On a treadmill: 15 % and 3.8 miles an hour, as in the case that coaches tell."""
OUTDOORS: Final = Reference(grade=0.15, speed_mps=1.1)
"""On a mountain: 15 % and 4 km/h, some 600 m up in an hour (our choice)."""


def walking_oxygen_acsm(speed_mps: float, grade: float) -> float:
    """Oxygen that walking takes, standing still counted [ml/kg/min].

    Args:
        speed_mps: Walking speed [m/s]; from 0.83 on, and above 1.67 for who truly walks.
        grade: Rise over run, uphill; downhill it does not hold.

    Raises:
        ValueError: ``speed_mps`` or ``grade`` is negative.

    Source: ACSM's Guidelines for Exercise Testing and Prescription, 10th edition, table 6.3, as
    told by B. A. Bushman, "Metabolic Calculations in Action Part 2," ACSM's Health & Fitness
    Journal 24(4):5-8, 2020, doi:10.1249/FIT.0000000000000577, box 1. Range of speeds: "Oxygen
    Uptake During Walking," medicalalgorithms.com.

    >>> round(walking_oxygen_acsm(3.8 * 0.44704, 0.15) - 3.5, 1)
    37.7
    """
    if speed_mps < 0.0 or grade < 0.0:
        raise ValueError(f"speed and grade must not be negative, got {speed_mps} and {grade}")
    metres_per_min = 60.0 * speed_mps
    return RESTING_ML_PER_KG_MIN + 0.1 * metres_per_min + 1.8 * metres_per_min * grade


def walking_oxygen_lcda(speed_mps: float, grade: float) -> float:
    """The same by the LCDA equation, to hold beside it [ml/kg/min].

    At the two references it is lower by 1 % and by 6 %. Hikes are all read off at the same grade
    and speed, so which equation it is makes no difference to how much economy changes, in percent.

    Source: :func:`~runwalk.engine.effort.walking_power_lcda_looney_2019`; 20.9 J for a millilitre
    of oxygen.

    >>> round(walking_oxygen_lcda(3.8 * 0.44704, 0.15) - 3.5, 1)
    37.3
    """
    net = walking_power_lcda_looney_2019(speed_mps, grade)
    return RESTING_ML_PER_KG_MIN + net * _ML_PER_MIN_PER_W


def hiking_economy(speed_mps: float, grade: float, hr_bpm: float, resting_bpm: float) -> float:
    """Oxygen above rest for a heartbeat above rest [ml/kg per beat].

    Args:
        speed_mps: Walking speed [m/s].
        grade: Rise over run, uphill.
        hr_bpm: Heart rate there [bpm].
        resting_bpm: Resting heart rate [bpm].

    Raises:
        ValueError: Heart rate is not above rest, or ``speed_mps`` or ``grade`` is negative.

    Source: our definition, for the case of the head of this file.

    >>> before = hiking_economy(3.8 * 0.44704, 0.15, 160, 60)
    >>> after = hiking_economy(4.0 * 0.44704, 0.15, 145, 60)
    >>> f"{after / before - 1:+.1%}"
    '+23.8%'
    """
    if hr_bpm <= resting_bpm:
        raise ValueError(f"heart rate must be above rest, got {hr_bpm} and {resting_bpm} bpm")
    demand = walking_oxygen_acsm(speed_mps, grade) - RESTING_ML_PER_KG_MIN
    return demand / (hr_bpm - resting_bpm)


def economy_of(report: Report, *, is_indoors: bool, resting_bpm: int | None) -> Measured | str:
    """Tell the economy of a hike at the reference grade and speed, or why it is not told.

    Heart rate is that of minute 10, before it drifts. The error is that of heart rate; how far the
    resting heart rate may be off is no part of it, for it is the same from hike to hike.

    Args:
        report: The hike.
        is_indoors: Whether it was on a treadmill, which has a reference of its own.
        resting_bpm: Resting heart rate of that day [bpm].
    """
    if resting_bpm is None:
        return NO_RESTING
    samples = report.run.recording.samples
    if all(one.grade is None and one.altitude_m is None for one in samples):
        return NO_GRADE
    if isinstance(report.heart, Refused):
        return TOO_SHORT if report.heart.why is Why.TOO_SHORT else report.heart.text
    reference = INDOORS if is_indoors else OUTDOORS
    pace = walking_power_lcda_looney_2019(reference.speed_mps)
    hill = walking_power_lcda_looney_2019(reference.speed_mps, reference.grade) - pace
    if _seconds_near(report, pace, hill) < LEAST_NEAR_S:
        return NOT_SO_HARD.format(grade=100 * reference.grade, kmh=3.6 * reference.speed_mps)
    heart = report.heart.at(pace, hill, is_walk=True)
    above_bpm = heart.value - resting_bpm
    if above_bpm < LEAST_ABOVE_REST_BPM:
        return NO_RISE
    economy = hiking_economy(reference.speed_mps, reference.grade, heart.value, resting_bpm)
    return Measured(economy, economy * (heart.se or 0.0) / above_bpm)


def _seconds_near(report: Report, pace_w_per_kg: float, hill_w_per_kg: float) -> int:
    """How long somebody walked uphill about as hard as that [s]."""
    trace = report.run.trace
    pace, hill, walk = efforts_of(trace)
    pace, hill = smoothed(pace, SMOOTH_S), smoothed(hill, SMOOTH_S)
    power_w_per_kg = pace_w_per_kg + hill_w_per_kg
    is_near = (
        (np.abs(pace + hill - power_w_per_kg) <= NEAR_RATIO * power_w_per_kg)
        & (hill >= LEAST_HILL_RATIO * hill_w_per_kg)
        & (walk > 0.0)
    )
    return int(np.count_nonzero(is_near & trace.has_effort & ~np.isnan(trace.hr_bpm)))
