"""The figures of the report: drawn wide for a desk and narrow for a phone.

Text is kept off text by where it is put: each panel has its title above it, its numbers on the
left, and zones on the right; what lines mean stands in a legend outside. Few artists, fixed places
and thinned lines keep it fast; matplotlib is loaded only when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from analysis import report_lines as lines
from analysis.drift import HindsightDrift
from analysis.report import Report
from analysis.report_ink import INKS, drawing, zone_role
from analysis.report_lines import Line, Span
from analysis.trace import Floats
from runwalk.engine.gait import Gait
from runwalk.errors import RecordingError
from runwalk.outputs.units import Units
from runwalk.recording.place import placed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large a figure is drawn.

    Attributes:
        name: A word for it.
        inches: Width [in].
        tall: Heights are multiplied by this.
        font_pt: Size of its text [pt].
        left: Room for numbers on the left [in].
        right: Room for zones on the right [in].
        ticks: At most so many times are told below [count].
    """

    name: str
    inches: float
    tall: float
    font_pt: float
    left: float
    right: float
    ticks: int


WIDE: Final = Shape(name="wide", inches=10.0, tall=1.0, font_pt=9.0, left=0.5, right=0.4, ticks=13)
NARROW: Final = Shape(
    name="narrow", inches=4.1, tall=0.9, font_pt=9.0, left=0.46, right=0.32, ticks=6
)

NOTHING: Final = "neither heart rate nor speed was recorded; there is nothing to draw"

_TITLE_IN, _FOOT_IN, _LEGEND_IN = 0.3, 0.46, 0.3
_STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480)
_PACE_STEPS_S = (5, 10, 15, 30, 60, 120, 300)
_SLOWEST_S = 3600
_WARMING = 0.015  # share of a run in which the heart comes up from rest, and is not in the way
_SLOWEST_MPS = 0.3
_GAITS: Final = {Gait.RUN: "run", Gait.WALK: "walk"}
_MARKS: Final[dict[str, Any]] = {
    "line": {},
    "dashes": {"linestyle": "--"},
    "down": {"linestyle": "", "marker": "v"},
    "up": {"linestyle": "", "marker": "^"},
    "dot": {"linestyle": "", "marker": "o"},
}
_DPI = 144


class Key(NamedTuple):
    """What a part of a figure means.

    Attributes:
        role: Its colour.
        mark: How it looks: ``line``, ``dashes``, ``fill``, ``down``, ``up`` or ``dot``.
        words: What it is.
    """

    role: str
    mark: str
    words: str


class _Panel(NamedTuple):
    """A panel of a figure: its title, its height [in], and what draws it."""

    title: str
    inches: float
    draw: Callable[[Axes, Shape], None]


def draw_png(path: Path, report: Report, units: Units = Units.KM) -> None:
    """Draw the run as a PNG.

    Args:
        path: Where to.
        report: The run.
        units: For its pace.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written; or neither heart
            rate nor speed is known, and there is nothing to draw.
    """
    with placed(path) as part, drawing():
        figure = run_figure(report, WIDE, units, has_legend=True)
        if figure is None:
            raise RecordingError(path, NOTHING)
        figure.savefig(
            part, format="png", dpi=_DPI, facecolor=_ink("card"), metadata={"Software": None}
        )


def run_figure(
    report: Report, shape: Shape, units: Units = Units.KM, *, has_legend: bool = False
) -> Figure | None:
    """Draw heart rate in its zones, what legs and coach did, pace and grade.

    None where there is nothing to draw.

    Args:
        report: The run.
        shape: How large.
        units: For pace.
        has_legend: Whether to write into the figure what its parts mean; a page does it itself.
    """
    run = report.run
    walks = [span for span, gait in lines.legs(run) if gait is Gait.WALK]
    panels = []
    if _has_values(lines.heard_heart(run)):
        panels.append(_Panel("heart rate, bpm", 3.0, lambda a, s: _heart(a, s, report, walks)))
    strips = [
        (word, spans)
        for word, spans in (("legs", lines.legs(run)), ("coach", lines.advice(run)))
        if spans
    ]
    if strips:
        title = "blue: running, amber: walking"
        panels.append(_Panel(title, 0.19 * len(strips), lambda a, s: _strips(a, s, strips)))
    speed = lines.speed(run)
    if _has_values(speed) and np.nanmax(speed.values) > _SLOWEST_MPS:
        title = f"pace, min per {'km' if units is Units.KM else 'mile'}"
        panels.append(_Panel(title, 1.15, lambda a, s: _pace(a, s, speed, units, walks)))
    grade = lines.grade(run)
    if grade is not None:
        panels.append(_Panel("grade, %", 0.8, lambda a, s: _grade(a, s, grade)))
    if not panels:
        return None
    return _figure(panels, shape, _whole(report), run_keys(report) if has_legend else ())


