"""Paces from races: VDOT, Riegel, critical speed. Pure.

A formula knows one race and nothing of the runner's heart, of heat or of hills. The heart-rate
ceiling comes first; a pace is where to begin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from runwalk.engine.mathx import exp, ln, power
from runwalk.training.quantities import MARATHON_M, Race

RIEGEL_EXPONENT: Final = 1.06
"""How much longer a longer race takes. Recreational runners need more for a marathon: with 1.06
half of them were told a time that was at least 10 minutes too fast (Vickers and Vertosick 2016)."""

EASY_RATIO: Final = (0.59, 0.74)
"""Easy running in parts of VDOT, slowest and fastest (Daniels' chapter 4, as its readers quote
it)."""
THRESHOLD_RATIO: Final = 0.88
"""Threshold pace in parts of VDOT (Daniels, as the Mid-Hudson Road Runners Club quotes him)."""
INTERVAL_RATIO: Final = (0.975, 1.0)
"""Interval pace in parts of VDOT (ours: quotes of Daniels give 97, 98 and 100 %; it is the pace of
a race of 10 to 15 minutes)."""
REPETITION_RATIO: Final = 1.05
"""Repetition speed in parts of the speed at VDOT (GoldenCheetah's VDOTCalculator)."""

_SLOWEST_M_PER_MIN, _FASTEST_M_PER_MIN = 40.0, 720.0
_HALVINGS: Final = 60  # from 680 m/min down to the last bit of a double


def oxygen_cost_daniels_gilbert_1979(speed_mps: float) -> float:
    """What running on the level costs [ml/kg/min]: ``-4.60 + 0.182258 v + 0.000104 v**2``.

    Args:
        speed_mps: Speed [m/s]; in the formula it is in m/min.

    Source: Daniels and Gilbert, "Oxygen Power", 1979, as github.com/tlgs/vdot gives it.
    """
    v = 60.0 * speed_mps
    return -4.60 + 0.182258 * v + 0.000104 * v * v


def speed_at_oxygen_cost(cost: float) -> float:
    """The speed that costs so much [m/s]: the formula above, solved.

    Args:
        cost: Oxygen [ml/kg/min], above what standing costs.
    """
    half = 0.182258 / (2.0 * 0.000104)
    return (math.sqrt(half * half + (cost + 4.60) / 0.000104) - half) / 60.0


def sustained_ratio_daniels_gilbert_1979(time_s: float) -> float:
    """The part of VO2max that is sustained in a race of so long.

    Args:
        time_s: Duration of the race [s]; in the formula it is in minutes.

    Source: Daniels and Gilbert, "Oxygen Power", 1979, as github.com/tlgs/vdot gives it.
    """
    t = time_s / 60.0
    return 0.8 + 0.1894393 * exp(-0.012778 * t) + 0.2989558 * exp(-0.1932605 * t)


def vdot_daniels_gilbert_1979(race: Race) -> float:
    """The VO2max that a race would take of an average running style [ml/kg/min].

    >>> round(vdot_daniels_gilbert_1979(Race(5000.0, 1470.0)), 1)
    39.2
    """
    return oxygen_cost_daniels_gilbert_1979(race.speed_mps) / sustained_ratio_daniels_gilbert_1979(
        race.time_s
    )


def race_time_s(vdot: float, distance_m: float) -> float:
    """How long a race takes at a VDOT [s]: the formulas above, solved by halving.

    VDOT rises with speed over every distance, so there is one answer.

    Args:
        vdot: From 10 to 100.
        distance_m: Distance [m].

    Raises:
        ValueError: No human has such a VDOT.

    >>> round(race_time_s(40.0, 5000.0))
    1446
    """
    _check(vdot)
    low, high = _SLOWEST_M_PER_MIN / 60.0, _FASTEST_M_PER_MIN / 60.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        cost = oxygen_cost_daniels_gilbert_1979(middle)
        if cost < vdot * sustained_ratio_daniels_gilbert_1979(distance_m / middle):
            low = middle
        else:
            high = middle
    return distance_m / (0.5 * (low + high))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPaces:
    """Daniels' training speeds [m/s], on the level; of two, the slower comes first.

    Attributes:
        vdot: What they were made from [ml/kg/min].
        easy_mps: E, easy and long runs.
        marathon_mps: M, the speed of the marathon that is predicted.
        threshold_mps: T, comfortably hard.
        interval_mps: I, hard, for minutes.
        repetition_mps: R, about the speed of a mile race.
    """

    vdot: float
    easy_mps: tuple[float, float]
    marathon_mps: float
    threshold_mps: float
    interval_mps: tuple[float, float]
    repetition_mps: float


def training_paces(vdot: float) -> TrainingPaces:
    """Daniels' training speeds for a VDOT.

    Raises:
        ValueError: No human has such a VDOT.
    """
    _check(vdot)

    def at(ratio: float) -> float:
        return speed_at_oxygen_cost(ratio * vdot)

    return TrainingPaces(
        vdot=vdot,
        easy_mps=(at(EASY_RATIO[0]), at(EASY_RATIO[1])),
        marathon_mps=MARATHON_M / race_time_s(vdot, MARATHON_M),
        threshold_mps=at(THRESHOLD_RATIO),
        interval_mps=(at(INTERVAL_RATIO[0]), at(INTERVAL_RATIO[1])),
        repetition_mps=REPETITION_RATIO * at(1.0),
    )


def riegel_time_s(race: Race, distance_m: float, exponent: float = RIEGEL_EXPONENT) -> float:
    """How long another distance takes [s]: ``t2 = t1 (d2 / d1) ** exponent``.

    Args:
        race: The race that was run.
        distance_m: The other distance [m].
        exponent: How much longer a longer race takes.

    Source: Peter Riegel, Runner's World, 1977, as Vickers and Vertosick (2016) give it. They found
    it well calibrated up to a half marathon.

    >>> round(riegel_time_s(Race(5000.0, 1200.0), 10000.0))
    2502
    """
    return race.time_s * power(distance_m / race.distance_m, exponent)


def riegel_exponent(one: Race, other: Race) -> float:
    """The exponent that fits two races of one runner.

    Raises:
        ValueError: They are of about the same distance (within a fifth; our choice).
    """
    apart = ln(other.distance_m / one.distance_m)
    if abs(apart) < ln(1.2):
        raise ValueError("two races of different distances are needed")
    return ln(other.time_s / one.time_s) / apart


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalSpeed:
    """The speed that can be held for long, and the metres that can be run above it.

    Attributes:
        speed_mps: Critical speed [m/s].
        reserve_m: D', what there is beyond it [m].
        speed_se_mps: Standard error of the speed [m/s]; None from two efforts, which any line fits.
        reserve_se_m: Standard error of D' [m]; None from two efforts.
        efforts: How many efforts it was made from.
    """

    speed_mps: float
    reserve_m: float
    speed_se_mps: float | None
    reserve_se_m: float | None
    efforts: int

    def endurance_s(self, speed_mps: float) -> float:
        """How long a speed can be held [s], on the hyperbola; infinity at critical speed and below.

        Args:
            speed_mps: Speed [m/s].
        """
        above_mps = speed_mps - self.speed_mps
        return self.reserve_m / above_mps if above_mps > 0.0 else math.inf


SHORTEST_EFFORT_S: Final = 120.0
LONGEST_EFFORT_S: Final = 1200.0
"""Efforts of so long tell critical speed [s] (our choice; Hill and others 2011 used 3 to 10 min,
Kordi and others 2019 runs of 1200 to 3600 m)."""


def critical_speed(efforts: Sequence[Race]) -> CriticalSpeed:
    """Fit critical speed: distance is a straight line of time, ``d = CS t + D'``.

    Least squares. The standard errors are those of a straight line with ``n - 2`` degrees of
    freedom: with three efforts that is one, and the truth may be far outside.

    Args:
        efforts: At least two, each as fast as it went, of 2 to 20 minutes.

    Raises:
        ValueError: There are too few, one is too short or too long, or they contradict the line:
            the longer one was the faster, or all are of about the same time.

    Source: the distance-time relationship, as in Smyth and Muniz-Pumares 2020; from two efforts it
    was as good as from three (Kordi and others 2019).
    """
    n = len(efforts)
    if n < 2:
        raise ValueError("it needs two efforts of 2 to 20 minutes, one of them half as long again")
    for one in efforts:
        if not SHORTEST_EFFORT_S <= one.time_s <= LONGEST_EFFORT_S:
            raise ValueError(f"an effort of {one.time_s:g} s is not between 2 and 20 minutes")
    t_mean = math.fsum(one.time_s for one in efforts) / n
    d_mean = math.fsum(one.distance_m for one in efforts) / n
    spread = math.fsum((one.time_s - t_mean) * (one.time_s - t_mean) for one in efforts)
    if max(one.time_s for one in efforts) < 1.5 * min(one.time_s for one in efforts):
        raise ValueError("it needs an effort that lasts half as long again as the shortest one")
    slope = math.fsum((one.time_s - t_mean) * (one.distance_m - d_mean) for one in efforts) / spread
    reserve_m = d_mean - slope * t_mean
    if slope <= 0.0 or reserve_m <= 0.0:
        raise ValueError("the longer efforts were faster than the shorter ones")
    if n == 2:
        speed_se = reserve_se = None
    else:
        errors = [one.distance_m - reserve_m - slope * one.time_s for one in efforts]
        variance = math.fsum(e * e for e in errors) / (n - 2)
        speed_se = math.sqrt(variance / spread)
        reserve_se = math.sqrt(variance * (1.0 / n + t_mean * t_mean / spread))
    return CriticalSpeed(
        speed_mps=slope,
        reserve_m=reserve_m,
        speed_se_mps=speed_se,
        reserve_se_m=reserve_se,
        efforts=n,
    )


def _check(vdot: float) -> None:
    if not 10.0 <= vdot <= 100.0:
        raise ValueError(f"no runner has a VDOT of {vdot:g}; it lies between 10 and 100")
