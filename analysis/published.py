"""What other tools would say of a run, all of it together, as plain values and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.decoupling import (
    Decoupling,
    Refusal,
    Why,
    golden_cheetah,
    intervals_icu,
    pa_hr_friel,
    pa_hr_graded,
    pw_hr_friel,
    refuse,
)
from analysis.records import records_of
from analysis.refused import Refused
from analysis.steady import (
    AtPace,
    DriftTest,
    Efficiency,
    efficiency_factor,
    hr_at_pace,
    uphill_athlete_test,
)
from analysis.trace import Trace
from runwalk.engine.sample import Sample
from runwalk.outputs.units import Units, pace

NAMES: Final = {
    "pa_hr": "Pa:HR (Friel)",
    "pa_hr_graded": "Pa:HR with hills (TrainingPeaks)",
    "golden_cheetah": "GoldenCheetah",
    "pw_hr": "Pw:HR (Friel)",
    "intervals_icu": "intervals.icu",
}
"""The decouplings, by the names of the fields of :class:`Published`, in words for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Every published number, or why there is none.

    Attributes:
        pa_hr: Pace against heart rate, by Friel.
        pa_hr_graded: The same with graded speed, as TrainingPeaks does.
        golden_cheetah: GoldenCheetah's decoupling.
        pw_hr: Power against heart rate, by Friel.
        intervals_icu: Decoupling of intervals.icu.
        drift_test: Heart-rate drift test of Uphill Athlete.
        efficiency: Efficiency factor.
        at_pace: Heart rate at the run's own pace.
    """

    pa_hr: Decoupling | Refusal
    pa_hr_graded: Decoupling | Refusal
    golden_cheetah: Decoupling | Refusal
    pw_hr: Decoupling | Refusal
    intervals_icu: Decoupling | Refusal
    drift_test: DriftTest | Refusal
    efficiency: Efficiency | Refusal
    at_pace: AtPace | Refusal

    @property
    def decouplings(self) -> dict[str, Decoupling | Refusal]:
        """Those that hold one half against the other, by the names of :data:`NAMES`."""
        return {name: getattr(self, name) for name in NAMES}


def published_of(samples: Sequence[Sample], trace: Trace, *, on_foot: bool = True) -> Published:
    """Count all of it.

    Args:
        samples: A run, in order of time; at least one.
        trace: The same run on seconds.
        on_foot: Whether somebody ran, walked or hiked; else only what rests on power is counted.
    """
    records = records_of(samples, trace)
    no_run = refuse(Why.NOT_ON_FOOT)
    return Published(
        pa_hr=pa_hr_friel(records) if on_foot else no_run,
        pa_hr_graded=pa_hr_graded(records) if on_foot else no_run,
        golden_cheetah=golden_cheetah(records, is_run=on_foot),
        pw_hr=pw_hr_friel(records),
        intervals_icu=intervals_icu(records),
        drift_test=uphill_athlete_test(records) if on_foot else no_run,
        efficiency=efficiency_factor(records) if on_foot else no_run,
        at_pace=hr_at_pace(records) if on_foot else no_run,
    )


def published_to_dict(found: Published) -> dict[str, Any]:
    """Turn it into plain JSON values."""
    test, efficiency, at_pace = found.drift_test, found.efficiency, found.at_pace
    return {
        **{
            name: one.to_dict() if isinstance(one, Refused) else {"percent": round(one.percent, 2)}
            for name, one in found.decouplings.items()
        },
        "drift_test": test.to_dict()
        if isinstance(test, Refused)
        else {
            "percent": round(test.halves.percent, 2),
            "hr_percent": round(test.hr_percent, 2),
            "start_bpm": round(test.start_bpm, 1),
            "is_below_threshold": test.is_below_threshold,
        },
        "efficiency": efficiency.to_dict()
        if isinstance(efficiency, Refused)
        else {
            "metres_per_beat": round(efficiency.metres_per_beat, 4),
            "yards_per_beat": round(efficiency.yards_per_beat, 4),
        },
        "hr_at_pace": at_pace.to_dict()
        if isinstance(at_pace, Refused)
        else {
            "bpm": round(at_pace.bpm, 1),
            "sd_bpm": round(at_pace.sd_bpm, 1),
            "speed_mps": round(at_pace.speed_mps, 3),
            "minutes": at_pace.minutes,
        },
    }


def tell_published(found: Published, units: Units = Units.KM) -> Iterator[str]:
    """What there is of it, in words for people."""
    shown = [
        f"{NAMES[name]} {one.percent:+.1f} %"
        for name, one in found.decouplings.items()
        if isinstance(one, Decoupling)
    ]
    if shown:
        yield f"other tools would show a decoupling of: {', '.join(shown)}"
    yield from tell_measures(found, units)


def tell_measures(found: Published, units: Units) -> Iterator[str]:
    """What is no decoupling, in words for people."""
    if isinstance(found.drift_test, DriftTest):
        test = found.drift_test
        side = "below" if test.is_below_threshold else "above"
        yield (
            f"as a drift test {test.halves.percent:+.1f} %: by its rule of 5 % the start, at "
            f"{test.start_bpm:.0f} bpm, lay {side} the aerobic threshold"
        )
    if isinstance(found.efficiency, Efficiency):
        yield (
            f"a heartbeat carried {found.efficiency.metres_per_beat:.2f} m "
            f"(efficiency factor {found.efficiency.yards_per_beat:.2f})"
        )
    if isinstance(found.at_pace, AtPace):
        yield (
            f"at {pace(found.at_pace.speed_mps, units)} on the level heart rate was "
            f"{found.at_pace.bpm:.0f} bpm ({found.at_pace.minutes} minutes)"
        )
