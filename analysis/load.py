"""How hard a run was: time in zones, and training impulse.

Only trusted heart rate counts, a gap does not, and neither does a pause: the rules of
``runwalk.summary``, over a run that is laid out on seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.refused import Refused
from analysis.trace import Floats, Trace
from runwalk.engine.athlete import Athlete, ZoneModel
from runwalk.engine.sample import MarkKind, Sample
from runwalk.engine.zones import Zone, Zones

Seconds = NDArray[np.int64]
"""How long each heart rate lasted; shape (256,) [s], the index is the heart rate [bpm]."""

TRIMP_FACTOR: Final = 0.64
TRIMP_MEN: Final = 1.92
TRIMP_WOMEN: Final = 1.67


class Why(StrEnum):
    """Why there is no training impulse."""

    NO_HEART_RATE = "no_heart_rate"
    NO_RESTING_HR = "no_resting_hr"
    NO_MAX_HR = "no_max_hr"


WORDS: Final = {
    Why.NO_HEART_RATE: "No heart rate that could be trusted was recorded; wear a chest strap.",
    Why.NO_RESTING_HR: "Training impulse takes your resting_bpm; write it into your settings.",
    Why.NO_MAX_HR: "Training impulse takes your max_bpm, or your age; write it into your settings.",
}
"""What would help, one sentence for each reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneTime:
    """How long a trusted heart rate lay in a zone.

    Attributes:
        zone: Which.
        seconds: How long [s].
    """

    zone: Zone
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimp:
    """Training impulse, by the curve for men and by that for women: no setting tells which.

    Attributes:
        men: Summed second by second, exponent 1.92.
        women: The same, exponent 1.67.
        men_of_mean: From the mean heart rate, as GoldenCheetah does; never above :attr:`men`.
        women_of_mean: The same, exponent 1.67.
        resting_bpm: What was taken for resting heart rate [bpm].
        max_bpm: What was taken for the maximum [bpm].
        is_max_estimated: Whether that is only what the age makes likely.
    """

    men: float
    women: float
    men_of_mean: float
    women_of_mean: float
    resting_bpm: int
    max_bpm: int
    is_max_estimated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How hard a run was.

    Attributes:
        trimp: Training impulse, or why there is none.
        zones: Time in the zones of every model that the runner's numbers allow.
    """

    trimp: Trimp | Refused[Why]
    zones: Mapping[ZoneModel, tuple[ZoneTime, ...]]


def load_of(samples: Sequence[Sample], trace: Trace, athlete: Athlete) -> Load:
    """Count a run.

    Args:
        samples: In order of time; at least one.
        trace: The same run on seconds.
        athlete: Who ran.
    """
    lasted = seconds_at(samples, trace)
    return Load(
        trimp=trimp_of(lasted, athlete),
        zones={model: time_in_zones(lasted, zones) for model, zones in _models(athlete)},
    )


def seconds_at(samples: Sequence[Sample], trace: Trace) -> Seconds:
    """Count how long each trusted heart rate lasted, pauses left out.

    Args:
        samples: In order of time; at least one.
        trace: The same run on seconds.
    """
    counts = np.isfinite(trace.hr_bpm)
    for from_s, to_s in _pauses(samples):
        counts &= (trace.t_s < from_s) | (trace.t_s >= to_s)
    return np.bincount(trace.hr_bpm[counts].astype(np.int64), minlength=256)


def time_in_zones(lasted: Seconds, zones: Zones) -> tuple[ZoneTime, ...]:
    """Tell how long heart rate lay in each zone, lowest first; below the first is no zone."""
    at = np.digitize(np.arange(len(lasted)), [zone.lower_bpm for zone in zones.zones])
    seconds = np.bincount(at, weights=lasted, minlength=len(zones.zones) + 1)[1:]
    return tuple(
        ZoneTime(zone=zone, seconds=round(count))
        for zone, count in zip(zones.zones, seconds.tolist(), strict=True)
    )


def trimp_of(lasted: Seconds, athlete: Athlete) -> Trimp | Refused[Why]:
    """Training impulse: ``minutes * x * 0.64 exp(k x)``, x being the share of the reserve.

    Summed over the seconds of the run, so that a hard minute counts for more than two easy ones;
    and once more from the mean heart rate, as it was defined. Below resting heart rate x is 0;
    above the maximum it may pass 1. Other tools use 0.86 in place of 0.64 for women: that is a
    third more.

    Args:
        lasted: How long each heart rate lasted.
        athlete: Who ran.

    Source: Morton/Banister with Green's coefficients, as in GoldenCheetah's
    ``src/Metrics/TRIMPPoints.cpp`` (read at commit 1263365); sum over the profile: Runalyze,
    glossary.
    """
    if not lasted.any():
        return Refused(Why.NO_HEART_RATE, WORDS[Why.NO_HEART_RATE])
    resting_bpm, max_bpm = athlete.resting_bpm, athlete.likely_max_bpm
    if resting_bpm is None:
        return Refused(Why.NO_RESTING_HR, WORDS[Why.NO_RESTING_HR])
    if max_bpm is None or max_bpm <= resting_bpm:
        return Refused(Why.NO_MAX_HR, WORDS[Why.NO_MAX_HR])
    share = np.maximum((np.arange(len(lasted)) - resting_bpm) / (max_bpm - resting_bpm), 0.0)
    minutes = lasted / 60.0
    mean_bpm = float(np.arange(len(lasted)) @ minutes / minutes.sum())
    of_mean = np.array([max((mean_bpm - resting_bpm) / (max_bpm - resting_bpm), 0.0)])
    whole = minutes.sum(keepdims=True)
    return Trimp(
        men=_impulse(minutes, share, TRIMP_MEN),
        women=_impulse(minutes, share, TRIMP_WOMEN),
        men_of_mean=_impulse(whole, of_mean, TRIMP_MEN),
        women_of_mean=_impulse(whole, of_mean, TRIMP_WOMEN),
        resting_bpm=resting_bpm,
        max_bpm=max_bpm,
        is_max_estimated=athlete.max_bpm is None,
    )


def load_to_dict(load: Load) -> dict[str, Any]:
    """Turn it into plain JSON values."""
    trimp = load.trimp
    return {
        "trimp": trimp.to_dict()
        if isinstance(trimp, Refused)
        else {
            "men": round(trimp.men, 1),
            "women": round(trimp.women, 1),
            "men_of_mean": round(trimp.men_of_mean, 1),
            "women_of_mean": round(trimp.women_of_mean, 1),
            "resting_bpm": trimp.resting_bpm,
            "max_bpm": trimp.max_bpm,
            "is_max_estimated": trimp.is_max_estimated,
        },
        "zones": {model.value: zones_to_list(zones) for model, zones in load.zones.items()},
    }


def zones_to_list(zones: Sequence[ZoneTime]) -> list[dict[str, Any]]:
    """Turn times in zones into plain JSON values."""
    return [
        {
            "zone": one.zone.number,
            "name": one.zone.name,
            "lower_bpm": one.zone.lower_bpm,
            "upper_bpm": one.zone.upper_bpm,
            "seconds": one.seconds,
        }
        for one in zones
    ]


def tell_load(load: Load) -> Iterator[str]:
    """What there is of it, in words for people."""
    trimp = load.trimp
    if isinstance(trimp, Trimp):
        likely = ", likely at this age" if trimp.is_max_estimated else ""
        yield (
            f"training impulse (TRIMP): {trimp.men:.0f} by the curve for men, {trimp.women:.0f} by "
            f"that for women (resting {trimp.resting_bpm}, maximum {trimp.max_bpm} bpm{likely})"
        )


def _impulse(minutes: Floats, share: Floats, exponent: float) -> float:
    return float(minutes @ (share * TRIMP_FACTOR * np.exp(exponent * share)))


def _models(athlete: Athlete) -> Iterator[tuple[ZoneModel, Zones]]:
    """Zones of every model that the runner's numbers allow."""
    for model in ZoneModel:
        try:
            zones = replace(athlete, zone_model=model).zones
        except ValueError:
            continue  # a number is missing for this one
        if zones is not None:
            yield model, zones


def _pauses(samples: Sequence[Sample]) -> Iterator[tuple[int, float]]:
    """From when to when the timer stood still, or was finished, since the first sample [s]."""
    since_s: int | None = None
    for sample in samples:
        for mark in sample.marks:
            t_s = sample.t_s - samples[0].t_s
            if mark.kind is MarkKind.FINISH:
                yield t_s if since_s is None else since_s, float("inf")
                return
            if mark.kind is MarkKind.PAUSE and since_s is None:
                since_s = t_s
            elif mark.kind is MarkKind.RESUME and since_s is not None:
                yield since_s, t_s
                since_s = None
    if since_s is not None:
        yield since_s, float("inf")
