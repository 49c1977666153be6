"""What is followed over a training block: one table, a row for each measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Better(StrEnum):
    """Which way a measure goes when a runner gets fitter."""

    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One measure of a run that can be followed over weeks.

    Attributes:
        name: For programs, with its unit.
        title: For people.
        unit: For people; empty where it has none.
        better: Which way it goes when a runner gets fitter.
        worthwhile: The smallest change over a block that is worth talking about, in the measure's
            own unit (our choice, each argued in the documentation).
        adjust: What the trend is adjusted for where it is known, by the names of the fields of
            :class:`~analysis.run_summary.Conditions`.
        alike: What must be equal for two runs to be compared, by the names of the same fields.
    """

    name: str
    title: str
    unit: str
    better: Better
    worthwhile: float
    adjust: tuple[str, ...] = ()
    alike: tuple[str, ...] = ("discipline", "is_indoors")


_RUNS: Final = (
    Metric(
        name="drift_bpm_per_h",
        title="Drift",
        unit="bpm/h",
        better=Better.LOWER,
        worthwhile=3.0,
        adjust=("temperature_c", "duration_s", "effort_w_per_kg", "climb_m_per_km"),
    ),
    Metric(
        name="hr_at_pace_bpm",
        title="Heart rate at the reference pace",
        unit="bpm",
        better=Better.LOWER,
        worthwhile=3.0,
        adjust=("temperature_c", "duration_s", "climb_m_per_km"),
    ),
    Metric(
        name="efficiency_m_per_beat",
        title="Efficiency",
        unit="m/beat",
        better=Better.HIGHER,
        worthwhile=0.03,
        adjust=("temperature_c", "duration_s", "effort_w_per_kg"),
    ),
    Metric(
        name="run_ratio",
        title="Share of running",
        unit="",
        better=Better.HIGHER,
        worthwhile=0.05,
        adjust=("temperature_c", "duration_s", "climb_m_per_km"),
        alike=("discipline", "is_indoors", "ceiling_bpm"),
    ),
    Metric(
        name="longest_run_s",
        title="Longest run without a walk",
        unit="s",
        better=Better.HIGHER,
        worthwhile=120.0,
        adjust=("temperature_c", "duration_s", "climb_m_per_km"),
        alike=("discipline", "is_indoors", "ceiling_bpm"),
    ),
    Metric(
        name="recovery_s",
        title="Recovery time in walks",
        unit="s",
        better=Better.LOWER,
        worthwhile=4.0,
        adjust=("temperature_c", "duration_s"),
        alike=("discipline", "is_indoors", "ceiling_bpm"),
    ),
    Metric(
        name="to_ceiling_s",
        title="Time from start of a run to the ceiling",
        unit="s",
        better=Better.HIGHER,
        worthwhile=20.0,
        adjust=("temperature_c", "effort_w_per_kg"),
        alike=("discipline", "is_indoors", "ceiling_bpm"),
    ),
    Metric(
        name="above_ceiling_ratio",
        title="Share of time above the ceiling",
        unit="",
        better=Better.LOWER,
        worthwhile=0.05,
        adjust=("temperature_c", "duration_s", "climb_m_per_km"),
        alike=("discipline", "is_indoors", "ceiling_bpm"),
    ),
    Metric(
        name="alpha1_threshold_bpm",
        title="Heart rate at alpha1 of 0.75",
        unit="bpm",
        better=Better.HIGHER,
        worthwhile=5.0,
        adjust=("temperature_c",),
    ),
    Metric(
        name="hiking_economy_ml_per_kg_per_beat",
        title="Hiking economy",
        unit="ml/kg/beat",
        better=Better.HIGHER,
        worthwhile=0.02,
        adjust=("temperature_c", "duration_s"),
    ),
)

METRICS: Final[Mapping[str, Metric]] = {one.name: one for one in _RUNS}
"""Every measure, by its name, in the order in which people are told."""
