"""Why heart rate rose, as it was told live: a run as a picture without a place or a date.

It needs matplotlib, which is loaded only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.drift import DriftRefused, HindsightDrift
from analysis.picture import SURE_SD, fill_sure, frame, new_figure, save
from analysis.trace import Floats, Trace
from runwalk.engine.coach import Reading
from runwalk.engine.drift import DriftSettings
from runwalk.engine.phases import Cause
from runwalk.recording.recording import LONGEST_STEP_S

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLORS: Final = {
    Cause.START: "#8fa8c8",
    Cause.BOUT: "#6fae9a",
    Cause.SURGE: "#e3a83b",
    Cause.HILL: "#a5784b",
    Cause.EFFORT: "#cfc04a",
    Cause.DRIFT: "#c8483c",
    Cause.RISING: "#d98a83",
    Cause.SENSOR: "#3d3d3d",
}
_INK, _FAINT, _LIVE, _HINDSIGHT = "#1c2733", "#9aa8b6", "#2f7d4f", "#b3741b"
_SETTLED_MIN = DriftSettings().freeze_s / 60.0
_MOST_DRIFT_BPM_PER_H = 80.0
_MOST_EFFORT_W_PER_KG = 20.0
_MARGIN_BPM_PER_H = 12.0
_DPI = 85


def draw_causes(
    path: Path,
    *,
    title: str,
    readings: Sequence[Reading],
    trace: Trace,
    hindsight: HindsightDrift | DriftRefused,
) -> None:
    """Draw a run: heart rate with the causes told, effort, and drift live and in hindsight.

    Args:
        path: Where to; PNG or SVG by its ending.
        title: What to write above it.
        readings: What the coach made of each second; at least one.
        trace: The same run on seconds.
        hindsight: The drift that was measured afterwards.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    figure = new_figure(figsize=(10.0, 6.0), layout="constrained")
    top, middle, bottom = figure.subplots(
        3, 1, sharex=True, gridspec_kw={"height_ratios": (3.0, 1.2, 1.7)}
    )
    top.set_title(title, loc="left", fontsize=11)
    minutes = _minutes(readings)
    _heart(top, readings, minutes)
    _effort(middle, trace)
    _drift(bottom, readings, minutes, hindsight)
    bottom.set_xlabel("minutes from the start")
    bottom.set_xlim(0.0, minutes[-1])
    for axes in (top, middle, bottom):
        frame(axes, lines="y")
    save(figure, path, dpi=_DPI)


