"""What one run tells of each measure of a block, and how sure it is; or why it does not tell it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from analysis.bouts import Bouts
from analysis.conditions import discipline_of
from analysis.drift import HindsightDrift, Method, heart_of_short_run
from analysis.drift import Why as DriftWhy
from analysis.refused import Refused
from analysis.report import Report
from analysis.run_summary import HeartAtEffort, Measured


def measure(report: Report) -> tuple[dict[str, Measured], dict[str, str]]:
    """Read every measure off a run.

    Returns:
        What it tells, and why it does not tell the rest, in words for people; both by the names of
        :data:`~analysis.metrics.METRICS`.
    """
    told: dict[str, Measured] = {}
    refused: dict[str, str] = {}
    for name, read in _READ.items():
        found = read(report)
        if isinstance(found, str):
            refused[name] = found
        else:
            told[name] = found
    return told, refused


def heart_at_effort(report: Report) -> HeartAtEffort | None:
    """Read heart rate over effort off a run; None where it is not told."""
    drift = report.drift
    if discipline_of(report) != "run":
        return None
    if isinstance(drift, Refused):
        if drift.why is not DriftWhy.TOO_SHORT:
            return None
        found = heart_of_short_run(report.run.trace)
        return None if isinstance(found, Refused) else found
    return drift.heart if drift.method is Method.EFFORT_MODEL else None


def _drift(report: Report) -> Measured | str:
    drift = report.drift
    if not isinstance(drift, HindsightDrift):
        return drift.text
    if drift.method is not Method.EFFORT_MODEL:
        return "Speed is unknown, and drift told from runs and walks alone cannot be compared."
    return Measured(drift.bpm_per_h, drift.se_bpm_per_h)


def _run_ratio(report: Report) -> Measured | str:
    bouts = report.bouts
    if not isinstance(bouts, Bouts):
        return bouts.text
    ratio = bouts.run_ratio
    return "Nobody ran or walked here." if ratio is None else Measured(ratio)


def _longest_run(report: Report) -> Measured | str:
    bouts = report.bouts
    if not isinstance(bouts, Bouts):
        return bouts.text
    longest_s = max((bout.duration_s for bout in bouts.runs), default=0)
    return Measured(float(longest_s)) if longest_s else "Nobody ran here."


_READ: Final[dict[str, Callable[[Report], Measured | str]]] = {
    "drift_bpm_per_h": _drift,
    "run_ratio": _run_ratio,
    "longest_run_s": _longest_run,
}
