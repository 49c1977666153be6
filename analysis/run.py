"""A run that is over, laid out once for everything that is measured of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.trace import Floats, Trace, trace_of
from runwalk.config import Plan
from runwalk.engine.athlete import Band
from runwalk.engine.coach import Reading
from runwalk.engine.sample import MarkKind
from runwalk.engine.zones import Zones
from runwalk.recording.recording import Recording
from runwalk.recording.sport_names import FOOT_SPORTS
from runwalk.session import replay

_ANY_SPORT: Final = frozenset(("", "generic", "fitness_equipment", "multisport", "training"))
_PERHAPS_ON_FOOT: Final = frozenset(("", "generic", "indoor_running", "treadmill", "trail"))


_MOVING: Final = frozenset(
    (MarkKind.SKIP, MarkKind.LAP, MarkKind.CEILING, MarkKind.TALK, MarkKind.RPE, MarkKind.TAG)
)
"""What a runner can press or tell that only the coach knows the meaning of."""


def is_on_foot(recording: Recording) -> bool:
    """Whether somebody runs, walks or hikes, or at least nothing says otherwise.

    What a speed costs is known on foot only.
    """
    if recording.sport in _ANY_SPORT:
        return recording.sub_sport in _PERHAPS_ON_FOOT
    return recording.sport in FOOT_SPORTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A recording, and what the coach makes of it.

    Attributes:
        recording: What was recorded; at least one second.
        plan: Who ran and between which heart rates; None where no ceiling is known.
        readings: What the coach makes of each sample; empty where there is no plan, nobody is on
            foot, or it was not asked.
        trace: The run as arrays, one value a second.
    """

    recording: Recording
    plan: Plan | None
    readings: tuple[Reading, ...]
    trace: Trace

    @property
    def band(self) -> Band | None:
        """Between which heart rates the run began; None where no ceiling is known."""
        segments = () if self.plan is None else self.plan.workout.segments
        return next((one.band for one in segments if one.band), None)

    @property
    def zones(self) -> Zones | None:
        """The runner's zones, or those that the band makes; None where neither is known."""
        if self.plan is None:
            return None
        band = self.band
        around = Zones.around(band.floor_bpm, band.ceiling_bpm) if band else None
        return self.plan.athlete.zones or around

    @property
    def ceilings_bpm(self) -> tuple[int | None, ...]:
        """Highest heart rate to run at [bpm], sample by sample; None where none is known."""
        if self.readings:
            return tuple(one.band.ceiling_bpm if one.band else None for one in self.readings)
        ceiling_bpm = self.band.ceiling_bpm if self.band else None
        return (ceiling_bpm,) * len(self.recording.samples)

    @property
    def distance_m(self) -> float | None:
        """Distance covered, as the device told it [m]; None where it did not."""
        covered_m = float(self.trace.distance_m[-1] - self.trace.distance_m[0])
        return max(covered_m, 0.0) if math.isfinite(covered_m) else None

    @property
    def mean_bpm(self) -> float | None:
        """Mean trusted heart rate [bpm]."""
        known_bpm = self._known_bpm
        return float(known_bpm.mean()) if len(known_bpm) else None

    @property
    def highest_bpm(self) -> int | None:
        """Highest trusted heart rate [bpm]."""
        known_bpm = self._known_bpm
        return round(known_bpm.max()) if len(known_bpm) else None

    @property
    def _known_bpm(self) -> Floats:
        return self.trace.hr_bpm[~np.isnan(self.trace.hr_bpm)]


def run_of(recording: Recording, plan: Plan | None) -> Run:
    """Lay a run out.

    Args:
        recording: The run.
        plan: Who ran and between which heart rates; None where no ceiling is known: then there is
            nothing that the coach could have said.

    Raises:
        ValueError: The recording has no second, or the plan's ceiling lies above the hard limit.
    """
    readings: tuple[Reading, ...] = ()
    if plan is not None and is_on_foot(recording):
        readings = tuple(replay(recording.samples, plan.coach()))
    return _run(recording, plan, readings)


def uncoached_run_of(recording: Recording, plan: Plan | None) -> Run:
    """Lay a run out for whoever asks for no cue, in a third of the time.

    The coach is asked only where it alone knows what a second means: where the plan has parts, or
    the runner pressed or told something.

    Raises:
        ValueError: The recording has no second, or the plan's ceiling lies above the hard limit.
    """
    return _run(recording, plan, ()) if _is_even(recording, plan) else run_of(recording, plan)


def _run(recording: Recording, plan: Plan | None, readings: tuple[Reading, ...]) -> Run:
    if not recording.samples:
        raise ValueError("a run needs a second at least")
    return Run(
        recording=recording,
        plan=plan,
        readings=readings,
        trace=trace_of(recording.samples),
    )


def _is_even(recording: Recording, plan: Plan | None) -> bool:
    """Whether one ceiling holds from the first second to the last."""
    if plan is None:
        return True
    first = plan.workout.segments[0]
    return (first.is_open and first.band is not None) and not any(
        mark.kind in _MOVING for sample in recording.samples for mark in sample.marks
    )
