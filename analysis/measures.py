"""What one run tells of each measure of a block, and how sure it is; or why it does not tell it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from analysis.bouts import Bouts
from analysis.drift import HindsightDrift, Method
from analysis.report import Report
from analysis.run_summary import Measured

NORMAL_95: Final = 1.96


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


def _drift(report: Report) -> Measured | str:
    drift = report.drift
    if not isinstance(drift, HindsightDrift):
        return drift.text
    if drift.method is not Method.EFFORT_MODEL:
        return "Speed is unknown, and drift told from runs and walks alone cannot be compared."
    half = (drift.high_bpm_per_h - drift.low_bpm_per_h) / 2.0
    return Measured(drift.bpm_per_h, half / NORMAL_95)


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
