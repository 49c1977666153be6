"""Maximal, threshold and resting heart rate, as an archive of runs tells them.

No run has to go to the limit, so a maximum from training is a lower bound, and so is a threshold.
What one run alone reached is not believed until another one comes near.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import numpy as np

from analysis.peaks import Peaks
from analysis.refused import Refused

LEAST_RUNS: Final = 3
AGREE_BPM: Final = 5.0
"""Another run must come so near for a run's highest to be believed [bpm] (our choice)."""

THRESHOLD_SEE_BPM: Final = 8.0
"""Standard error of a 30-minute trial's heart rate against the measured threshold [bpm]: McGehee,
Tanner, Houmard (2005)."""

LEAST_THRESHOLD_RATIO: Final = 0.85
"""Below this share of the maximum nobody ran at a threshold (our choice)."""

LEAST_MAX_RATIO: Final = 0.9
"""Below this share of the maximum in the settings, or at that age, nobody went to it (our choice;
it is within two standard errors of the age's formula)."""

STANDS_OUT_RATIO: Final = 1.05
"""Where not even the age is known, the highest must stand out so far from the lower quarter of the
runs' highest: easy runs alone are all alike (our choice)."""

MOST_RESTING_BPM: Final = 100.0
"""Above this nobody rests (our choice)."""

FACTORY_RESTING_BPM: Final = 60
"""A round number that a device may say of everybody until it is told, so it is taken for no answer
(our choice)."""

_DRAWS: Final = 1000
_SEED: Final = 20_260_101
_CERTAIN: Final = (2.5, 97.5)


class Why(StrEnum):
    """Why an archive does not tell a number."""

    TOO_FEW_RUNS = "too_few_runs"
    NO_TWO_AGREE = "no_two_agree"
    NOT_HARD_ENOUGH = "not_hard_enough"
    NOBODY_RESTED = "nobody_rested"


WORDS: Final = {
    Why.TOO_FEW_RUNS: f"It takes {LEAST_RUNS} runs with a heart rate that can be trusted.",
    Why.NO_TWO_AGREE: f"No two runs come within {AGREE_BPM:.0f} bpm of each other; record more.",
    Why.NOT_HARD_ENOUGH: (
        "No run was hard enough to show it; a race shows the maximum, and 30 minutes alone, all "
        "out, the threshold."
    ),
    Why.NOBODY_RESTED: "Nobody rests in a run; count your pulse in bed, or sit still for a record.",
}
"""What would help, one sentence for each reason."""


class Source(StrEnum):
    """Where a number is from."""

    RUNS = "runs"
    DEVICE = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A heart rate that an archive tells.

    Attributes:
        bpm: The number [bpm].
        low_bpm: Lower end of its 95 % interval [bpm].
        high_bpm: Upper end [bpm].
        runs: How many runs could have told it.
        run: The run that it is from.
        doubted: Runs that alone reached more, and are not believed, with what they reached [bpm].
        source: Whether it was measured in the runs, or the device knew it.
    """

    bpm: float
    low_bpm: float
    high_bpm: float
    runs: int
    run: str
    doubted: Mapping[str, float]
    source: Source = Source.RUNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What an archive tells of a runner's heart rates, or why not.

    Attributes:
        max_hr: Maximal heart rate: the highest mean over 30 s; a lower bound.
        threshold_hr: Heart rate at the lactate threshold.
        resting_hr: As the device knew it last; else the lowest mean over 5 minutes, an upper bound.
    """

    max_hr: Estimate | Refused[Why]
    threshold_hr: Estimate | Refused[Why]
    resting_hr: Estimate | Refused[Why]


def thresholds_of(
    runs: Mapping[str, Peaks],
    likely_max_bpm: float | None = None,
    devices: Mapping[str, int] | None = None,
) -> Thresholds:
    """Tell what an archive knows.

    The intervals say how much the number hangs on single runs: runs are drawn anew a thousand
    times, some of them left out, and 95 in 100 of the numbers lie inside. That of the threshold
    has in it how far such a trial lies from a measured threshold, too.

    Args:
        runs: What each run sustained, by its name.
        likely_max_bpm: Maximum by the runner's settings, or by the age [bpm]; None where unknown.
        devices: Resting heart rate as the device knew it in each run, by its name, oldest first
            [bpm]; its interval spans all that was said.

    Source: for the threshold, Friel's test and its likes; its standard error, McGehee, Tanner,
    Houmard, "A comparison of methods for estimating the lactate threshold," J. Strength Cond.
    Res. 19(3):553-558, 2005 (abstract). Gates and the rule that two must agree: our choice.
    """
    max_hr = _maximum(_told(runs, lambda one: one.peak_bpm), likely_max_bpm)
    doubted = max_hr.doubted if isinstance(max_hr, Estimate) else {}
    believed = {name: one for name, one in runs.items() if name not in doubted}
    known = [likely_max_bpm] if likely_max_bpm is not None else []
    known += [max_hr.bpm] if isinstance(max_hr, Estimate) else []
    return Thresholds(
        max_hr=max_hr,
        threshold_hr=_threshold(
            _told(believed, lambda one: one.threshold_bpm), max(known, default=None)
        ),
        resting_hr=_known(devices or {}) or _resting(_told(believed, lambda one: one.low_bpm)),
    )


