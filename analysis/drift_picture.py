"""Drift in hindsight as a picture for ``docs/drift.md``: ``python docs/generate.py``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analysis.claims import KINDS, run_of
from analysis.drift import HindsightDrift, drift_of, effort_part
from analysis.drift_model import DriftRules, bins_of, efforts_of
from analysis.picture import frame, new_figure
from analysis.trace import trace_of
from runwalk.simulator import Body

_INK, _OURS, _WALK, _FAINT = "#1c2733", "#2f7d4f", "#f6d9a8", "#8494a4"
_SEED = 8000


def draw_hindsight(path: Path) -> None:
    """Draw an hour of runs and walks, what effort made of it, and what is left.

    Args:
        path: Where to, as a PNG; what is there is written over.
    """
    run = run_of(KINDS["walks, drift 12"], _SEED, Body.drawn(_SEED))
    rules, trace = DriftRules(), trace_of(run.samples)
    found = drift_of(trace, rules)
    assert isinstance(found, HindsightDrift)  # this one run is known to tell
    minutes = trace.t_s / 60.0
    bins = bins_of(trace, rules, rules.bin_s)
    effort_bpm = effort_part(trace, found, rules)
    rest_bpm = trace.hr_bpm - effort_bpm + np.mean(effort_bpm[bins.is_used])
    figure = new_figure(figsize=(4.8, 5.4), layout="constrained")
    heart, effort, rest = figure.subplots(3, 1, sharex=True)
    for axes, title in (
        (heart, "heart rate [bpm]; shaded: walking"),
        (effort, "what effort adds [bpm]"),
        (rest, "what is left: heart rate at the run's mean effort [bpm]"),
    ):
        frame(axes, lines="y")
        axes.set_title(title, loc="left", fontsize=8.5, color=_INK)
        low, high = (0.0, 1.0)
        walks = efforts_of(trace)[2] > 0.0
        axes.fill_between(
            minutes,
            low,
            high,
            where=walks.tolist(),
            transform=axes.get_xaxis_transform(),
            color=_WALK,
            linewidth=0.0,
        )
    heart.plot(minutes, trace.hr_bpm, color=_INK, linewidth=0.9)
    effort.plot(minutes, effort_bpm, color=_INK, linewidth=0.9)
    at_min, left_bpm = bins.mean(minutes), bins.mean(rest_bpm)
    middle = float(np.mean(at_min))
    hours = (at_min - middle) / 60.0
    centre = float(np.median(left_bpm - found.bpm_per_h * hours))
    rest.plot(at_min, left_bpm, "o", color=_FAINT, markersize=2.5)
    rest.plot(at_min, centre + found.bpm_per_h * hours, color=_OURS, linewidth=1.6)
    ends = (centre + found.low_bpm_per_h * hours, centre + found.high_bpm_per_h * hours)
    rest.fill_between(at_min, *ends, color=_OURS, alpha=0.25, linewidth=0.0)
    rest.set_xlabel("minutes", fontsize=8.5)
    rest.annotate(
        f"{found.bpm_per_h:.0f} bpm/h (95 %: {found.low_bpm_per_h:.0f} to "
        f"{found.high_bpm_per_h:.0f}); true: {run.drift_bpm_per_h:.0f}",
        (0.02, 0.86),
        xycoords="axes fraction",
        fontsize=8.5,
        color=_OURS,
    )
    figure.savefig(path, dpi=132)