def run_keys(report: Report) -> tuple[Key, ...]:
    """What is to be seen in :func:`run_figure`."""
    run = report.run
    keys = [Key("ink", "line", "heart rate")]
    if run.trace.doubted_count:
        keys.append(Key("doubt", "line", "not trusted"))
    ceilings = {bpm for _, bpm in lines.ceilings(run)}
    if ceilings:
        told = f"ceiling, {min(ceilings)} bpm" if len(ceilings) == 1 else "ceiling"
        keys.append(Key("cap", "dashes", told))
    if any(gait is Gait.WALK for _, gait in lines.legs(run)):
        keys.append(Key("walk", "fill", "you walked"))
    said = {cue.action for cue in report.cues}
    if "walk" in said:
        keys.append(Key("walk", "down", "coach: walk"))
    if "run" in said:
        keys.append(Key("run", "up", "coach: run"))
    if said - {"walk", "run"}:
        keys.append(Key("muted", "dot", "coach: other words"))
    return tuple(keys)


def drift_figure(report: Report, shape: Shape) -> Figure | None:
    """Draw heart rate at the same effort, with its slope and the 95 % band; None where refused."""
    seen = report.drift
    if not isinstance(seen, HindsightDrift):
        return None
    panel = _Panel("heart rate at the same effort, bpm", 2.3, lambda a, _: _drift(a, report, seen))
    return _figure([panel], shape, _whole(report))


DRIFT_KEYS: Final = (
    Key("ink", "dot", "half a minute, effort taken off"),
    Key("drift", "line", "slope"),
    Key("drift", "fill", "95 % interval of the slope"),
)


def _whole(report: Report) -> tuple[float, float]:
    """From when to when a run is drawn [min]."""
    samples = report.run.recording.samples
    from_min = samples[0].t_s / 60.0
    return from_min, max(samples[-1].t_s / 60.0, from_min + 0.1)


def _figure(
    panels: Sequence[_Panel], shape: Shape, minutes: tuple[float, float], keys: Sequence[Key] = ()
) -> Figure:
    """Put panels one above the other, at places that are known beforehand."""
    from matplotlib.figure import Figure

    top_in = _LEGEND_IN if keys else 0.0
    heights = [panel.inches * shape.tall for panel in panels]
    high = top_in + sum(heights) + _TITLE_IN * len(panels) + _FOOT_IN
    figure = Figure(figsize=(shape.inches, high))
    if keys:
        _legend(figure, keys, shape)
    left, wide = shape.left / shape.inches, 1.0 - (shape.left + shape.right) / shape.inches
    at = high - top_in
    for panel, height in zip(panels, heights, strict=True):
        at -= _TITLE_IN
        figure.text(
            left, (at + 0.07) / high, panel.title, fontsize=shape.font_pt + 0.5, weight="bold"
        )
        at -= height
        axes = figure.add_axes((left, at / high, wide, height / high))
        axes.set_xlim(minutes)
        panel.draw(axes, shape)
        _frame(axes, shape, minutes, is_last=panel is panels[-1])
    return figure


