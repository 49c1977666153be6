"""A run as the fit sees it: every second, what the engine's own rooms make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Cleaner, Fault
from runwalk.engine.motion import MotionObserver
from runwalk.engine.sample import Sample

Array = npt.NDArray[np.float64]

_HELD_S = 10  # a power that is missing stands for so long, as in the engine
_FADES_S = 180  # what is unknown of the legs is forgotten by the heart after so long


@dataclass(frozen=True, slots=True)
class Trace:
    """A run a second at a time, without holes: NaN where something is unknown.

    Attributes:
        hr_bpm: Trusted heart rate, shape (n_seconds,) [bpm].
        power_w_per_kg: Net metabolic power as the engine knew it, shape (n_seconds,) [W/kg].
        gaits: What the legs did, second by second; None where unknown.
        doubted_ratio: Share of the strap's readings that were not to be trusted.
    """

    hr_bpm: Array
    power_w_per_kg: Array
    gaits: tuple[Gait | None, ...]
    doubted_ratio: float


def trace_of(samples: Sequence[Sample]) -> Trace:
    """Ask the engine's own rooms what a run's seconds are worth; uses no later sample."""
    cleaner, observer = Cleaner(), MotionObserver()
    seconds = samples[-1].t_s - samples[0].t_s + 1 if samples else 0
    hr_bpm, power = np.full(seconds, np.nan), np.full(seconds, np.nan)
    gaits: list[Gait | None] = [None] * seconds
    read = doubted = 0
    for sample in samples:
        at = sample.t_s - samples[0].t_s
        hr, motion = cleaner.clean(sample), observer.observe(sample)
        if hr.is_trusted and hr.bpm is not None:
            hr_bpm[at] = hr.bpm
        if hr.fault not in (Fault.MISSING, Fault.STARTING):
            read += 1
            doubted += not hr.is_trusted
        if motion.power_w_per_kg is not None:
            power[at] = motion.power_w_per_kg
        gaits[at] = motion.gait
    return Trace(hr_bpm, power, tuple(gaits), doubted / read if read else 0.0)


def held_power(power: Array) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Hold power through its holes; tell where it was known well enough for the heart.

    Args:
        power: Shape (n_seconds,) [W/kg]; NaN where unknown, known somewhere.

    Returns:
        Power without holes, and which seconds count: after a hole longer than 10 s, those of
        the next three minutes do not, for the heart still answers to what nobody saw.
    """
    is_known = np.isfinite(power)
    last = np.maximum.accumulate(np.where(is_known, np.arange(len(power)), 0))
    held = power[last]
    held = np.where(np.isfinite(held), held, power[is_known][0])
    counts = np.ones(len(power), dtype=bool)
    missing_s = unknown_s = 0
    for t_s, known in enumerate(is_known):
        if known:
            unknown_s = _FADES_S if missing_s > _HELD_S else max(unknown_s - 1, 0)
            missing_s = 0
        else:
            missing_s += 1
        counts[t_s] = missing_s <= _HELD_S and unknown_s == 0
    return held, counts
