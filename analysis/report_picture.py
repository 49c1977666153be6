"""The figures of the report: the run, its drift, its bouts, each of them wide or narrow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis import report_lines as lines
from analysis import report_panels as panels
from analysis.bouts import Bout
from analysis.dfa_threshold import RrMeasure
from analysis.drift import HindsightDrift
from analysis.refused import Refused
from analysis.report import Report
from analysis.report_canvas import (
    WIDE,
    Across,
    Key,
    Panel,
    Shape,
    has_values,
    ink,
    minutes_across,
    stacked,
)
from analysis.report_ink import drawing
from runwalk.engine.gait import Gait
from runwalk.errors import RecordingError
from runwalk.outputs.units import Units
from runwalk.recording.place import placed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOTHING: Final = "neither heart rate nor speed was recorded; there is nothing to draw"

_SLOWEST_MPS = 0.3
_DPI = 144
_LEAST_BOUTS = 3


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
            part, format="png", dpi=_DPI, facecolor=ink("card"), metadata={"Software": None}
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
    legs, advice = lines.legs(run), lines.advice(run)
    walks = [span for span, gait in legs if gait is Gait.WALK]
    stack = []
    if has_values(lines.heard_heart(run)):
        stack.append(Panel("heart rate, bpm", 3.0, lambda a, s: panels.heart(a, s, report, walks)))
    strips = [(word, some) for word, some in (("legs", legs), ("coach", advice)) if some]
    if strips:
        title = "blue: running, amber: walking"
        stack.append(Panel(title, 0.19 * len(strips), lambda a, _: panels.strips(a, strips)))
    speed = lines.speed(run)
    if has_values(speed) and np.nanmax(speed.values) > _SLOWEST_MPS:
        title = f"pace, min per {'km' if units is Units.KM else 'mile'}"
        stack.append(Panel(title, 1.15, lambda a, s: panels.pace(a, s, speed, units, walks)))
    grade = lines.grade(run)
    if grade is not None:
        stack.append(Panel("grade, %", 0.8, lambda a, s: panels.grade(a, s, grade)))
    if not stack:
        return None
    return stacked(stack, shape, _whole(report, shape), run_keys(report) if has_legend else ())


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
    title = "heart rate at the same effort, bpm"
    only = Panel(title, 2.3, lambda a, _: panels.drift(a, report, seen))
    return stacked([only], shape, _whole(report, shape))


DRIFT_KEYS: Final = (
    Key("ink", "dot", "half a minute, effort taken off"),
    Key("drift", "line", "slope"),
    Key("drift", "fill", "95 % interval of the slope"),
)


def bouts_figure(report: Report, shape: Shape) -> Figure | None:
    """Draw how long each run took to the ceiling, and how far heart rate fell after it.

    None where fewer than three runs tell either.
    """
    if isinstance(report.bouts, Refused):
        return None
    runs = report.bouts.runs
    stack = []
    for title, told in (
        ("seconds of running until the ceiling", _told(runs, "to_ceiling_s")),
        ("fall in the first 30 s after a run, bpm", _told(runs, "drop_30_bpm")),
        ("fall in the first 60 s after a run, bpm", _told(runs, "drop_60_bpm")),
    ):
        if len(told) >= _LEAST_BOUTS:
            stack.append(Panel(title, 1.1, partial(panels.over_time, told=told)))
    return stacked(stack, shape, _whole(report, shape)) if stack else None


def _told(runs: Sequence[Bout], name: str) -> list[tuple[float, float]]:
    """When each run ended [min], and what it tells, where it does."""
    return [
        ((run.start_s + run.duration_s) / 60.0, float(value))
        for run in runs
        if (value := getattr(run.heart, name)) is not None
    ]


def alpha1_figure(report: Report, shape: Shape) -> Figure | None:
    """Draw alpha1 over the run; None where the intervals do not tell it."""
    if not isinstance(report.rr, RrMeasure):
        return None
    line = lines.alpha1(report.rr)
    only = Panel("alpha1", 1.3, lambda a, s: panels.alpha1(a, s, line))
    return stacked([only], shape, _whole(report, shape))


ALPHA1_KEYS: Final = (
    Key("run", "line", "alpha1, over two minutes"),
    Key("muted", "dashes", "0.75 and 0.5"),
)
BOUT_KEYS: Final = (Key("run", "dot", "a run, drawn where it ended"),)


def _whole(report: Report, shape: Shape) -> Across:
    """From when to when a run is drawn."""
    samples = report.run.recording.samples
    from_min = samples[0].t_s / 60.0
    return minutes_across((from_min, max(samples[-1].t_s / 60.0, from_min + 0.1)), shape)
