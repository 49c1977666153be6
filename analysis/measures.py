"""What one run tells of each measure of a block, and how sure it is; or why it does not tell it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from analysis.bout_measures import (
    above_ceiling_ratio,
    longest_run_s,
    recovery_s,
    run_ratio,
    to_ceiling_s,
)
from analysis.conditions import discipline_of, is_indoors, resting_bpm_of
from analysis.drift import NORMAL_95, HindsightDrift, Method
from analysis.drift import Why as DriftWhy
from analysis.efficiency import efficiency_m_per_beat
from analysis.hiking import NO_HIKE, economy_of
from analysis.refused import Refused
from analysis.report import Report
from analysis.run_summary import HeartAtEffort, Measured

Read: TypeAlias = Callable[[Report], Measured | str]
"""How a measure is read off a run: the number, or a sentence that says why there is none."""

NO_RUN: Final = "It is told of runs, and this was none."
BY_BOUTS: Final = (
    "Speed is unknown, and drift told from runs and walks alone is too weak to compare."
)
NO_LINE: Final = "Heart rate at a pace needs eight minutes of heart rate and speed after minute 10."

_NO_HEART: Final = (DriftWhy.NO_HEART_RATE, DriftWhy.FLAT_HR, DriftWhy.TOO_MANY_ARTEFACTS)


def measure(report: Report) -> tuple[dict[str, Measured], dict[str, str]]:
    """Read every measure off a run.

    Returns:
        What it tells, and why it does not tell the rest, in words for people; both by the names of
        :data:`~analysis.metrics.METRICS`. Heart rate at a pace is in neither where
        :func:`heart_at_effort` tells it, for the pace is that of the block.
    """
    told: dict[str, Measured] = {}
    refused: dict[str, str] = {}
    for name, read in _READ.items():
        found = read(report)
        if isinstance(found, str):
            refused[name] = found
        else:
            told[name] = found
    if heart_at_effort(report) is None:
        refused["hr_at_pace_bpm"] = _why_no_line(report)
    return told, refused


def heart_at_effort(report: Report) -> HeartAtEffort | None:
    """Read heart rate over effort off a run; None where it is not told."""
    heart = report.heart
    if isinstance(heart, Refused) or discipline_of(report) != "run":
        return None
    return heart.of_running()


def _why_no_line(report: Report) -> str:
    heart = report.heart
    if not isinstance(heart, Refused):
        return NO_RUN
    return NO_LINE if heart.why is DriftWhy.TOO_SHORT else heart.text


def _drift(report: Report) -> Measured | str:
    drift = report.drift
    if not isinstance(drift, HindsightDrift):
        return drift.text
    if drift.method is not Method.EFFORT_MODEL:
        return BY_BOUTS
    return Measured(drift.bpm_per_h, drift.se_bpm_per_h)


def _alpha1_threshold(report: Report) -> Measured | str:
    rr = report.rr
    found = rr if isinstance(rr, Refused) else rr.threshold
    if isinstance(found, Refused):
        return found.text
    half_bpm = (found.crossing_high_bpm - found.crossing_low_bpm) / 2.0
    return Measured(found.crossing_bpm, half_bpm / NORMAL_95)


def _hiking_economy(report: Report) -> Measured | str:
    if discipline_of(report) != "hike":
        return NO_HIKE
    return economy_of(
        report,
        is_indoors=is_indoors(report.run.recording) is True,
        resting_bpm=resting_bpm_of(report),
    )


def _of_runs(read: Read) -> Read:
    """The same, of runs only."""
    return lambda report: read(report) if discipline_of(report) == "run" else NO_RUN


def _of_hearts(read: Read) -> Read:
    """The same, of runs with a heart rate that was measured, by a strap that sat well."""

    def told(report: Report) -> Measured | str:
        heart = report.heart
        if isinstance(heart, Refused) and heart.why in _NO_HEART:
            return heart.text
        return read(report)

    return _of_runs(told)


_READ: Final[dict[str, Read]] = {
    "drift_bpm_per_h": _drift,
    "efficiency_m_per_beat": _of_hearts(lambda report: efficiency_m_per_beat(report.run.trace)),
    "run_ratio": _of_runs(run_ratio),
    "longest_run_s": _of_runs(longest_run_s),
    "recovery_s": _of_hearts(recovery_s),
    "to_ceiling_s": _of_hearts(to_ceiling_s),
    "above_ceiling_ratio": _of_hearts(above_ceiling_ratio),
    "alpha1_threshold_bpm": _of_runs(_alpha1_threshold),
    "hiking_economy_ml_per_kg_per_beat": _hiking_economy,
}
