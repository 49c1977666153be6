"""The panels of the report's figures: what is drawn into each, over minutes from the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis import report_lines as lines
from analysis.drift import HindsightDrift
from analysis.report import Report
from analysis.report_canvas import (
    WIDE,
    Shape,
    bars,
    even_numbers,
    has_values,
    ink,
    numbers,
    plot,
    round_step,
)
from analysis.report_ink import zone_role
from analysis.report_lines import Line, Span
from analysis.trace import Floats
from runwalk.engine.gait import Gait
from runwalk.outputs.units import Units

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PACE_STEPS_S = (5, 10, 15, 30, 60, 120, 300)
_SLOWEST_S = 3600
_WARMING = 0.015  # share of a run in which the heart comes up from rest, and is not in the way
ALPHA1_LEVELS: Final = (0.75, 0.5)
_GAITS: Final = {Gait.RUN: "run", Gait.WALK: "walk"}


def heart(axes: Axes, shape: Shape, report: Report, walks: Sequence[Span]) -> None:
    """Heart rate in its zones, with the ceiling, the walks and the cues."""
    trusted, heard = lines.trusted_heart(report.run), lines.heard_heart(report.run)
    ceilings = lines.ceilings(report.run)
    seen = trusted.values if has_values(trusted) else heard.values
    tops = [float(np.nanmax(seen)), *(float(bpm) for _, bpm in ceilings)]
    low = float(np.nanquantile(seen, _WARMING)) - 6.0
    high = max(tops) + 8.0
    axes.set_ylim(low, high)
    _zones(axes, shape, report, low, high)
    bars(axes, walks, (0.0, 1.0), "walk", alpha=0.18, is_whole=True)
    if report.run.trace.doubted_count:
        plot(axes, shape, heard, "doubt", 0.8)
    plot(axes, shape, trusted, "ink", 1.1 if shape is WIDE else 0.9)
    if ceilings:
        axes.hlines(
            [bpm for _, bpm in ceilings],
            [span.from_s / 60.0 for span, _ in ceilings],
            [span.until_s / 60.0 for span, _ in ceilings],
            color=ink("cap"),
            linestyle=(0, (5, 3)),
            linewidth=1.2,
            zorder=2.5,
        )
    _cues(axes, shape, report, low, high)
    numbers(axes, even_numbers(low, high, 6 if shape is WIDE else 5))


def _zones(axes: Axes, shape: Shape, report: Report, low: float, high: float) -> None:
    """The zones as bands, each named on the right where there is room."""
    if report.run.zones is None:
        return
    zones = report.run.zones.zones
    room_bpm = 1.35 * shape.font_pt / 72.0 / (3.0 * shape.tall) * (high - low)
    for zone in zones:
        upper = high if zone.upper_bpm is None else min(float(zone.upper_bpm), high)
        lower = max(float(zone.lower_bpm), low)
        if upper <= lower:
            continue
        role = zone_role(zone.number, len(zones))
        axes.axhspan(lower, upper, facecolor=ink(role), linewidth=0.0, zorder=0.5)
        if upper - lower >= room_bpm:
            axes.text(
                1.0 + 0.05 / shape.inches,
                (lower + upper) / 2.0,
                f"Z{zone.number}",
                transform=axes.get_yaxis_transform(),
                fontsize=shape.font_pt,
                color=ink("muted"),
                va="center",
            )


def _cues(axes: Axes, shape: Shape, report: Report, low: float, high: float) -> None:
    """A sign at the heart rate of each cue; at the foot where there was none."""
    size = 7.0 if shape is WIDE else 5.0
    for role, marker, some in (
        ("walk", "v", [cue for cue in report.cues if cue.action == "walk"]),
        ("run", "^", [cue for cue in report.cues if cue.action == "run"]),
        ("muted", "o", [cue for cue in report.cues if cue.action not in ("walk", "run")]),
    ):
        if some:
            axes.plot(
                [cue.t_s / 60.0 for cue in some],
                [min(max(cue.hr_bpm or low, low + 2.0), high - 2.0) for cue in some],
                marker,
                markersize=size if marker != "o" else 0.7 * size,
                color=ink(role),
                markeredgecolor=ink("card"),
                markeredgewidth=0.6,
                zorder=4,
            )


def strips(axes: Axes, told: Sequence[tuple[str, Sequence[tuple[Span, Gait]]]]) -> None:
    """A strip for each of the legs and the coach: when which gait."""
    axes.set_ylim(len(told) - 0.5, -0.5)
    for row, (_, spans) in enumerate(told):
        for gait, role in _GAITS.items():
            some = [span for span, which in spans if which is gait]
            bars(axes, some, (row - 0.36, row + 0.36), role)
    axes.set_yticks(range(len(told)), [word for word, _ in told])


def pace(axes: Axes, shape: Shape, speed: Line, units: Units, walks: Sequence[Span]) -> None:
    """Speed on an even scale, told as pace: standing still has its place too."""
    known = speed.values[~np.isnan(speed.values)]
    high = float(np.quantile(known, 0.998)) * 1.08
    low = min(float(np.quantile(known, 0.01)) * 0.92, 0.75 * high)
    axes.set_ylim(low, high)
    bars(axes, walks, (0.0, 1.0), "walk", alpha=0.18, is_whole=True)
    plot(axes, shape, speed, "run", 0.9)
    ticks: list[tuple[float, str]] = []
    least_mps = 0.19 * (high - low)
    fastest_s = units.metres / high
    step_s = next(
        (one for one in _PACE_STEPS_S if high - units.metres / (fastest_s + one) > least_mps), 600
    )
    for pace_s in range(step_s, _SLOWEST_S, step_s):
        mps = units.metres / pace_s
        if low < mps < high and (not ticks or ticks[-1][0] - mps > least_mps):
            ticks.append((mps, f"{pace_s // 60}:{pace_s % 60:02}"))
    numbers(axes, [mps for mps, _ in ticks], [word for _, word in ticks])


def grade(axes: Axes, shape: Shape, grade: Line) -> None:
    """How steep the ground was, up and down."""
    minutes, values = lines.thinned(grade, lines.column_count(shape.inches))
    percent = 100.0 * values
    axes.fill_between(minutes, percent, color=ink("muted"), alpha=0.5, linewidth=0.0)
    most = max(2.0, float(np.nanquantile(np.abs(percent), 0.995)) * 1.1)
    axes.set_ylim(-most, most)
    step = round_step(2.0 * most, 4)
    axes.axhline(0.0, color=ink("muted"), linewidth=0.6)
    numbers(axes, [-step, 0.0, step], [f"{-step:g}", "0", f"+{step:g}"])


def drift(axes: Axes, report: Report, seen: HindsightDrift) -> None:
    """Heart rate at the same effort, bin by bin, with its slope and the interval of that."""
    same = lines.same_effort(report.run, seen)
    at_min, level_bpm = same.centre
    ends = np.array([same.minutes[0], at_min, same.minutes[-1]])
    off_h = (ends - at_min) / 60.0
    low, high = seen.low_bpm_per_h * off_h, seen.high_bpm_per_h * off_h
    axes.fill_between(
        ends,
        level_bpm + np.minimum(low, high),
        level_bpm + np.maximum(low, high),
        color=ink("drift"),
        alpha=0.22,
        linewidth=0.0,
    )
    axes.plot(same.minutes, same.hr_bpm, "o", color=ink("ink"), markersize=2.6, alpha=0.65)
    axes.plot(ends, level_bpm + seen.bpm_per_h * off_h, color=ink("drift"), linewidth=2.0)
    shown: Floats = np.quantile(same.hr_bpm, [0.005, 0.995])
    bottom, top = float(shown[0]) - 4.0, float(shown[1]) + 4.0
    axes.set_ylim(bottom, top)
    axes.axvline(same.from_min, color=ink("muted"), linewidth=0.8, linestyle=":")
    numbers(axes, even_numbers(bottom, top, 5))


def over_time(axes: Axes, shape: Shape, told: Sequence[tuple[float, float]]) -> None:
    """A dot for each bout that tells something, joined by a faint line, from 0 up.

    Args:
        axes: Where.
        shape: How large.
        told: Minute and value of each.
    """
    minutes, values = zip(*told, strict=True)
    low, high = min(0.0, *values), max(values) * 1.18 + 1.0
    axes.set_ylim(low * 1.1, high)
    axes.plot(minutes, values, color=ink("line"), linewidth=1.2, zorder=2)
    axes.plot(minutes, values, "o", color=ink("run"), markersize=4.5 if shape is WIDE else 3.5)
    numbers(axes, even_numbers(low * 1.1 - 1e-9, high, 4))


def alpha1(axes: Axes, shape: Shape, line: Line) -> None:
    """Alpha1, and where it is said to pass the two thresholds."""
    axes.set_ylim(0.0, max(1.6, 1.05 * float(np.nanmax(line.values))))
    for level in ALPHA1_LEVELS:
        axes.axhline(level, color=ink("muted"), linewidth=0.9, linestyle=(0, (5, 3)))
    plot(axes, shape, line, "run", 1.1)
    numbers(axes, [0.0, *reversed(ALPHA1_LEVELS), 1.0, 1.5])
