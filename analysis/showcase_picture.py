"""How the engine thinks, as pictures for ``docs/algorithm.md``: ``python docs/generate.py``.

It needs matplotlib, which is loaded only when asked for.
The same runs give the same bytes, as long as matplotlib is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from analysis.cause_picture import COLORS
from analysis.picture import fill_sure, frame, new_figure
from analysis.showcase import HALVES_FROM_S, DriftRun, Moment, WalkCue, walk_cues
from analysis.trace import Floats
from runwalk.engine.athlete import Band
from runwalk.engine.drift import DriftSettings
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action, Cause
from runwalk.engine.walkrule import WalkRuleSettings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _FAINT, _ZONE, _WALK = "#1c2733", "#8494a4", "#dcefe2", "#f6d9a8"
_OURS, _TRUE, _ALARM = "#2f7d4f", "#1f5fa8", "#c8483c"
_INCHES, _DPI = 4.8, 132  # writing stays legible on a phone
_Where = Literal["upper left", "upper right", "lower center"]
_PARTS: Final = (
    ("by_bout_bpm", "running after a walk", COLORS[Cause.BOUT]),
    ("by_grade_bpm", "hill", COLORS[Cause.HILL]),
    ("by_pace_bpm", "pace", COLORS[Cause.SURGE]),
    ("by_drift_bpm", "drift", COLORS[Cause.DRIFT]),
    ("unexplained_bpm", "not explained", "#c3ccd5"),
)


def draw_hour(path: Path, moments: Sequence[Moment], *, close_min: tuple[float, float]) -> None:
    """Draw a coached hour, some minutes of it from near, and every predicted peak.

    Args:
        path: Where to, as a PNG; what is there is written over.
        moments: The hour.
        close_min: From which minute to which to look at it closely [min].
    """
    cues = walk_cues(moments)
    with _panels(path, (2.3, 3.0, 1.4)) as (hour, close, miss):
        _run(hour, moments)
        band = moments[0].reading.band
        if band is not None:  # a strap's worst seconds lie far outside
            hour.set_ylim(band.floor_bpm - 25.0, band.ceiling_bpm + 20.0)
        _title(hour, "an hour at 30 °C; green: the band, shaded: walking")
        _run(close, moments)
        near = [one for one in cues if close_min[0] <= one.t_s / 60.0 <= close_min[1]]
        _cues(close, moments, near, close_min)
        close.set_xlim(*close_min)
        bpm = [m.true_bpm for m in moments[int(60 * close_min[0]) : int(60 * close_min[1])]]
        close.set_ylim(min(bpm) - 5.0, max(bpm) + 5.0)
        _title(close, "the same from near")
        _legend(close, "lower center", 4)
        at = [one.t_s / 60.0 for one in cues]
        off = [one.peak_bpm - one.predicted_bpm for one in cues]
        miss.vlines(at, 0.0, off, color=_FAINT, linewidth=1.0)
        miss.plot(at, off, "o", color=_ALARM, markersize=3.5)
        miss.axhline(0.0, color=_INK, linewidth=0.8)
        miss.set_ylim(-6.0, 6.0)
        miss.set_ylabel("bpm")
        _title(miss, "true peak minus predicted peak, each walk cue")
        miss.set_xlim(0.0, len(moments) / 60.0)
        hour.set_xlim(0.0, len(moments) / 60.0)


def draw_drift(path: Path, run: DriftRun) -> None:
    """Draw how drift is found through walk breaks, and what decoupling makes of the same run.

    Args:
        path: Where to, as a PNG; what is there is written over.
        run: The run.
    """
    settings = DriftSettings()
    minutes = np.arange(len(run.hr_bpm)) / 60.0
    is_settled = minutes >= settings.freeze_s / 60.0 + 0.5
    with _panels(path, (1.6, 2.0, 2.0, 1.4), share_x=True) as (heart, level, slope, halves):
        for axes in (heart, level, slope, halves):
            _shade(axes, minutes, run.is_walk, _WALK)
            if run.claim_s is not None:
                axes.axvline(run.claim_s / 60.0, color=_ALARM, linewidth=1.2)
        heart.plot(minutes, run.hr_bpm, color=_INK, linewidth=0.8)
        heart.set_ylabel("bpm")
        _title(heart, "heart rate; five minutes' run, one of walking")
        base_s = settings.base_s
        drifted = np.array(run.drifted_bpm) - run.drifted_bpm[base_s]
        found = np.array(run.level_bpm) - run.level_bpm[base_s]
        level.plot(minutes, drifted, color=_TRUE, label="true drift")
        level.plot(minutes[is_settled], found[is_settled], color=_OURS, label="the filter's level")
        level.set_ylim(-3.0, 14.0)
        level.set_ylabel("bpm")
        _title(level, f"risen since minute {base_s // 60}")
        _legend(level, "upper left", 2)
        told, sd = np.array(run.slope_bpm_per_h), np.array(run.sd_bpm_per_h)
        known = (minutes[is_settled], told[is_settled])
        fill_sure(slope, *known, sd[is_settled], color=_OURS, alpha=0.2, label="± 1.96 sd")
        slope.plot(*known, color=_OURS, label="slope told")
        slope.plot(
            (base_s / 60.0, minutes[-1]), (run.true_bpm_per_h,) * 2, color=_TRUE, label="true mean"
        )
        slope.axhline(0.0, color=_INK, linewidth=0.8)
        slope.set_ylim(-22.0, 48.0)
        slope.set_ylabel("bpm/h")
        if run.claim_s is not None:
            slope.text(
                run.claim_s / 60.0 - 0.5,
                -18.0,
                "drift claimed",
                color=_ALARM,
                fontsize=9,
                ha="right",
            )
        _legend(slope, "upper right", 3)
        halves.plot(minutes, run.decoupling_pct, color=_INK)
        halves.axhline(5.0, color=_FAINT, linestyle="--", linewidth=1.0)
        halves.set_ylim(-6.0, 12.0)
        halves.set_ylabel("%")
        _title(halves, f"decoupling since minute {HALVES_FROM_S // 60}; its bar is 5 %")
        halves.set_xlim(0.0, minutes[-1])


def draw_hills(path: Path, moments: Sequence[Moment], *, close_min: tuple[float, float]) -> None:
    """Draw some minutes on hills: the ground, the heart with the causes told, and the rise split.

    Args:
        path: Where to, as a PNG; what is there is written over.
        moments: The run.
        close_min: From which minute to which [min].
    """
    some = moments[int(60 * close_min[0]) : int(60 * close_min[1])]
    minutes = _minutes(some)
    with _panels(path, (0.8, 2.0, 2.4), share_x=True) as (ground, heart, split):
        height_m = np.array([one.altitude_m for one in some])
        ground.fill_between(minutes, height_m, height_m.min() - 2.0, color="#c9b79c")
        ground.set_ylim(height_m.min() - 2.0, height_m.max() + 2.0)
        ground.set_ylabel("m")
        _title(ground, "the ground; walking is shaded")
        for axes in (ground, heart, split):
            _shade(axes, minutes, [one.gait is Gait.WALK for one in some], _WALK)
        _band(heart, some[0].reading.band)
        bpm = np.array([one.heart_bpm for one in some])
        heart.plot(minutes, bpm, color=_FAINT, linewidth=1.0)
        for cause in dict.fromkeys(one.reading.cause for one in some):
            if cause is not None:
                is_told = np.array([one.reading.cause is cause for one in some])
                heart.plot(
                    minutes,
                    np.where(is_told, bpm, np.nan),
                    color=COLORS[cause],
                    linewidth=3.0,
                    label=_word(cause),
                )
        heart.set_ylim(bpm.min() - 2.0, bpm.max() + 7.0)
        heart.set_ylabel("bpm")
        _title(heart, "heart rate, and the cause told")
        _legend(heart, "upper left", 4)
        _stack(split, some, minutes)
        split.set_ylabel("bpm")
        _title(split, "the rise since the lowest of the last 45 s, split")
        _legend(split, "upper left", 2)
        split.set_xlim(*close_min)


def draw_margins(path: Path, hours: Sequence[tuple[str, Sequence[Moment]]]) -> None:
    """Draw where the peaks of some runners fall, and the margin that each of them teaches.

    Args:
        path: Where to, as a PNG; what is there is written over.
        hours: Who, and the hour.
    """
    aim_bpm = -WalkRuleSettings().below_ceiling_bpm
    with _panels(path, (1.9,) * len(hours), x_label="walk cue") as panels:
        for axes, (who, moments) in zip(panels, hours, strict=True):
            cues, band = walk_cues(moments), moments[0].reading.band
            assert band is not None  # an easy run has one throughout
            number = np.arange(1, len(cues) + 1)
            above = [one.peak_bpm - band.ceiling_bpm for one in cues]
            axes.axhline(0.0, color=_INK, linewidth=0.8)
            axes.axhline(aim_bpm, color=_ALARM, linewidth=0.9, linestyle="--", label="aim")
            axes.plot(number, above, "o", color=_ALARM, markersize=4.0, label="peak over ceiling")
            margin = [one.margin_bpm for one in cues]
            axes.step(number, margin, where="mid", color=_OURS, label="margin learned")
            axes.set_ylim(-7.0, 16.0)
            axes.set_xlim(0.0, len(cues) + 1.0)
            axes.set_ylabel("bpm")
            _title(axes, who)
            _legend(axes, "upper right", 3)


@contextmanager
def _panels(
    path: Path,
    heights: Sequence[float],
    *,
    share_x: bool = False,
    x_label: str = "minutes from the start",
) -> Iterator[Sequence[Axes]]:
    """Lend panels, one above the other, with heights in inches; then keep the picture."""
    figure = new_figure(figsize=(_INCHES, sum(heights) + 0.5 * len(heights)), layout="constrained")
    grid = figure.subplots(
        len(heights), 1, sharex=share_x, gridspec_kw={"height_ratios": heights}, squeeze=False
    )
    panels = [line[0] for line in grid]
    for axes in panels:
        frame(axes, lines="y", label_size_pt=9)
    yield panels
    panels[-1].set_xlabel(x_label, fontsize=10)
    figure.savefig(path, dpi=_DPI, metadata={"Software": None})


def _legend(axes: Axes, where: _Where, columns: int) -> None:
    axes.legend(
        loc=where,
        ncols=columns,
        fontsize=8.5,
        columnspacing=1.0,
        handlelength=1.3,
        handletextpad=0.5,
        borderpad=0.2,
        edgecolor="none",
        framealpha=0.85,
    )


def _title(axes: Axes, words: str) -> None:
    axes.set_title(words, loc="left", fontsize=10)


def _minutes(moments: Sequence[Moment]) -> Floats:
    return np.array([one.reading.sample.t_s / 60.0 for one in moments])


def _band(axes: Axes, band: Band | None) -> None:
    """The band, and a line along its ceiling."""
    if band is not None:
        axes.axhspan(band.floor_bpm, band.ceiling_bpm, color=_ZONE, zorder=0)
        axes.axhline(band.ceiling_bpm, color=_OURS, linewidth=0.8)


def _run(axes: Axes, moments: Sequence[Moment]) -> None:
    """Heart rate, true and told, in its band, with the walks."""
    minutes = _minutes(moments)
    _band(axes, moments[0].reading.band)
    _shade(axes, minutes, [one.gait is Gait.WALK for one in moments], _WALK)
    told = [float(one.reading.hr.bpm) if one.reading.hr.bpm else np.nan for one in moments]
    axes.plot(minutes, told, color=_FAINT, linewidth=0.8, label="strap")
    axes.plot(minutes, [one.true_bpm for one in moments], color=_INK, linewidth=0.9, label="true")
    axes.set_ylabel("bpm")


def _cues(
    axes: Axes, moments: Sequence[Moment], near: Sequence[WalkCue], close_min: tuple[float, float]
) -> None:
    """The words, and for each walk the peak that was predicted beside the one that came."""
    for moment in moments:
        minute = moment.reading.sample.t_s / 60.0
        for cue in moment.reading.cues:
            if cue.action in (Action.WALK, Action.RUN) and close_min[0] < minute < close_min[1]:
                color = _ALARM if cue.action is Action.WALK else _OURS
                axes.axvline(minute, color=color, linewidth=0.9)
                axes.text(
                    minute,
                    0.995,
                    f" {cue.action.value} ",
                    color=color,
                    fontsize=9,
                    ha="right" if cue.action is Action.WALK else "left",
                    va="top",
                    transform=axes.get_xaxis_transform(),
                )
    for one in near:
        then_min, peak_min = one.t_s / 60.0, (one.t_s + one.peak_s) / 60.0
        axes.plot(
            (then_min, peak_min),
            (one.heart_bpm, one.predicted_bpm),
            color=_ALARM,
            linestyle=":",
            linewidth=1.2,
        )
    peaks_min = [(one.t_s + one.peak_s) / 60.0 for one in near]
    predicted_bpm = [one.predicted_bpm for one in near]
    came_bpm = [one.peak_bpm for one in near]
    axes.plot(peaks_min, predicted_bpm, "D", color=_ALARM, markersize=4.0, label="peak predicted")
    axes.plot(peaks_min, came_bpm, "o", color=_INK, markersize=4.0, label="peak that came")


def _stack(axes: Axes, some: Sequence[Moment], minutes: Floats) -> None:
    """What lifts on top of each other above zero, what lowers below it."""
    up, down = np.zeros(len(some)), np.zeros(len(some))
    for name, words, color in _PARTS:
        part = np.array([one.parts.get(name, 0.0) for one in some])
        above, below = np.maximum(part, 0.0), np.minimum(part, 0.0)
        axes.fill_between(minutes, up, up + above, color=color, linewidth=0.0, label=words)
        axes.fill_between(minutes, down, down + below, color=color, linewidth=0.0)
        up, down = up + above, down + below
    rise = [one.parts.get("rise_bpm", np.nan) for one in some]
    axes.plot(minutes, rise, color=_INK, linewidth=1.2, label="the rise")
    axes.axhline(0.0, color=_INK, linewidth=0.8)
    axes.set_ylim(min(-4.0, float(down.min()) - 1.0), float(up.max()) * 1.9)


def _shade(axes: Axes, minutes: Floats, is_so: Sequence[bool], color: str) -> None:
    for is_on, group in groupby(range(len(is_so)), key=lambda i: is_so[i]):
        if is_on:
            at = list(group)
            axes.axvspan(
                minutes[at[0]],
                minutes[min(at[-1] + 1, len(minutes) - 1)],
                color=color,
                alpha=0.6,
                linewidth=0.0,
                zorder=0.5,
            )


def _word(cause: Cause) -> str:
    return "bout" if cause is Cause.BOUT else cause.value
