"""A run that is over, laid out once for everything that is measured of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from analysis.trace import Trace, trace_of
from runwalk.config import Plan
from runwalk.engine.coach import Reading
from runwalk.engine.zones import Zones
from runwalk.recording.recording import Recording
from runwalk.recording.sport_names import FOOT_SPORTS
from runwalk.session import replay

_ANY_SPORT: Final = frozenset(("", "generic", "fitness_equipment", "multisport", "training"))
_PERHAPS_ON_FOOT: Final = frozenset(("", "generic", "indoor_running", "treadmill", "trail"))


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
        readings: What the coach makes of each sample; empty where there is no plan, or nobody is
            on foot.
        trace: The run as arrays, one value a second.
    """

    recording: Recording
    plan: Plan | None
    readings: tuple[Reading, ...]
    trace: Trace

    @property
    def zones(self) -> Zones | None:
        """The runner's zones, or those that the band makes; None where neither is known."""
        if self.plan is None:
            return None
        band = next((one.band for one in self.plan.workout.segments if one.band), None)
        own = self.plan.athlete.zones
        return own or (Zones.around(band.floor_bpm, band.ceiling_bpm) if band else None)


def run_of(recording: Recording, plan: Plan | None) -> Run:
    """Lay a run out.

    Args:
        recording: The run.
        plan: Who ran and between which heart rates; None where no ceiling is known: then there is
            nothing that the coach could have said.

    Raises:
        ValueError: The recording has no second, or the plan's ceiling lies above the hard limit.
    """
    if not recording.samples:
        raise ValueError("a run needs a second at least")
    readings: tuple[Reading, ...] = ()
    if plan is not None and is_on_foot(recording):
        readings = tuple(replay(recording.samples, plan.coach()))
    return Run(
        recording=recording,
        plan=plan,
        readings=readings,
        trace=trace_of(recording.samples),
    )