def _frame(axes: Axes, shape: Shape, minutes: tuple[float, float], *, is_last: bool) -> None:
    """Times below the last panel, faint lines for the numbers, and no more."""
    span_min = minutes[1] - minutes[0]
    step = next((one for one in _STEPS_MIN if span_min / one <= shape.ticks), _STEPS_MIN[-1])
    ticks = np.arange(np.ceil(minutes[0] / step) * step, minutes[1] + 1e-9, step)
    axes.set_xticks(ticks if is_last else [])
    axes.tick_params(labelsize=shape.font_pt, length=0, pad=3)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_linewidth(0.6)
    if is_last:
        axes.tick_params(axis="x", length=3, width=0.6)
        axes.set_xlabel("minutes from the start", fontsize=shape.font_pt, labelpad=2)


def _plot(axes: Axes, shape: Shape, line: Line, role: str, width_pt: float) -> None:
    minutes, values = lines.thinned(line, lines.column_count(shape.inches))
    axes.plot(
        minutes, values, color=_ink(role), linewidth=width_pt, solid_capstyle="round", zorder=3
    )


def _numbers(axes: Axes, ticks: Sequence[float], words: Sequence[str] | None = None) -> None:
    """Numbers on the left, each with a faint line."""
    axes.set_yticks(ticks, words)
    axes.grid(axis="y", color=_ink("line"), linewidth=0.6)
    axes.set_axisbelow(True)


def _shade(axes: Axes, spans: Iterable[Span]) -> None:
    bars = [(from_s / 60.0, (until_s - from_s) / 60.0) for from_s, until_s in spans]
    if bars:
        axes.broken_barh(
            bars,
            (0.0, 1.0),
            transform=axes.get_xaxis_transform(),
            facecolor=_ink("walk"),
            alpha=0.18,
            linewidth=0.0,
            zorder=1.5,
        )


def _heart(axes: Axes, shape: Shape, report: Report, walks: Sequence[Span]) -> None:
    trusted, heard = lines.trusted_heart(report.run), lines.heard_heart(report.run)
    ceilings = lines.ceilings(report.run)
    seen = trusted.values if _has_values(trusted) else heard.values
    tops = [float(np.nanmax(seen)), *(float(bpm) for _, bpm in ceilings)]
    low = float(np.nanquantile(seen, _WARMING)) - 6.0
    high = max(tops) + 8.0
    axes.set_ylim(low, high)
    _zones(axes, shape, report, low, high)
    _shade(axes, walks)
    if report.run.trace.doubted_count:
        _plot(axes, shape, heard, "doubt", 0.8)
    _plot(axes, shape, trusted, "ink", 1.1 if shape is WIDE else 0.9)
    if ceilings:
        axes.hlines(
            [bpm for _, bpm in ceilings],
            [span.from_s / 60.0 for span, _ in ceilings],
            [span.until_s / 60.0 for span, _ in ceilings],
            color=_ink("cap"),
            linestyle=(0, (5, 3)),
            linewidth=1.2,
            zorder=2.5,
        )
    _cues(axes, shape, report, low, high)
    _numbers(axes, _even(low, high, 6 if shape is WIDE else 5))


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
        axes.axhspan(lower, upper, facecolor=_ink(role), linewidth=0.0, zorder=0.5)
        if upper - lower >= room_bpm:
            axes.text(
                1.0,
                (lower + upper) / 2.0,
                f" Z{zone.number}",
                transform=axes.get_yaxis_transform(),
                fontsize=shape.font_pt,
                color=_ink("muted"),
                va="center",
            )


def _cues(axes: Axes, shape: Shape, report: Report, low: float, high: float) -> None:
    """A sign at the heart rate of each cue; at the foot where there was none."""
    size = 5.0 if shape is WIDE else 3.6
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
                markersize=size if marker != "o" else 0.8 * size,
                color=_ink(role),
                markeredgecolor=_ink("card"),
                markeredgewidth=0.6,
                zorder=4,
            )


def _strips(
    axes: Axes, shape: Shape, strips: Sequence[tuple[str, Sequence[tuple[Span, Gait]]]]
) -> None:
    axes.set_ylim(len(strips) - 0.5, -0.5)
    for row, (_, spans) in enumerate(strips):
        for gait, role in _GAITS.items():
            bars = [(a / 60.0, (b - a) / 60.0) for (a, b), which in spans if which is gait]
            if bars:
                axes.broken_barh(bars, (row - 0.36, 0.72), facecolor=_ink(role), linewidth=0.0)
    axes.set_yticks(range(len(strips)), [word for word, _ in strips])


