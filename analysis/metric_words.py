"""How the numbers of each measure are written for people."""

from __future__ import annotations

import math
from typing import NamedTuple

from analysis.metrics import Better, Metric
from analysis.trend import Verdict

_MINUTES_FROM_S = 120.0

VERDICTS = {
    Verdict.IMPROVED: "Improved",
    Verdict.WORSE: "Worse",
    Verdict.NO_CHANGE: "No change",
    Verdict.CANNOT_TELL: "Cannot tell yet",
}
"""What a block says of a measure, in a word or three."""

SHORT = {
    "drift_bpm_per_h": "Drift",
    "hr_at_pace_bpm": "Heart rate at pace",
    "efficiency_m_per_beat": "Efficiency",
    "run_ratio": "Running",
    "longest_run_s": "Longest run",
    "recovery_s": "Recovery",
    "to_ceiling_s": "To ceiling",
    "above_ceiling_ratio": "Above ceiling",
    "alpha1_threshold_bpm": "alpha1 at 0.75",
    "hiking_economy_ml_per_kg_per_beat": "Hiking economy",
}
"""The measures in a word or three, where there is little room."""


class Written(NamedTuple):
    """How a measure is written.

    Attributes:
        scale: What its numbers are multiplied by.
        unit: What stands behind them; empty where there is none.
        places: Digits behind the point.
    """

    scale: float
    unit: str
    places: int

    def number(self, value: float, *, more: int = 0) -> str:
        """A number without its unit, never as minus nothing.

        Args:
            value: In the measure's own unit.
            more: So many more digits than a single run deserves.
        """
        told = f"{self.scale * value:.{self.places + more}f}"
        return told.removeprefix("-") if float(told) == 0.0 else told.replace("-", "\N{MINUS SIGN}")

    def with_unit(self, value: float, *, more: int = 0) -> str:
        """A number with its unit."""
        return f"{self.number(value, more=more)} {self.unit}".strip()


def written(metric: Metric) -> Written:
    """How a measure is written: as finely as a change in it is worth talking about.

    >>> from analysis.metrics import METRICS
    >>> written(METRICS["drift_bpm_per_h"]).with_unit(12.34)
    '12 bpm/h'
    >>> written(METRICS["run_ratio"]).with_unit(0.871)
    '87 %'
    >>> written(METRICS["longest_run_s"]).with_unit(754)
    '12.6 min'
    """
    if metric.unit == "":
        return Written(100.0, "%", 0)
    if metric.unit == "s" and metric.worthwhile >= _MINUTES_FROM_S:
        return Written(1.0 / 60.0, "min", 1)
    return Written(1.0, metric.unit, max(0, math.ceil(-math.log10(metric.worthwhile))))


def axis_title(metric: Metric) -> str:
    """What stands above a figure of it under its title: its unit, and which way is better.

    >>> from analysis.metrics import METRICS
    >>> axis_title(METRICS["drift_bpm_per_h"])
    'bpm/h, lower is better'
    """
    way = "lower" if metric.better is Better.LOWER else "higher"
    return f"{written(metric).unit}, {way} is better"
