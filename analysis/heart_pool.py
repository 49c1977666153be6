"""What many runs tell together: each with its own error, and hearts that differ from day to day."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.heart_fit import Told
from analysis.meta_regression import meta_regression
from runwalk.engine.profile import RANGES, HeartProfile, Learned

LEAST_RUNS: Final = 3
"""Fewer runs tell nothing of how days differ, so nothing is told from them (our choice)."""

FITTED: Final = (
    "tau_s",
    "dead_time_s",
    "gain_bpm_per_w_per_kg",
    "demand_bpm",
    "walk_gain_bpm",
    "disturbance_sd_bpm",
)
"""What a fit can tell of a HeartProfile."""

MARGINS: Final = ("peak_margin_bpm", "trough_margin_bpm")
"""What the coach's own cues can tell of it."""

_RATIOS = ("tau_s", "disturbance_sd_bpm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A number over runs.

    Attributes:
        mean: Its mean.
        se: Standard error of the mean.
        between_sd: How much runs differ beyond their own errors (standard deviation).
        interval: 95 % interval of the mean, by Student's t for so few runs.
        runs: How many there were.
    """

    mean: float
    se: float
    between_sd: float
    interval: tuple[float, float]
    runs: int

    @property
    def next_sd(self) -> float:
        """How far the next run may lie from the mean (standard deviation)."""
        return math.sqrt(self.between_sd * self.between_sd + self.se * self.se)


def pooled(told: Sequence[Told]) -> Pooled:
    """Pool runs by a random-effects model.

    The variance between runs is that of Paule and Mandel: the one at which the weighted squares
    are what they should be, ``sum (x - mean)^2 / (se^2 + between^2) = runs - 1``.

    Args:
        told: One number a run.

    Raises:
        ValueError: There are fewer than two.

    Source: for the choice, Veroniki and others, "Methods to estimate the between-study variance
    and its uncertainty in meta-analysis," Res. Synth. Methods 7(1):55-79, 2015,
    doi:10.1002/jrsm.1164, which recommends Paule and Mandel's (abstract).

    >>> two = pooled((Told(50.0, 1.0), Told(50.0, 1.0)))
    >>> two.mean, two.between_sd, round(two.se, 3)
    (50.0, 0.0, 0.707)
    """
    if len(told) < 2:
        raise ValueError(f"two runs or more are pooled, got {len(told)}")
    line = meta_regression(
        np.array([one.value for one in told]),
        np.array([one.se for one in told]),
        np.ones((len(told), 1)),
        cut=math.inf,
    )
    mean, se = line.at(np.ones(1))
    wide = line.t_of() * se
    return Pooled(
        mean=mean,
        se=se,
        between_sd=math.sqrt(line.between_variance),
        interval=(mean - wide, mean + wide),
        runs=len(told),
    )


def pool_runs(runs: Sequence[Mapping[str, Told]]) -> tuple[dict[str, Pooled], dict[str, int]]:
    """Pool all that runs tell.

    Time constants and spreads are pooled as ratios: 30 is as far from 60 as 120 is.

    Args:
        runs: What each told, by the names of a HeartProfile's fields.

    Returns:
        What can be told, by the names of a HeartProfile's fields, and for each that cannot, how
        many runs told it: fewer than :data:`LEAST_RUNS`.
    """
    known: dict[str, Pooled] = {}
    missing: dict[str, int] = {}
    for name in (*FITTED, *MARGINS):
        told = [one[name] for one in runs if name in one]
        if len(told) < LEAST_RUNS:
            missing[name] = len(told)
        elif name in _RATIOS:
            known[name] = _of_ratios(told)
        else:
            known[name] = pooled(told)
    return known, missing


def profile_of(known: dict[str, Pooled]) -> HeartProfile:
    """Make the profile that a coach starts from."""
    return HeartProfile(
        **{
            name: Learned(
                value=min(max(one.mean, RANGES[name][0]), RANGES[name][1]),
                sd=max(one.next_sd, 1e-3),
                runs=one.runs,
            )
            for name, one in known.items()
        }
    )


def _of_ratios(told: Sequence[Told]) -> Pooled:
    logs = pooled([Told(math.log(one.value), one.se / one.value) for one in told])
    mean = math.exp(logs.mean)
    low, high = logs.interval
    return Pooled(
        mean=mean,
        se=mean * logs.se,
        between_sd=mean * logs.between_sd,
        interval=(math.exp(low), math.exp(high)),
        runs=logs.runs,
    )