def _pace(axes: Axes, shape: Shape, speed: Line, units: Units, walks: Sequence[Span]) -> None:
    """Speed on an even scale, told as pace: standing still has its place too."""
    known = speed.values[~np.isnan(speed.values)]
    high = float(np.quantile(known, 0.998)) * 1.08
    low = min(float(np.quantile(known, 0.01)) * 0.92, 0.75 * high)
    axes.set_ylim(low, high)
    _shade(axes, walks)
    _plot(axes, shape, speed, "run", 0.9)
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
    _numbers(axes, [mps for mps, _ in ticks], [word for _, word in ticks])


def _grade(axes: Axes, shape: Shape, grade: Line) -> None:
    minutes, values = lines.thinned(grade, lines.column_count(shape.inches))
    percent = 100.0 * values
    axes.fill_between(minutes, percent, color=_ink("muted"), alpha=0.5, linewidth=0.0)
    most = max(2.0, float(np.nanquantile(np.abs(percent), 0.995)) * 1.1)
    axes.set_ylim(-most, most)
    step = _step(2.0 * most, 4)
    axes.axhline(0.0, color=_ink("muted"), linewidth=0.6)
    _numbers(axes, [-step, 0.0, step], [f"{-step:g}", "0", f"+{step:g}"])


def _drift(axes: Axes, report: Report, seen: HindsightDrift) -> None:
    same = lines.same_effort(report.run, seen)
    at_min, level_bpm = same.centre
    ends = np.array([same.minutes[0], at_min, same.minutes[-1]])
    off_h = (ends - at_min) / 60.0
    low, high = seen.low_bpm_per_h * off_h, seen.high_bpm_per_h * off_h
    axes.fill_between(
        ends,
        level_bpm + np.minimum(low, high),
        level_bpm + np.maximum(low, high),
        color=_ink("drift"),
        alpha=0.22,
        linewidth=0.0,
    )
    axes.plot(same.minutes, same.hr_bpm, "o", color=_ink("ink"), markersize=2.6, alpha=0.65)
    axes.plot(ends, level_bpm + seen.bpm_per_h * off_h, color=_ink("drift"), linewidth=2.0)
    shown: Floats = np.quantile(same.hr_bpm, [0.005, 0.995])
    bottom, top = float(shown[0]) - 4.0, float(shown[1]) + 4.0
    axes.set_ylim(bottom, top)
    axes.axvline(same.from_min, color=_ink("muted"), linewidth=0.8, linestyle=":")
    _numbers(axes, _even(bottom, top, 5))


def _legend(figure: Figure, keys: Sequence[Key], shape: Shape) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=_ink(key.role), alpha=0.3)
        if key.mark == "fill"
        else Line2D([], [], color=_ink(key.role), markersize=5, **_MARKS[key.mark])
        for key in keys
    ]
    figure.legend(
        handles,
        [key.words for key in keys],
        loc="upper left",
        bbox_to_anchor=(shape.left / shape.inches, 1.0),
        ncols=len(keys),
        fontsize=shape.font_pt,
        frameon=False,
        borderaxespad=0.4,
        borderpad=0.0,
        handlelength=1.4,
        handletextpad=0.5,
        columnspacing=1.3,
    )


def _even(low: float, high: float, count: int) -> list[float]:
    """Round numbers between two, about so many."""
    step = _step(high - low, count)
    return [float(one) for one in np.arange(np.ceil(low / step) * step, high, step)]


def _step(span: float, count: int) -> float:
    """A round step of which about so many fit.

    >>> _step(60.0, 6)
    10.0
    """
    return next(
        (one for one in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0) if span / one <= count + 1), 100.0
    )


def _has_values(line: Line) -> bool:
    return bool(np.any(~np.isnan(line.values)))


def _ink(role: str) -> str:
    return INKS[role].light