def draw_agreement(
    path: Path, pairs: Sequence[tuple[tuple[float, float], HindsightDrift]], title: str
) -> None:
    """Draw drift told live against drift measured afterwards, one cross a run.

    Args:
        path: Where to; PNG or SVG by its ending.
        pairs: Live slope and its standard deviation [bpm/h], and what hindsight says.
        title: What to write above it.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    figure = new_figure(figsize=(6.4, 5.6), layout="constrained")
    axes = figure.subplots()
    for (live, sd), seen in pairs:
        axes.plot(
            (seen.low_bpm_per_h, seen.high_bpm_per_h), (live, live), color=_FAINT, linewidth=1.0
        )
        ends = (live - SURE_SD * sd, live + SURE_SD * sd)
        axes.plot((seen.bpm_per_h, seen.bpm_per_h), ends, color=_FAINT, linewidth=1.0)
        axes.plot(seen.bpm_per_h, live, "o", color=_LIVE, markersize=5)
    told = [one for (live, _), seen in pairs for one in (live, seen.bpm_per_h)]
    limits = (
        min(told, default=0.0) - _MARGIN_BPM_PER_H,
        max(told, default=0.0) + _MARGIN_BPM_PER_H,
    )
    axes.plot(limits, limits, color=_HINDSIGHT, linewidth=0.8, linestyle="--")
    axes.set_xlim(*limits)
    axes.set_ylim(*limits)
    axes.set_xlabel("drift in hindsight [bpm/h], 95 % interval")
    axes.set_ylabel("drift told live at the end [bpm/h], ± 1.96 sd")
    axes.set_title(title, loc="left", fontsize=10)
    save(figure, path, dpi=_DPI)


def _minutes(readings: Sequence[Reading]) -> Floats:
    first_s = readings[0].sample.t_s
    return np.array([(one.sample.t_s - first_s) / 60.0 for one in readings])


def _heart(axes: Axes, readings: Sequence[Reading], minutes: Floats) -> None:
    """Heart rate, and behind it the cause that was told."""
    trusted = [float(r.hr.bpm) if r.hr.is_trusted and r.hr.bpm else np.nan for r in readings]
    doubted = [float(r.hr.bpm) if not r.hr.is_trusted and r.hr.bpm else np.nan for r in readings]
    seen = set()
    for cause, since, until in _stretches(readings, minutes):
        name = cause.value if cause not in seen else "_"  # matplotlib leaves these out
        seen.add(cause)
        axes.axvspan(since, until, color=COLORS[cause], alpha=0.45, linewidth=0, label=name)
    axes.plot(minutes, trusted, color=_INK, linewidth=0.9)
    axes.plot(minutes, doubted, ".", color=COLORS[Cause.SENSOR], markersize=2)
    if seen:
        axes.legend(
            loc="lower right", bbox_to_anchor=(1.0, 1.0), fontsize=8, ncols=len(seen), frameon=False
        )
    axes.set_ylabel("heart rate [bpm]", fontsize=9)


def _stretches(
    readings: Sequence[Reading], minutes: Floats
) -> Iterator[tuple[Cause, float, float]]:
    """Each cause told, from when to when [min]; a gap belongs to none."""
    until = np.minimum(np.append(minutes[1:], minutes[-1]), minutes + LONGEST_STEP_S / 60.0)
    breaks = np.append(0, np.cumsum(until[:-1] < minutes[1:]))
    for (cause, _), group in groupby(
        range(len(readings)), key=lambda i: (readings[i].cause, breaks[i])
    ):
        if cause is not None:
            at = list(group)
            yield cause, float(minutes[at[0]]), float(until[at[-1]])


def _effort(axes: Axes, trace: Trace) -> None:
    """What was asked of the heart: pace, and the grade on top of it."""
    minutes = trace.t_s / 60.0
    total = trace.pace_w_per_kg + trace.hill_w_per_kg
    axes.fill_between(minutes, trace.pace_w_per_kg, color=COLORS[Cause.START], alpha=0.6)
    axes.plot(minutes, total, color=COLORS[Cause.HILL], linewidth=0.7)
    axes.set_ylim(0.0, _MOST_EFFORT_W_PER_KG)
    axes.set_ylabel("effort [W/kg]\npace, with hills", fontsize=9)


def _drift(
    axes: Axes,
    readings: Sequence[Reading],
    minutes: Floats,
    hindsight: HindsightDrift | DriftRefused,
) -> None:
    """Drift as told live with its spread, the claim, and hindsight's interval."""
    slope = np.array([one.drift.bpm_per_h for one in readings])
    sd = np.array([one.drift.sd_bpm_per_h for one in readings])
    is_on = minutes >= _SETTLED_MIN
    fill_sure(axes, minutes[is_on], slope[is_on], sd[is_on], color=_LIVE, alpha=0.18)
    axes.plot(minutes[is_on], slope[is_on], color=_LIVE, linewidth=1.0, label="live")
    claimed = np.array([one.drift.is_claimed for one in readings])
    if claimed.any():
        axes.plot(
            minutes, np.where(claimed, slope, np.nan), color=COLORS[Cause.DRIFT], label="claimed"
        )
    if isinstance(hindsight, HindsightDrift):
        span = (10.0, float(minutes[-1]))
        low, high = hindsight.low_bpm_per_h, hindsight.high_bpm_per_h
        axes.fill_between(span, low, high, color=_HINDSIGHT, alpha=0.22, linewidth=0)
        slope_bpm_per_h = hindsight.bpm_per_h
        axes.plot(span, (slope_bpm_per_h,) * 2, color=_HINDSIGHT, label="in hindsight")
    else:
        words = f"no hindsight: {hindsight.why.value.replace('_', ' ')}"
        axes.text(0.01, 0.06, words, transform=axes.transAxes, fontsize=8, color=_HINDSIGHT)
    axes.axhline(0.0, color=_INK, linewidth=0.6)
    axes.set_ylim(-_MOST_DRIFT_BPM_PER_H / 2.0, _MOST_DRIFT_BPM_PER_H)
    axes.legend(loc="upper right", fontsize=8, ncols=3, frameon=False)
    axes.set_ylabel("drift [bpm/h]", fontsize=9)