def to_dict(found: Thresholds) -> dict[str, Any]:
    """Turn it into plain JSON values."""
    return {
        name: one.to_dict()
        if isinstance(one, Refused)
        else {
            "bpm": round(one.bpm, 1),
            "low_bpm": round(one.low_bpm, 1),
            "high_bpm": round(one.high_bpm, 1),
            "runs": one.runs,
            "run": one.run,
            "source": one.source.value,
            "doubted": {run: round(bpm, 1) for run, bpm in one.doubted.items()},
        }
        for name, one in (
            ("max_hr", found.max_hr),
            ("threshold_hr", found.threshold_hr),
            ("resting_hr", found.resting_hr),
        )
    }


def settings_of(found: Thresholds) -> tuple[str, ...]:
    """The lines of a settings file that would say so; nobody rests in a run."""
    told = [("max_bpm", found.max_hr), ("threshold_bpm", found.threshold_hr)]
    resting = found.resting_hr
    if isinstance(resting, Estimate) and resting.source is Source.DEVICE:
        told.insert(0, ("resting_bpm", resting))
    return tuple(f"{key} = {round(one.bpm)}" for key, one in told if isinstance(one, Estimate))


def _told(
    runs: Mapping[str, Peaks], number: Callable[[Peaks], float | None]
) -> list[tuple[float, str]]:
    """What the runs tell of a number, highest first."""
    told = [(bpm, name) for name, one in runs.items() if (bpm := number(one)) is not None]
    return sorted(told, reverse=True)


def _highest(told: Sequence[tuple[float, str]]) -> Estimate | Refused[Why]:
    """The highest that another run comes near, with its interval."""
    if len(told) < LEAST_RUNS:
        return _refuse(Why.TOO_FEW_RUNS)
    at = _supported([bpm for bpm, _ in told])
    if at is None:
        return _refuse(Why.NO_TWO_AGREE)
    drawn = _draws([bpm for bpm, _ in told])
    bpm, run = told[at]
    low_bpm, high_bpm = np.percentile(drawn, _CERTAIN) if len(drawn) else (bpm, bpm)
    return Estimate(
        bpm=bpm,
        low_bpm=min(float(low_bpm), bpm),
        high_bpm=max(float(high_bpm), bpm),
        runs=len(told),
        run=run,
        doubted={name: reached for reached, name in told[:at]},
    )


def _supported(falling: Sequence[float]) -> int | None:
    """Index of the first that the next one comes near; None where none does."""
    return next(
        (i for i in range(len(falling) - 1) if falling[i] - falling[i + 1] <= AGREE_BPM), None
    )


def _draws(falling: Sequence[float]) -> list[float]:
    """The number from runs that are drawn anew; a run that is drawn twice is one run."""
    dice = np.random.default_rng(_SEED)
    drawn = []
    for _ in range(_DRAWS):
        kept = [
            falling[i] for i in sorted(set(dice.integers(0, len(falling), len(falling)).tolist()))
        ]
        at = _supported(kept)
        if at is not None:
            drawn.append(kept[at])
    return drawn


def _maximum(
    told: Sequence[tuple[float, str]], likely_max_bpm: float | None
) -> Estimate | Refused[Why]:
    """The highest, where somebody may have gone to the limit."""
    found = _highest(told)
    if isinstance(found, Refused):
        return found
    least_bpm = (
        LEAST_MAX_RATIO * likely_max_bpm
        if likely_max_bpm is not None
        else STANDS_OUT_RATIO * float(np.percentile([bpm for bpm, _ in told], 25))
    )
    return found if found.bpm >= least_bpm else _refuse(Why.NOT_HARD_ENOUGH)


def _threshold(told: Sequence[tuple[float, str]], max_bpm: float | None) -> Estimate | Refused[Why]:
    """The highest that was sustained, with the error of such trials in its interval."""
    found = _highest(told)
    if isinstance(found, Refused):
        return found
    if max_bpm is None or found.bpm < LEAST_THRESHOLD_RATIO * max_bpm:
        return _refuse(Why.NOT_HARD_ENOUGH)
    trial_bpm = 1.96 * THRESHOLD_SEE_BPM
    return replace(
        found,
        low_bpm=found.bpm - math.hypot(found.bpm - found.low_bpm, trial_bpm),
        high_bpm=found.bpm + math.hypot(found.high_bpm - found.bpm, trial_bpm),
    )


def _known(devices: Mapping[str, int]) -> Estimate | None:
    """What the device said last, and of what span; None where it said nothing of its own."""
    own = {run: float(bpm) for run, bpm in devices.items() if bpm != FACTORY_RESTING_BPM}
    if not own:
        return None
    run = list(own)[-1]
    return Estimate(
        bpm=own[run],
        low_bpm=min(own.values()),
        high_bpm=max(own.values()),
        runs=len(own),
        run=run,
        doubted={},
        source=Source.DEVICE,
    )


def _resting(told: Sequence[tuple[float, str]]) -> Estimate | Refused[Why]:
    """The lowest that another run comes near, where somebody may have rested."""
    found = _highest([(-bpm, name) for bpm, name in reversed(told)])
    if isinstance(found, Refused):
        return found
    if -found.bpm > MOST_RESTING_BPM:
        return _refuse(Why.NOBODY_RESTED)
    return replace(
        found,
        bpm=-found.bpm,
        low_bpm=-found.high_bpm,
        high_bpm=-found.low_bpm,
        doubted={name: -bpm for name, bpm in found.doubted.items()},
    )


def _refuse(why: Why) -> Refused[Why]:
    return Refused(why, WORDS[why])
